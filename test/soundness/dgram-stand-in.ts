import { EventEmitter } from 'node:events';

/** What became of one socket of a program. */
export interface SocketRecord {
  /** The number that the options of the socket carry; undefined for a socket without one. */
  readonly site: number | undefined;
  /** Whether the socket was made with a reuse option that was on. */
  readonly reuses: boolean;
  /** The local port that the socket was bound to: 0 for one of the kernel's choice, {@link ADOPTED}, undefined for none. */
  port: number | undefined;
}

/** The port of a socket that was given a handle or a descriptor: whoever made that has chosen it. */
const ADOPTED = -1;

type Callback = (...values: unknown[]) => unknown;

interface SocketState {
  bindState: 'unbound' | 'binding' | 'bound';
  connectState: 'disconnected' | 'connecting' | 'connected';
  isClosed: boolean;
  /** libuv has bound the descriptor, which JavaScript does not notice (src/unix/udp.c, `uv__udp_maybe_deferred_bind`). */
  isJoined: boolean;
  queue: (() => void)[] | undefined;
  readonly record: SocketRecord;
}

/** What a {@link createDgram} socket runs later, as `process.nextTick` does. */
export type Schedule = (task: () => void) => void;

/**
 * A `dgram` that opens no socket and records which local port each would have.
 *
 * It follows lib/dgram.js of Node.js 20: the states, the order of the checks, what binds implicitly, what is thrown and when
 * events come. A bind never fails for a reason of the host.
 *
 * @param schedule runs a task after the code that runs now
 * @returns the module, and the sockets that were made by it
 */
