import dgram from 'node:dgram';
import { isEphemeralBind, isEphemeralPort } from './ephemeral-port.ts';
import { watchListening } from './listening.ts';
import { replaceFunction, wrapMethod } from './replace-function.ts';
import { captureStack } from './stack.ts';
import type { Socket } from 'node:dgram';
import type { Findings } from './findings.ts';
import type { CapturedStack, StackStart } from './stack.ts';

/** A socket that has the option and is not reported yet. */
interface TrackedSocket {
  readonly options: readonly string[];
  readonly made: CapturedStack;
  /** The last bind that asked the kernel for a port; none when the last bind named one. */
  asked: CapturedStack | undefined;
}

/** Methods that bind an unbound socket in libuv (`uv__udp_maybe_deferred_bind`), past Node's own `bind`. */
const MEMBERSHIP_METHODS = [
  'addMembership',
  'dropMembership',
  'addSourceSpecificMembership',
  'dropSourceSpecificMembership',
] as const;

/**
 * Reports each UDP socket that has the option and gets a port from the kernel. The channel `udp.socket` of
 * `diagnostics_channel` announces a socket, but neither its options nor its port: so the functions that make and bind one are
 * replaced. The implicit bind of `send`, `connect` and `connectSync` is a call of those.
 */
export class DatagramSockets {
  readonly #findings: Findings;
  readonly #tracked = new WeakMap<object, TrackedSocket>();

  /** @param findings Gets each. */
  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Replaces the functions, for as long as the thread lives. */
  watch(): void {
    wrapMethod(dgram, 'createSocket', (call, _self, [options], start) => {
      const socket = call() as object;
      this.#track(socket, options, start);
      return socket;
    });
    const construct = (constructor: object, parameters: unknown[], target: object): object => {
      const socket = Reflect.construct(
        constructor as () => object,
        parameters,
        target as () => object,
      ) as object;
      this.#track(socket, parameters[0], construct);
      return socket;
    };
    // A subclass that is a function calls it without `new`: `dgram.Socket.call(this, …)`.
    const apply = (constructor: object, self: object, parameters: unknown[]): unknown => {
      const result: unknown = Reflect.apply(constructor as () => unknown, self, parameters);
      this.#track(self, parameters[0], apply);
      return result;
    };
    replaceFunction(dgram, 'Socket', { construct, apply });
    const { prototype } = dgram.Socket;
    Object.defineProperty(prototype, 'constructor', {
      value: dgram.Socket,
      configurable: true,
      writable: true,
    });
    wrapMethod(prototype, 'bind', (...bind) => this.#aroundBind(...bind));
    // Since Node.js 26.
    if ('bindSync' in prototype) {
      wrapMethod(prototype, 'bindSync', (call, self, parameters, start) => {
        const [options] = parameters as readonly [{ port?: unknown }?];
        if (!isEphemeralPort(options?.port)) {
          return call();
        }
        return this.#aroundSynchronousBind('bindSync', call, self, start);
      });
    }
    for (const method of MEMBERSHIP_METHODS) {
      wrapMethod(prototype, method, (call, self, _parameters, start) =>
        this.#aroundSynchronousBind(method, call, self, start),
      );
    }
  }

  #track(socket: object, options: unknown, start: StackStart): void {
    const found = findReuseOptions(options);
    // A place is reported once.
    if (found.length === 0 || (!this.#findings.isThrowing && this.#findings.isMakerReported(start))) {
      return;
    }
    this.#tracked.set(socket, { options: found, made: captureStack(start), asked: undefined });
  }

  #aroundBind(call: () => unknown, self: object, parameters: readonly unknown[], start: StackStart): unknown {
    const tracked = this.#tracked.get(self);
    if (tracked === undefined) {
      return call();
    }
    const isEphemeral = isEphemeralBind(parameters);
    if (isEphemeral && this.#isSettled(self, tracked)) {
      return call();
    }
    const before = tracked.asked;
    const asked = isEphemeral ? captureStack(start) : undefined;
    if (asked !== undefined) {
      this.#reportEarly(self, 'bind', asked);
      watchListening(self as Socket, () => {
        if (tracked.asked !== undefined) {
          this.#report(self, 'bind', tracked.asked);
        }
      });
    }
    tracked.asked = asked;
    try {
      return call();
    } catch (error) {
      // It was refused, as a second bind is, and the first one may be under way.
      tracked.asked = before;
      throw error;
    }
  }

  /** Runs a method of which it is known once it returns or throws whether it has bound the socket. */
  #aroundSynchronousBind(method: string, call: () => unknown, self: object, start: StackStart): unknown {
    const tracked = this.#tracked.get(self);
    if (tracked === undefined || isBound(self as Socket) || this.#isSettled(self, tracked)) {
      return call();
    }
    const asked = captureStack(start);
    this.#reportEarly(self, method, asked);
    try {
      return call();
    } finally {
      if (isBound(self as Socket)) {
        this.#report(self, method, asked);
      }
    }
  }

  /** Whether nothing is left to report for a socket, since the place that made it has been reported. */
  #isSettled(socket: object, { made }: TrackedSocket): boolean {
    if (this.#findings.isThrowing || !this.#findings.isReported('udp', made)) {
      return false;
    }
    this.#tracked.delete(socket);
    return true;
  }

  /** Reports a socket before it has its port, if the mode is to throw. */
  #reportEarly(socket: object, use: string, used: CapturedStack): void {
    if (this.#findings.isThrowing && !isBound(socket as Socket)) {
      this.#report(socket, use, used);
    }
  }

  #report(socket: object, use: string, used: CapturedStack): void {
    const tracked = this.#tracked.get(socket);
    if (tracked === undefined) {
      return;
    }
    // In the mode that throws, another try with the socket throws again.
    if (!this.#findings.isThrowing) {
      this.#tracked.delete(socket);
    }
    this.#findings.report({ transport: 'udp', options: tracked.options, made: tracked.made, used, use });
  }
}

/** The reuse options that Node.js takes for set: those with a truthy value, inherited or not. */
function findReuseOptions(options: unknown): readonly string[] {
  if (typeof options !== 'object' || options === null) {
    return [];
  }
  const { reuseAddr, reusePort } = options as { reuseAddr?: unknown; reusePort?: unknown };
  const found: string[] = [];
  if (Boolean(reuseAddr)) {
    found.push('reuseAddr');
  }
  if (Boolean(reusePort) && HAS_REUSE_PORT) {
    found.push('reusePort');
  }
  return found;
}

/** Older versions do not know the option: "v23.1.0, v22.12.0: The `reusePort` option is supported" (the docs of dgram). */
const HAS_REUSE_PORT = hasReusePort(process.versions.node);

function hasReusePort(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

function isBound(socket: Socket): boolean {
  try {
    return socket.address().port !== 0;
  } catch {
    return false;
  }
}
