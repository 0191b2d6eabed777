import type { FdAddress } from '../addresses/address.ts';
import { SocketError } from '../operations/errors.ts';

/** A descriptor that systemd passed, and its name. */
interface PassedDescriptor {
  readonly fd: number;
  readonly name: string;
}

/** SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST_FD = 3;

let passed: readonly PassedDescriptor[] | undefined;

/** Those that a listener, connection or server has: what has their numbers later may be anything. */
const taken = new Set<number>();

/** Call it when a descriptor belongs to a socket of this process. */
export function takeDescriptor(fd: number): void {
  taken.add(fd);
}

/**
 * The number of a descriptor, by itself or by the name that systemd gave it. The first call reads LISTEN_FDS, LISTEN_PID and
 * LISTEN_FDNAMES and takes them out of the environment, so that no child takes the descriptors for its own: sd_listen_fds(3) with
 * `unset_environment`.
 *
 * @throws {SocketError} `descriptor`: none or more than one has the name (`ENOENT`), or it is taken already (`EBUSY`).
 */
export function findDescriptor(address: FdAddress): number {
  passed ??= readPassedDescriptors();
  if (!('name' in address)) {
    return address.fd;
  }
  const { name } = address;
  const found = passed.filter((candidate) => candidate.name === name);
  const [first] = found;
  if (first !== undefined && found.length === 1) {
    if (!taken.has(first.fd)) {
      return first.fd;
    }
    const text = `The file descriptor with the name '${name}' is taken already: ${first.fd} '${name}'`;
    throw new SocketError('descriptor', text, { code: 'EBUSY' });
  }
  const list = (found.length === 0 ? passed : found)
    .map(({ fd, name: itsName }) => `${fd} '${itsName}'`)
    .join(', ');
  const reason =
    found.length > 1
      ? `more than one has it: ${list}; name the number`
      : passed.length > 0
        ? `systemd passed ${list}`
        : 'systemd passed none to this process (LISTEN_FDS, LISTEN_PID)';
  throw new SocketError('descriptor', `No file descriptor with the name '${name}': ${reason}`, {
    code: 'ENOENT',
  });
}

function readPassedDescriptors(): readonly PassedDescriptor[] {
  const { LISTEN_PID: pid, LISTEN_FDS: count = '', LISTEN_FDNAMES: names } = process.env;
  delete process.env['LISTEN_PID'];
  delete process.env['LISTEN_FDS'];
  delete process.env['LISTEN_FDNAMES'];
  // Those of a parent that did not take them out.
  if (pid !== String(process.pid) || !/^\d{1,6}$/u.test(count)) {
    return [];
  }
  const listed = names?.split(':') ?? [];
  return Array.from({ length: Number(count) }, (_, index) => ({
    fd: FIRST_FD + index,
    name: listed[index] ?? 'unknown',
  }));
}