export function createDgram(schedule: Schedule): {
  readonly module: object;
  readonly records: readonly SocketRecord[];
  /** Whether a value is a socket of the module. */
  isSocket(value: object): boolean;
} {
  const records: SocketRecord[] = [];
  const states = new WeakMap<object, SocketState>();
  // As in Node.js, a proxy of a socket has the state of its target.
  const stateKey = Symbol('state');

  function getState(socket: object): SocketState {
    const state = states.get(socket) ?? (socket as { readonly [stateKey]?: SocketState })[stateKey];
    if (!state) {
      throw new TypeError('this is no socket');
    }
    return state;
  }

  function getOpenState(socket: object): SocketState {
    const state = getState(socket);
    if (state.isClosed) {
      throw createError('ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running');
    }
    return state;
  }

  class Socket extends EventEmitter {
    type: unknown;

    constructor(given: unknown, listener?: unknown) {
      super();
      const options = isObject(given) ? given : undefined;
      const type = options ? options['type'] : given;
      if (type !== 'udp4' && type !== 'udp6') {
        throw createError('ERR_SOCKET_BAD_TYPE', 'Bad socket type specified. Valid types are: udp4, udp6');
      }
      this.type = type;
      if (typeof listener === 'function') {
        this.on('message', listener as Callback);
      }
      const site = options?.['site'];
      const record: SocketRecord = {
        site: typeof site === 'number' ? site : undefined,
        reuses: Boolean(options?.['reuseAddr']) || Boolean(options?.['reusePort']),
        port: undefined,
      };
      records.push(record);
      const state: SocketState = {
        bindState: 'unbound',
        connectState: 'disconnected',
        isClosed: false,
        isJoined: false,
        queue: undefined,
        record,
      };
      states.set(this, state);
      Object.defineProperty(this, stateKey, { value: state });
    }

    bind(...given: unknown[]): this {
      const [first, second] = given;
      const state = getOpenState(this);
      if (state.bindState !== 'unbound') {
        throw createError('ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound');
      }
      state.bindState = 'binding';
      const callback = given.at(-1);
      if (typeof callback === 'function') {
        this.#listenOnce(callback as Callback);
      }
      let port = first;
      let address = typeof second === 'function' ? '' : second;
      if (isObject(first)) {
        if (typeof first['recvStart'] === 'function' || isDescriptor(first['fd'])) {
          state.bindState = 'bound';
          state.record.port = ADOPTED;
          this.emit('listening');
          return this;
        }
        address = isTrue(first['address']) ? first['address'] : '';
        Reflect.get(first, 'exclusive');
        port = first['port'];
      }
      lookUp(address, (error) => {
        if (state.isClosed) {
          return;
        }
        if (error) {
          state.bindState = 'unbound';
          this.emit('error', error);
          return;
        }
        // bind(2) of a socket that has an address is EINVAL.
        if (state.isJoined) {
          state.bindState = 'unbound';
          this.emit('error', createError('EINVAL', 'bind EINVAL'));
          return;
        }
        state.bindState = 'bound';
        state.record.port = toPort(port);
        this.emit('listening');
      });
      return this;
    }

    /** As lib/dgram.js, `onListening`. */
    #listenOnce(callback: Callback): void {
      const remove = (): void => {
        this.removeListener('error', remove);
        this.removeListener('listening', onListening);
      };
      const onListening = (): void => {
        remove();
        callback.call(this);
      };
      this.on('error', remove);
      this.on('listening', onListening);
    }

    connect(port: unknown, address?: unknown, callback?: unknown): void {
      checkPort(port);
      const done = typeof address === 'function' ? address : callback;
      const host = typeof address === 'function' || address === undefined ? '' : address;
      if (typeof host !== 'string') {
        throw createError('ERR_INVALID_ARG_TYPE', 'The "address" argument must be of type string.');
      }
      const state = getState(this);
      if (state.connectState !== 'disconnected') {
        throw createError('ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
      }
      state.connectState = 'connecting';
      this.#whenBound(state, () => {
        if (typeof done === 'function') {
          this.once('connect', done as Callback);
        }
        schedule(() => {
          if (state.isClosed) {
            return;
          }
          state.connectState = 'connected';
          schedule(() => this.emit('connect'));
        });
      });
    }

    /** Binds the socket to a port of the kernel's choice where it is not bound, and waits until it is. */
    #whenBound(state: SocketState, act: () => void): void {
      if (state.bindState === 'unbound') {
        this.bind({ port: 0, exclusive: true }, null);
      }
      // A bind may have ended at once.
      if (this.#isBound(state)) {
        act();
        return;
      }
      if (state.queue) {
        state.queue.push(act);
        return;
      }
      state.queue = [act];
      const onError = (): void => {
        this.removeListener('listening', onListening);
        state.queue = undefined;
      };
      const onListening = (): void => {
        this.removeListener(EventEmitter.errorMonitor, onError);
        const queue = state.queue ?? [];
        state.queue = undefined;
        for (const queued of queue) {
          queued();
        }
      };
      this.once(EventEmitter.errorMonitor, onError);
      this.once('listening', onListening);
    }

    #isBound({ bindState }: SocketState): boolean {
      return bindState === 'bound';
    }

    disconnect(): void {
      const state = getState(this);
      if (state.connectState !== 'connected') {
        throw createError('ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
      }
      state.connectState = 'disconnected';
    }

    send(...given: unknown[]): void {
      const state = getState(this);
      const isConnected = state.connectState === 'connected';
      const { message, port, address, callback } = readSendArguments(given, isConnected);
      checkMessage(message);
      if (!isConnected) {
        checkPort(port);
      }
      if (typeof address !== 'function' && address !== undefined && address !== null) {
        if (typeof address !== 'string') {
          throw createError('ERR_INVALID_ARG_TYPE', 'The "address" argument must be of type string.');
        }
      }
      getOpenState(this);
      const done = typeof address === 'function' ? address : callback;
      this.#whenBound(state, () => {
        schedule(() => {
          if (typeof done === 'function' && !state.isClosed) {
            schedule(() => {
              (done as Callback)(null, 1);
            });
          }
        });
      });
    }

    sendto(...given: unknown[]): void {
      const [message, offset, length, port, address, callback] = given;
      if (typeof offset !== 'number' || typeof length !== 'number' || typeof port !== 'number') {
        throw createError('ERR_INVALID_ARG_TYPE', 'The argument must be of type number.');
      }
      if (typeof address !== 'string') {
        throw createError('ERR_INVALID_ARG_TYPE', 'The "address" argument must be of type string.');
      }
      this.send(message, offset, length, port, address, callback);
    }

    close(callback?: unknown): this {
      if (typeof callback === 'function') {
        this.on('close', callback as Callback);
      }
      const state = getState(this);
      if (state.queue) {
        state.queue.push(() => this.close());
        return this;
      }
      getOpenState(this);
      state.isClosed = true;
      schedule(() => this.emit('close'));
      return this;
    }

    address(): object {
      const state = getOpenState(this);
      if (state.bindState !== 'bound' && !state.isJoined) {
        throw createError('EBADF', 'getsockname EBADF');
      }
      return {
        address: '0.0.0.0',
        family: 'IPv4',
        port: isTrue(state.record.port) ? state.record.port : 49_152,
      };
    }

    addMembership(group: unknown): void {
      const state = getOpenState(this);
      if (!group) {
        throw createError('ERR_MISSING_ARGS', 'The "multicastAddress" argument must be specified');
      }
      if (state.bindState !== 'bound') {
        state.isJoined = true;
      }
    }

    addSourceSpecificMembership(source: unknown, group: unknown): void {
      const state = getOpenState(this);
      if (typeof source !== 'string' || typeof group !== 'string') {
        throw createError('ERR_INVALID_ARG_TYPE', 'The argument must be of type string.');
      }
      if (state.bindState !== 'bound') {
        state.isJoined = true;
      }
    }

    ref(): this {
      return this;
    }

    unref(): this {
      return this;
    }

    setBroadcast(): void {
      this.#configure();
    }

    setTTL(ttl: unknown): unknown {
      this.#configure();
      return ttl;
    }

    setMulticastTTL(ttl: unknown): unknown {
      this.#configure();
      return ttl;
    }

    setMulticastLoopback(isOn: unknown): unknown {
      this.#configure();
      return isOn;
    }

    /** setsockopt(2) of a socket that is not bound is EBADF: libuv opens no descriptor before. */
    #configure(): void {
      const state = getOpenState(this);
      if (state.bindState !== 'bound' && !state.isJoined) {
        throw createError('EBADF', 'setsockopt EBADF');
      }
    }
  }

  function lookUp(address: unknown, found: (error: Error | undefined) => void): void {
    if (address && typeof address !== 'string') {
      throw createError('ERR_INVALID_ARG_TYPE', 'The "hostname" argument must be of type string.');
    }
    const isUnknown = typeof address === 'string' && address !== '' && !KNOWN_ADDRESS.test(address);
    schedule(() => {
      found(isUnknown ? createError('ENOTFOUND', 'getaddrinfo ENOTFOUND') : undefined);
    });
  }

  return {
    module: {
      Socket,
      createSocket: (options: unknown, listener?: unknown) => new Socket(options, listener),
    },
    records,
    isSocket: (value) => states.has(value),
  };
}

