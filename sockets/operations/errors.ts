import { getSystemErrorMap } from 'node:util';
import type { SocketAddress } from '../addresses/address.ts';

/**
 * What went wrong, for `switch`. The system's own name for it, where there is one, is `code`.
 *
 * | kind | meaning |
 * |---|---|
 * | `address` | the text is no address, or no address that the function can use |
 * | `family` | IPv4 and IPv6 are both off, or the host is not of the family asked for |
 * | `resolve` | the name has no address (`code`: `ENOTFOUND`, `EAI_AGAIN` …) |
 * | `blocked` | `blockList` holds every address of the host |
 * | `connect` | every attempt to connect failed; see `attempts` |
 * | `self-connect` | the kernel connected the socket to itself: nobody listens there |
 * | `bind` | the local address cannot be had, by a listener or by a client that asked for one |
 * | `exhausted` | no port is left: of the ephemeral ones for a client, or of the range for a listener |
 * | `send`, `receive` | a datagram could not be sent, or the peer answered with an ICMP error |
 * | `join` | the multicast group could not be joined |
 * | `descriptor` | the file descriptor is no socket, or not one of the kind that is needed |
 * | `no-address` | the socket is not bound or not connected, so that it has no such address |
 * | `timeout`, `abort` | `timeoutMs` is over, `signal` was aborted |
 * | `closed` | the socket is closed |
 * | `unsupported` | Node.js cannot do it, or this version or platform cannot; the message says which |
 */
export type SocketErrorKind =
  | 'address'
  | 'family'
  | 'resolve'
  | 'blocked'
  | 'connect'
  | 'self-connect'
  | 'bind'
  | 'exhausted'
  | 'send'
  | 'receive'
  | 'join'
  | 'descriptor'
  | 'no-address'
  | 'timeout'
  | 'abort'
  | 'closed'
  | 'unsupported';

/** The code of an error that no system call caused. Those of Node.js where it has one. */
const CODES: Readonly<Record<SocketErrorKind, string>> = {
  address: 'ERR_INVALID_ADDRESS',
  family: 'ERR_ADDRESS_FAMILY',
  resolve: 'ERR_RESOLVE',
  blocked: 'ERR_IP_BLOCKED',
  connect: 'ERR_CONNECT',
  // What the kernel would say if it did not connect the socket to itself.
  'self-connect': 'ECONNREFUSED',
  bind: 'ERR_BIND',
  exhausted: 'EADDRINUSE',
  send: 'ERR_SEND',
  receive: 'ERR_RECEIVE',
  join: 'ERR_JOIN',
  descriptor: 'ENOTSOCK',
  'no-address': 'ERR_NO_ADDRESS',
  timeout: 'ETIMEDOUT',
  abort: 'ABORT_ERR',
  closed: 'ERR_SOCKET_CLOSED',
  unsupported: 'ERR_UNSUPPORTED',
};

/** One try at one address, for instance one of Happy Eyeballs (RFC 8305) or one port of a range. */
export interface Attempt {
  /** IP address, or the path of a unix socket. */
  readonly address: string;
  /** Port, 1–65535; 0 for a unix socket. */
  readonly port: number;
  /** `ECONNREFUSED`, `EADDRINUSE` …; `ECANCELED` for a try that was still under way when it was given up. */
  readonly code: string;
}

