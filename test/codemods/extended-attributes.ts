import { runProgram } from '../tools/built-command.ts';

/** Node.js knows no extended attributes, but Perl makes any call to the system. */
const NUMBERS: Readonly<Record<string, { readonly set: number; readonly get: number }>> = {
  x64: { set: 188, get: 191 },
  arm64: { set: 5, get: 8 },
};

const SCRIPT = `
my ($number, $path, $name, $hex) = @ARGV;
my $value = defined $hex ? pack('H*', $hex) : "\\0" x 4096;
my $done = syscall($number + 0, $path, $name, $value, length($value), 0);
if ($done < 0) { print "$!"; exit 1 }
print defined $hex ? '' : unpack('H*', substr($value, 0, $done));
`;

/** Whether extended attributes can be set here. */
export const HAS_ATTRIBUTES = process.platform === 'linux' && NUMBERS[process.arch] !== undefined;

/** Sets an extended attribute. */
export function setAttribute(path: string, name: string, value: Buffer): void {
  const { status, stdout } = callPerl('set', path, name, value.toString('hex'));
  if (status !== 0) {
    throw new Error(`${name} of ${path} cannot be set: ${stdout}`);
  }
}

/** Reads an extended attribute, undefined when the file has none of that name. */
export function getAttribute(path: string, name: string): Buffer | undefined {
  const { status, stdout } = callPerl('get', path, name);
  return status === 0 ? Buffer.from(stdout, 'hex') : undefined;
}

function callPerl(call: 'set' | 'get', ...args: readonly string[]): ReturnType<typeof runProgram> {
  const number = String(NUMBERS[process.arch]?.[call]);
  return runProgram('/', 'perl', ['-e', SCRIPT, number, ...args]);
}

interface AclEntry {
  readonly tag: 'owner' | 'user' | 'group' | 'mask' | 'other';
  readonly permissions: number;
  readonly id?: number;
}

const TAGS = { owner: 0x01, user: 0x02, group: 0x04, mask: 0x10, other: 0x20 };

/** A POSIX access control list as the kernel keeps it (`include/uapi/linux/posix_acl_xattr.h`). */
export function toAcl(entries: readonly AclEntry[]): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32LE(2);
  return Buffer.concat([
    version,
    ...entries.map(({ tag, permissions, id = 0xffffffff }) => {
      const entry = Buffer.alloc(8);
      entry.writeUInt16LE(TAGS[tag], 0);
      entry.writeUInt16LE(permissions, 2);
      entry.writeUInt32LE(id, 4);
      return entry;
    }),
  ]);
}