const KNOWN_ADDRESS = /^(?:[\d.]+|[\da-f:]*:[\da-f:]*|localhost)$/u;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isTrue(value: unknown): boolean {
  return Boolean(value);
}

function isDescriptor(fd: unknown): boolean {
  return typeof fd === 'number' && Number.isInteger(fd) && fd > 0;
}

function createError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The port that lib/dgram.js hands to the kernel: `port || 0`, as an unsigned number of 16 bits. */
function toPort(port: unknown): number {
  if (typeof port === 'symbol' || typeof port === 'bigint') {
    throw new TypeError('Cannot convert the port to a number');
  }
  return (Number(isTrue(port) ? port : 0) >>> 0) & 0xff_ff;
}

/** lib/internal/validators.js, `validatePort(port, name, false)`. */
function checkPort(port: unknown): void {
  const isText = typeof port === 'string' && port.trim() !== '';
  const number = typeof port === 'number' || isText ? Number(port) : Number.NaN;
  if (!Number.isInteger(number) || number <= 0 || number > 65_535) {
    throw createError('ERR_SOCKET_BAD_PORT', 'Port should be > 0 and < 65536.');
  }
}

function checkMessage(message: unknown): void {
  const parts: readonly unknown[] = Array.isArray(message) ? message : [message];
  if (!parts.every((part) => typeof part === 'string' || ArrayBuffer.isView(part))) {
    throw createError('ERR_INVALID_ARG_TYPE', 'The "buffer" argument must be of type string.');
  }
}

/** The forms of `send`: with or without offset and length, with or without port and address. */
function readSendArguments(
  [message, offset, length, port, address, callback]: readonly unknown[],
  isConnected: boolean,
): {
  readonly message: unknown;
  readonly port: unknown;
  readonly address: unknown;
  readonly callback: unknown;
} {
  if (isConnected) {
    const isSliced = typeof length === 'number';
    const isGiven = isSliced ? typeof port !== 'function' && port : port;
    if (isGiven || address) {
      throw createError('ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
    }
    return { message, port: undefined, address: undefined, callback: isSliced ? port : offset };
  }
  return address || (port && typeof port !== 'function')
    ? { message, port, address, callback }
    : { message, port: offset, address: length, callback: port };
}
