import { appendFileSync } from 'node:fs';
import { findInstalledPackage } from './installed-package.ts';
import { findPosition, findWrittenPlace, readCaller } from './stack.ts';
import type { GuardSettings } from './settings.ts';
import type { Caller, CapturedStack, Place, StackStart } from './stack.ts';

/** The code of the warning and of the error. */
const CODE = 'SOCKETS_CLIENT_REUSE';

/** A socket that has the option, and a port that the kernel picked. */
export interface ClientSocket {
  readonly transport: 'udp' | 'tcp';
  /** What set the option: `reuseAddr`, `reusePort`, `localAddress`, `localPort`. */
  readonly options: readonly string[];
  /** The stack of the call that made the socket. */
  readonly made: CapturedStack;
  /** The stack of the call that got it the port, or would. */
  readonly used: CapturedStack;
  /** What that call was, unless a method of Node.js stands between it and the program. */
  readonly use: string;
}

/** A line of the report, one for each place that makes such a socket. */
export interface ReportLine {
  /** The version of this format. */
  readonly version: 1;
  /** When it was seen, as ISO 8601. */
  readonly time: string;
  readonly pid: number;
  /** 0 is the main thread. */
  readonly threadId: number;
  readonly transport: 'udp' | 'tcp';
  readonly options: readonly string[];
  /** Where the socket was made; null when no frame of the program was left on the stack. */
  readonly made: ReportedPlace | null;
  /** What got it the port, and where. */
  readonly use: { readonly by: string; readonly at: ReportedPlace | null };
}

/** A place; where it was written, if a source map shows that; and the installed package that it is in. */
interface ReportedPlace extends Place {
  readonly source?: Place;
  readonly package?: string;
  readonly packageVersion?: string;
}

/** Reports what is found, once a place, in the way that the settings ask for: a warning, an error, a line of a file. */
export class Findings {
  readonly #settings: GuardSettings;
  readonly #reported = new Set<string>();
  /** The places that make the UDP sockets that were reported: offsets in characters, by file. */
  readonly #reportedOffsets = new Map<string, Set<number>>();
  #reportFile: string | undefined;

  /** @param settings Say whether to warn, to throw or to write a report. */
  constructor(settings: GuardSettings) {
    this.#settings = settings;
    this.#reportFile = settings.reportFile;
  }

  /** Whether a client must be reported before it gets its port, since the call is to fail. */
  get isThrowing(): boolean {
    return this.#settings.mode === 'throw';
  }

  /**
   * Reports a client: in the report file, and by a warning or an error. A place that was reported gets neither line nor warning.
   *
   * @param client The socket, before or after it has got its port: see {@link isThrowing}.
   * @throws {Error} with the code `SOCKETS_CLIENT_REUSE`, each time, when the mode is `throw`.
   */
  report(client: ClientSocket): void {
    const isNew = !this.isReported(client.transport, client.made);
    if (!isNew && !this.isThrowing) {
      return;
    }
    this.#reported.add(toKey(client.transport, client.made));
    const maker = readCaller(client.made);
    if (client.transport === 'udp' && maker.position) {
      const { file, offset } = maker.position;
      const offsets = this.#reportedOffsets.get(file);
      this.#reportedOffsets.set(file, (offsets ?? new Set()).add(offset));
    }
    const line = toReportLine(client, maker, readCaller(client.used));
    if (isNew) {
      this.#writeLine(line);
    }
    const message = toMessage(line);
    if (this.isThrowing) {
      throw Object.assign(new Error(message), { code: CODE });
    }
    process.emitWarning(message, { code: CODE });
  }

  /**
   * Whether the place that made a socket has been reported.
   *
   * @param transport The kind of socket.
   * @param made The stack of the call that made it.
   */
  isReported(transport: 'udp' | 'tcp', made: CapturedStack): boolean {
    return this.#reported.has(toKey(transport, made));
  }

  /**
   * Whether the place that makes a UDP socket now has been reported, as far as that is quickly known.
   *
   * @param start the function that the place called
   */
  isMakerReported(start: StackStart): boolean {
    const position = this.#reportedOffsets.size > 0 ? findPosition(start) : undefined;
    return (
      position !== undefined && (this.#reportedOffsets.get(position.file)?.has(position.offset) ?? false)
    );
  }

  /** Writes a line of the report, in one call, so that the lines of several processes do not mix. */
  #writeLine(line: ReportLine): void {
    if (this.#reportFile === undefined) {
      return;
    }
    try {
      appendFileSync(this.#reportFile, `${JSON.stringify(line)}\n`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.emitWarning(`SOCKETS_GUARD_REPORT: nothing more is reported. ${reason}`, {
        code: 'SOCKETS_GUARD_REPORT',
      });
      this.#reportFile = undefined;
    }
  }
}

function toKey(transport: 'udp' | 'tcp', made: CapturedStack): string {
  const { place } = readCaller(made);
  return place === undefined ? transport : `${transport} ${toText(place)}`;
}

function toReportLine(client: ClientSocket, maker: Caller, user: Caller): ReportLine {
  return {
    version: 1,
    time: new Date().toISOString(),
    pid: process.pid,
    // Loaded late, as it takes a millisecond that nearly no start needs.
    threadId: process.getBuiltinModule('node:worker_threads').threadId,
    transport: client.transport,
    options: client.options,
    made: toReportedPlace(maker.place),
    use: { by: user.method ?? client.use, at: toReportedPlace(user.place) },
  };
}

function toReportedPlace(place: Place | undefined): ReportedPlace | null {
  if (place === undefined) {
    return null;
  }
  const source = findWrittenPlace(place);
  const installed = findInstalledPackage(place.file);
  return {
    ...place,
    ...(source === undefined ? {} : { source }),
    ...(installed === undefined ? {} : { package: installed.name }),
    ...(installed?.version === undefined ? {} : { packageVersion: installed.version }),
  };
}

function toMessage({ transport, options, made, use }: ReportLine): string {
  const option = options.join(' and ');
  const maker = `the socket made at ${toSentencePart(made)}`;
  const cause = `${use.by}() at ${toSentencePart(use.at)}`;
  if (transport === 'tcp') {
    return (
      `${option} sets SO_REUSEADDR on a TCP client: ${maker}, by ${cause}. ` +
      'Where the port is needed by another connection, connect() fails with EADDRINUSE. Remove it.'
    );
  }
  return (
    `${option} shares the port of a UDP client: ${maker} got a port that the kernel picked, by ${cause}. ` +
    'Another socket may be given the same port, and receive its datagrams. Remove the option.'
  );
}

function toSentencePart(place: ReportedPlace | null): string {
  if (place === null) {
    return 'an unknown place';
  }
  const installed = toInstalledPackage(place);
  return toText(place.source ?? place) + (installed === undefined ? '' : ` (${installed})`);
}

function toInstalledPackage({ package: name, packageVersion }: ReportedPlace): string | undefined {
  return name === undefined || packageVersion === undefined ? name : `${name}@${packageVersion}`;
}

function toText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