/** What a {@link SocketError} carries beside its kind and message. */
export interface SocketErrorDetails {
  /** The system's name for it, for instance `EADDRINUSE`. Absent: a name of Node.js or ours for the kind. */
  readonly code?: string | undefined;
  /** The system call that failed, for instance `connect`. */
  readonly syscall?: string | undefined;
  /** IP address that the failure is about, as in errors of Node.js. */
  readonly address?: string | undefined;
  /** Port that the failure is about, 0–65535. */
  readonly port?: number | undefined;
  /** Path that the failure is about. */
  readonly path?: string | undefined;
  /** The local address that was asked for. */
  readonly local?: SocketAddress | undefined;
  /** The peer that was asked for. */
  readonly peer?: SocketAddress | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of this library, shaped as `NodeJS.ErrnoException`. Programming mistakes (a wrong type, a forbidden or unknown
 * option) are `TypeError` and `RangeError` instead.
 *
 * By the conventions of Node.js and the web, `name` is `AbortError` (with `code` `ABORT_ERR`, and the signal's reason as `cause`)
 * for an aborted signal, and `TimeoutError` (with `code` `ETIMEDOUT`) when `timeoutMs` is over.
 */
export class SocketError extends Error implements NodeJS.ErrnoException {
  /** What went wrong, in this library's words. */
  readonly kind: SocketErrorKind;
  /** The system's name for it, for instance `ECONNREFUSED`; where no system call failed, one that begins with `ERR_`. */
  readonly code: string;
  /** The number of `code`, negative as in libuv, when it is the system's. */
  declare readonly errno?: number;
  /** The system call that failed, for instance `connect`. */
  declare readonly syscall?: string;
  /** IP address that the failure is about: the peer's for connect(2), the own one for bind(2). */
  declare readonly address?: string;
  /** The port beside `address`. */
  declare readonly port?: number;
  /** Path of the unix socket that the failure is about. */
  declare readonly path?: string;
  /** The local address that was asked for. */
  declare readonly local?: SocketAddress;
  /** The peer that was asked for. */
  declare readonly peer?: SocketAddress;
  /** Every attempt, in the order in which they began. Empty when none was made. */
  readonly attempts: readonly Attempt[];

  /**
   * @param kind What went wrong.
   * @param message For people.
   * @param details What else is known. A `code` of the system brings its `errno` along.
   */
  constructor(kind: SocketErrorKind, message: string, details: SocketErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = kind === 'abort' ? 'AbortError' : kind === 'timeout' ? 'TimeoutError' : 'SocketError';
    this.kind = kind;
    this.code = details.code ?? CODES[kind];
    // The numbers of getaddrinfo(3)'s errors stand in no table of Node.js.
    const errno = getErrno(this.code) ?? getLookupErrno(details);
    const { syscall, address, port, path, local, peer } = details;
    // What is not known is not there, as in errors of Node.js and in NodeJS.ErrnoException under exactOptionalPropertyTypes.
    for (const [name, value] of Object.entries({ errno, syscall, address, port, path, local, peer })) {
      if (value !== undefined) {
        Object.assign(this, { [name]: value });
      }
    }
    this.attempts = details.attempts ?? [];
  }
}

/** The fields that an error of Node.js may have. */
interface SystemErrorFields {
  readonly code: string | undefined;
  readonly errno: number | undefined;
  readonly syscall: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/**
 * Reads the fields of a system error, each only when it has the type that Node.js documents.
 * @param error Whatever was thrown.
 */
export function systemErrorFields(error: unknown): SystemErrorFields {
  const fields: Partial<Record<keyof SystemErrorFields, unknown>> =
    typeof error === 'object' && error !== null ? error : {};
  return {
    code: typeof fields.code === 'string' ? fields.code : undefined,
    errno: typeof fields.errno === 'number' ? fields.errno : undefined,
    syscall: typeof fields.syscall === 'string' ? fields.syscall : undefined,
    address: typeof fields.address === 'string' ? fields.address : undefined,
    port: typeof fields.port === 'number' ? fields.port : undefined,
  };
}

interface SystemError {
  readonly errno: number;
  readonly text: string;
}

let systemErrors: ReadonlyMap<string, SystemError> | undefined;

function findSystemError(code: string): SystemError | undefined {
  systemErrors ??= new Map([...getSystemErrorMap()].map(([errno, [name, text]]) => [name, { errno, text }]));
  return systemErrors.get(code);
}

function getLookupErrno({ code, cause }: SocketErrorDetails): number | undefined {
  return code === undefined ? undefined : systemErrorFields(cause).errno;
}

function getErrno(code: string): number | undefined {
  return findSystemError(code)?.errno;
}

/**
 * The text of strerror(3) in libuv's words, capitalized: `Address already in use` for `EADDRINUSE`.
 * @param error Whatever was thrown.
 * @returns its message when it has no code, and its code when libuv has no text for it.
 */
export function systemErrorText(error: unknown): string {
  const { code } = systemErrorFields(error);
  if (code === undefined) {
    return error instanceof Error ? error.message : String(error);
  }
  // Node.js reports EAI_NONAME and EAI_NODATA under this name of its own (lib/internal/errors.js, DNSException).
  if (code === 'ENOTFOUND') {
    return 'Name or service not known';
  }
  const text = findSystemError(code)?.text;
  return text === undefined ? code : text.charAt(0).toUpperCase() + text.slice(1);
}
