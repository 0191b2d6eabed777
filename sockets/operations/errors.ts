import { getSystemErrorMap } from 'node:util';
import type { SocketAddress } from '../addresses/address.ts';

/**
 * What went wrong, for `switch`. The operating system's own name for it, where there is one, is `errno`.
 *
 * | code | meaning |
 * |---|---|
 * | `ERR_INVALID_ADDRESS` | the address cannot be parsed, or a field is out of range |
 * | `ERR_ADDRESS_FAMILY` | IPv4 and IPv6 are both off, or the host is not of the family asked for |
 * | `ERR_RESOLVE` | the name has no address (`errno`: `ENOTFOUND`, `EAI_AGAIN` …) |
 * | `ERR_CONNECT` | every attempt to connect failed; see `attempts` |
 * | `ERR_LOCAL_PORTS_EXHAUSTED` | a client got no local port: all ephemeral ports are taken |
 * | `ERR_SELF_CONNECT` | the kernel connected the socket to itself; nobody listens there |
 * | `ERR_BIND`, `ERR_LISTEN` | the local address cannot be had |
 * | `ERR_PORT_RANGE_EXHAUSTED` | every port of the range is in use |
 * | `ERR_SEND`, `ERR_RECEIVE` | a datagram could not be sent, or the peer answered with an ICMP error |
 * | `ERR_JOIN` | the multicast group could not be joined |
 * | `ERR_NOT_A_SOCKET` | the file descriptor is no stream socket |
 * | `ERR_NO_ADDRESS` | the socket is not bound or not connected, so that it has no such address |
 * | `ERR_TIMEOUT`, `ABORT_ERR` | `timeoutMs` is over, `signal` was aborted (`name` is then `AbortError`) |
 * | `ERR_CLOSED` | the datagram client is closed |
 * | `ERR_UNSUPPORTED` | Node.js cannot do it, or this version or platform cannot; the message says which |
 */
export type SocketErrorCode =
  | 'ERR_INVALID_ADDRESS'
  | 'ERR_ADDRESS_FAMILY'
  | 'ERR_RESOLVE'
  | 'ERR_CONNECT'
  | 'ERR_LOCAL_PORTS_EXHAUSTED'
  | 'ERR_SELF_CONNECT'
  | 'ERR_BIND'
  | 'ERR_LISTEN'
  | 'ERR_PORT_RANGE_EXHAUSTED'
  | 'ERR_SEND'
  | 'ERR_RECEIVE'
  | 'ERR_JOIN'
  | 'ERR_NOT_A_SOCKET'
  | 'ERR_NO_ADDRESS'
  | 'ERR_TIMEOUT'
  | 'ABORT_ERR'
  | 'ERR_CLOSED'
  | 'ERR_UNSUPPORTED';

/** One try at one address, for instance one of Happy Eyeballs (RFC 8305) or one port of a range. */
export interface Attempt {
  /** IP address, or the path of a unix socket. */
  readonly address: string;
  /** Port, 1–65535; 0 for a unix socket. */
  readonly port: number;
  /** `ECONNREFUSED`, `EADDRINUSE` …; `ECANCELED` for a try that was still under way when it was given up. */
  readonly errno: string;
}

/** What a {@link SocketError} carries beside its code and message. */
export interface SocketErrorDetails {
  readonly errno?: string | undefined;
  readonly syscall?: string | undefined;
  readonly address?: SocketAddress | undefined;
  readonly attempts?: readonly Attempt[] | undefined;
  readonly cause?: unknown;
}

/**
 * The one error of this library. Programming mistakes (a wrong type, a forbidden or unknown option) are `TypeError` and
 * `RangeError` instead.
 */
export class SocketError extends Error {
  /** What went wrong. */
  readonly code: SocketErrorCode;
  /** The operating system's name for it, for instance `EADDRINUSE`: of the last attempt, as in QEMU. */
  readonly errno: string | undefined;
  /** The system call that failed, for instance `connect`. */
  readonly syscall: string | undefined;
  /** The address that the caller asked for. */
  readonly address: SocketAddress | undefined;
  /** Every attempt, in order. Empty when none was made. */
  readonly attempts: readonly Attempt[];

  constructor(code: SocketErrorCode, message: string, details: SocketErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    // The convention of the web and of Node.js: callers recognize cancellation by this name.
    this.name = code === 'ABORT_ERR' ? 'AbortError' : 'SocketError';
    this.code = code;
    this.errno = details.errno;
    this.syscall = details.syscall;
    this.address = details.address;
    this.attempts = details.attempts ?? [];
  }
}

/** The fields that an error of Node.js may have. */
interface SystemErrorFields {
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

/** Reads the fields of a system error, each only when it has the type that Node.js documents. */
export function systemErrorFields(error: unknown): SystemErrorFields {
  const fields: Partial<Record<keyof SystemErrorFields, unknown>> =
    typeof error === 'object' && error !== null ? error : {};
  return {
    code: typeof fields.code === 'string' ? fields.code : undefined,
    syscall: typeof fields.syscall === 'string' ? fields.syscall : undefined,
    address: typeof fields.address === 'string' ? fields.address : undefined,
    port: typeof fields.port === 'number' ? fields.port : undefined,
  };
}

let texts: Map<string, string> | undefined;

/** The text of strerror(3) in libuv's words, capitalized: `Address already in use` for `EADDRINUSE`. */
export function systemErrorText(error: unknown): string {
  const { code } = systemErrorFields(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  // Node.js reports EAI_NONAME and EAI_NODATA under this name of its own (lib/internal/errors.js, DNSException).
  if (code === 'ENOTFOUND') return 'Name or service not known';
  texts ??= new Map(getSystemErrorMap().values());
  const text = texts.get(code);
  return text === undefined ? code : text.charAt(0).toUpperCase() + text.slice(1);
}
