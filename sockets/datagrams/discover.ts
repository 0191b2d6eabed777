import type { Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { InetAddress } from '../addresses/address.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { DatagramPeerInput } from '../addresses/address-input.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import { isGroup, isLinkScope } from '../addresses/groups.ts';
import { onAbort } from '../operations/abort-signal.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import type { Attempt } from '../operations/errors.ts';
import {
  checkArgument,
  createTypeError,
  FORBIDDEN_CLIENT_OPTIONS,
  checkAbortSignal,
  checkBoolean,
  createIntegerCheck,
  isMilliseconds,
  readOptions,
  show,
} from '../operations/options.ts';
import type { Check, NoListenerOptions, OptionTable } from '../operations/options.ts';
import { WaitingQueue } from '../operations/waiting-queue.ts';
import type { ItemIterator } from '../operations/waiting-queue.ts';
import { checkClientPort } from '../streams/stream-connect.ts';
import { toDatagramAddress } from './connect-datagram.ts';
import { DatagramSource } from './datagram-server.ts';
import {
  bindSocket,
  closeSocket,
  copyData,
  createExclusiveSocket,
  checkDatagramData,
  QUEUE_BYTES,
  QUEUE_ITEMS,
} from './datagram-socket.ts';
import type { DatagramData } from './datagram-socket.ts';
import { findInterfaces, findOnLink, selectInterfaces } from './local-interfaces.ts';
import type { LocalInterface } from './local-interfaces.ts';

/** How a question is sent more than once, because UDP may lose it. */
export interface Repetition {
  /** How often it is sent in all, 1–1000. Default 1. */
  readonly times?: number | undefined;
  /** Milliseconds between, 1–2147483647. Default 500, or less when the time is short. */
  readonly everyMs?: number | undefined;
}

/** Options of {@link discover}. None of them can set SO_REUSEADDR or choose a local port. */
export interface DiscoverOptions extends NoListenerOptions {
  /**
   * Whom to ask: a multicast group, a broadcast address, or any IP address, each with its port, as `'239.255.255.250:1900'` or
   * `{ host, port }`; or several of them.
   */
  readonly to: DatagramPeerInput | readonly DatagramPeerInput[];
  /**
   * From where: `'all'` interfaces that have an address of the family, loopback too, or those with these local addresses. Default
   * `'all'`; an address in a network of this host, its broadcast address too, is then asked from there only. Each has a socket of
   * its own, with an ephemeral port that it shares with nobody.
   */
  readonly interfaces?: 'all' | readonly string[] | undefined;
  /** Milliseconds to wait for answers, 1–2147483647. Then the iterator ends. Default 3000. */
  readonly timeoutMs?: number | undefined;
  /** Ends the iterator when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** How many routers may pass the question on, 0–255. Default: the kernel's, which is 1 for a group: this network only. */
  readonly ttl?: number | undefined;
  /** Whether programs on this host hear a question to a group, too. Default true. */
  readonly loopback?: boolean | undefined;
  /** How often the question is sent, in all, or how often and how far apart. Default 1. */
  readonly repeat?: number | Repetition | undefined;
}

const REPETITION_OPTIONS: OptionTable<Repetition> = {
  times: createIntegerCheck(1, 1000),
  everyMs: isMilliseconds,
};

const checkRepetition: Check = (name, value) => {
  if (typeof value !== 'object') {
    return createIntegerCheck(1, 1000)(name, value);
  }
  try {
    readOptions(name, value, REPETITION_OPTIONS);
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

const checkInterfaces: Check = (name, value) =>
  value === 'all' ||
  (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'))
    ? undefined
    : createTypeError(`${name} must be 'all' or a list of local IP addresses, not ${show(value)}`);

/** Each is read as an address anyway. */
const allowAnything: Check = () => undefined;

const DISCOVER_OPTIONS: OptionTable<DiscoverOptions> = {
  to: allowAnything,
  interfaces: checkInterfaces,
  timeoutMs: isMilliseconds,
  signal: checkAbortSignal,
  ttl: createIntegerCheck(0, 255),
  loopback: checkBoolean,
  repeat: checkRepetition,
};

const TIMEOUT_MS = 3000;
const REPEAT_EVERY_MS = 500;

/** What came to the port as an answer. Anybody may send something there: only its content shows whether it is one. */
export interface DiscoveryAnswer {
  /** The bytes of the datagram. */
  readonly data: Buffer;
  /** Who answered. */
  readonly from: DatagramSource;
  /** The local IP address that the answer came to, one of `interfaces`. */
  readonly interface: string;
}

/** The answers to a question, as they come, which {@link discover} returns. */
export interface Discovery extends ItemIterator<DiscoveryAnswer> {
  /** From where, or whom, it could not be asked: known once the first answer is waited for. */
  readonly failures: readonly Attempt[];
  /** Answers that were dropped: from port 0, or because more than 1024, or a mebibyte, waited. The oldest go first. */
  readonly dropped: number;
}

/**
 * Asks a multicast group, a broadcast address or several, and gives every answer: how to find services by SSDP, mDNS and their
 * like. The sockets have ephemeral ports of their own and no reuse option, whose only effect would be that another program may
 * get the answers. They are not connected, because everybody answers from an address of his own.
 *
 * Nothing is opened before the first answer is asked for, and all is closed when the iterator ends: when the time is over, when
 * `signal` is aborted, or when the loop is left.
 *
 * @param data The question. It is copied.
 * @param options See {@link DiscoverOptions}; `to` must be there.
 * @throws {TypeError | RangeError} at once, for a wrong type, an unknown option or a value out of range.
 * @throws {SocketError} at once, `address` for an address that is none. Out of the iterator: `abort` when `signal` was aborted
 *   before it began; `send` when nobody could be asked from anywhere (see `attempts`); `address` for an interface that is not of
 *   this host.
 */
export function discover(data: DatagramData, options: DiscoverOptions): Discovery {
  checkArgument('discover(): data', data, checkDatagramData);
  const checked = readOptions<DiscoverOptions>(
    'discover()',
    options,
    DISCOVER_OPTIONS,
    FORBIDDEN_CLIENT_OPTIONS,
  );
  const targets = readTargets(checked.to);
  // It is sent later.
  return new RunningDiscovery(copyData(data), targets, checked);
}

function readTargets(to: unknown): readonly InetAddress[] {
  const list: readonly unknown[] = Array.isArray(to) ? to : [to];
  if (to === undefined || list.length === 0) {
    throw createTypeError(
      "discover(): option 'to' is required: whom to ask, for instance '239.255.255.250:1900'",
    );
  }
  return list.map((entry) => {
    const target = toDatagramAddress(toAddress("discover(): option 'to'", entry, FORBIDDEN_CLIENT_OPTIONS));
    checkClientPort(target);
    if (isIP(target.host) !== 0) {
      return target;
    }
    const endpoint = formatEndpoint(target.host, target.port);
    throw new SocketError('address', `discover(): '${endpoint}': the host must be an IP address`, {
      peer: target,
    });
  });
}

/** A socket that asks from one interface. */
interface Asker {
  readonly socket: Socket;
  readonly local: LocalInterface;
  readonly targets: readonly InetAddress[];
}

class RunningDiscovery implements Discovery {
  readonly #data: DatagramData;
  readonly #targets: readonly InetAddress[];
  readonly #options: DiscoverOptions;
  readonly #queue = new WaitingQueue<DiscoveryAnswer>({
    ...{ items: QUEUE_ITEMS, weight: QUEUE_BYTES },
    weigh: ({ data }) => data.byteLength,
  });
  readonly #answers = this.#queue.iterate(() => 'Failed to discover');
  readonly #failures: Attempt[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #askers: readonly Asker[] = [];
  #withoutPort = 0;
  #began: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #takeBack: (() => void) | undefined;

  constructor(data: DatagramData, targets: readonly InetAddress[], options: DiscoverOptions) {
    this.#data = data;
    this.#targets = targets;
    this.#options = options;
  }

  get failures(): readonly Attempt[] {
    return this.#failures;
  }

  get dropped(): number {
    return this.#withoutPort + this.#queue.evicted;
  }

  async next(): Promise<IteratorResult<DiscoveryAnswer, undefined>> {
    if (this.#closed === undefined) {
      await (this.#began ??= this.#begin());
    }
    const result = await this.#answers.next();
    // All is closed before the caller learns of the end.
    if (result.done === true) {
      await this.#closed;
    }
    return result;
  }

  async return(): Promise<IteratorResult<DiscoveryAnswer, undefined>> {
    await this.#close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #begin(): Promise<void> {
    const { signal, timeoutMs = TIMEOUT_MS } = this.#options;
    if (signal?.aborted === true) {
      void this.#close();
      throw new SocketError('abort', 'Failed to discover: aborted', { cause: signal.reason as unknown });
    }
    const close = (): void => {
      void this.#close();
    };
    if (signal !== undefined) {
      this.#takeBack = onAbort(signal, close);
    }
    this.#timers.add(setTimeout(close, timeoutMs));
    try {
      const plans = this.#planAskers();
      const askers = await Promise.all(plans.map((plan) => this.#openAsker(plan)));
      this.#askers = askers.filter((asker) => asker !== undefined);
      if (this.#closed !== undefined) {
        await this.#closeSockets();
        return;
      }
      await this.#ask();
      this.#repeat(timeoutMs);
    } catch (error) {
      await this.#close();
      throw error;
    }
  }

  /** One socket for each local address. */
  #planAskers(): readonly Omit<Asker, 'socket'>[] {
    const plans = new Map<string, Omit<Asker, 'socket'>>();
    for (const target of this.#targets) {
      for (const local of this.#findLocals(target.host)) {
        const targets = plans.get(local.address)?.targets ?? [];
        plans.set(local.address, { local, targets: [...targets, target] });
      }
    }
    if (plans.size > 0) {
      return [...plans.values()];
    }
    const names = this.#targets.map(({ host, port }) => formatEndpoint(host, port)).join(', ');
    throw new SocketError('address', `Failed to discover: no interface to ask '${names}' from`);
  }

  /** From where a host is asked. */
  #findLocals(host: string): readonly LocalInterface[] {
    const { interfaces = 'all' } = this.#options;
    const family = isIP(host) === 6 ? 6 : 4;
    const onLink = interfaces === 'all' && !isGroup(host) ? findOnLink(host, family) : [];
    const locals =
      interfaces !== 'all'
        ? selectInterfaces(interfaces, family)
        : onLink.length > 0
          ? onLink
          : findInterfaces(family, isLinkScope(host));
    return locals.filter((local) => isReachable(host, local));
  }

  async #openAsker({ local, targets }: Omit<Asker, 'socket'>): Promise<Asker | undefined> {
    const socket = createExclusiveSocket(local.family);
    try {
      await bindSocket(socket, { port: 0, address: local.address, exclusive: true }, {});
      this.#prepare(socket, local, targets);
    } catch (cause) {
      this.#failures.push({
        address: local.address,
        port: 0,
        code: systemErrorFields(cause).code ?? 'UNKNOWN',
      });
      await closeSocket(socket);
      return undefined;
    }
    // ICMP says that somebody is not there: others may be.
    socket.on('error', () => undefined);
    socket.on('message', (data, info) => {
      if (info.port === 0) {
        this.#withoutPort += 1;
      } else {
        this.#queue.push({ data, from: new DatagramSource(info), interface: local.address });
      }
    });
    return { socket, local, targets };
  }

  #prepare(socket: Socket, local: LocalInterface, targets: readonly InetAddress[]): void {
    const { ttl, loopback } = this.#options;
    if (local.family === 4) {
      socket.setBroadcast(true);
    }
    if (targets.some(({ host }) => isGroup(host))) {
      socket.setMulticastInterface(local.family === 4 ? local.address : `::%${local.name}`);
      if (ttl !== undefined) {
        socket.setMulticastTTL(ttl);
      }
      if (loopback !== undefined) {
        socket.setMulticastLoopback(loopback);
      }
    }
    if (ttl !== undefined && ttl > 0) {
      socket.setTTL(ttl);
    }
  }

  /** @throws {SocketError} `send` when nobody could be asked from anywhere. */
  async #ask(): Promise<void> {
    const errors: unknown[] = [];
    let asked = 0;
    await Promise.all(
      this.#askers.flatMap(({ socket, local, targets }) =>
        targets.map(async ({ host, port }) => {
          try {
            await send(socket, this.#data, port, toScoped(host, local));
            asked += 1;
          } catch (cause) {
            errors.push(cause);
            this.#failures.push({ address: host, port, code: systemErrorFields(cause).code ?? 'UNKNOWN' });
          }
        }),
      ),
    );
    if (asked > 0 || this.#closed !== undefined) {
      return;
    }
    const cause = errors[0];
    const { code, syscall } = systemErrorFields(cause);
    const [first] = this.#targets;
    const tried = this.#failures.map(
      (failure) => `${formatEndpoint(failure.address, failure.port)} ${failure.code}`,
    );
    throw new SocketError(
      'send',
      `Failed to ask '${formatEndpoint(first?.host ?? '', first?.port ?? 0)}': ${systemErrorText(cause)} (${tried.join(', ')})`,
      { code: code ?? this.#failures[0]?.code, syscall, peer: first, attempts: [...this.#failures], cause },
    );
  }

  #repeat(timeoutMs: number): void {
    const { repeat } = this.#options;
    const { times = 1, everyMs } = typeof repeat === 'number' ? { times: repeat } : (repeat ?? {});
    const interval = everyMs ?? Math.max(1, Math.min(REPEAT_EVERY_MS, timeoutMs / (2 * times)));
    for (let count = 1; count < times && interval * count < timeoutMs; count += 1) {
      const timer = setTimeout(() => {
        // The first time has shown who can be asked.
        this.#ask().catch(() => undefined);
      }, interval * count);
      this.#timers.add(timer);
    }
  }

  #close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#takeBack?.();
      for (const timer of this.#timers) {
        clearTimeout(timer);
      }
      this.#closed = this.#closeSockets();
      this.#queue.end();
    }
    return this.#closed;
  }

  async #closeSockets(): Promise<void> {
    await Promise.all(this.#askers.map(({ socket }) => closeSocket(socket)));
  }
}

/** A target with a zone is asked on that interface only. */
function isReachable(host: string, local: LocalInterface): boolean {
  const [, zone] = host.split('%');
  return zone === undefined || zone === local.name;
}

/** A group of link scope needs the zone, which says on which link. */
function toScoped(host: string, local: LocalInterface): string {
  return isLinkScope(host) && !host.includes('%') ? `${host}%${local.name}` : host;
}

function send(socket: Socket, data: DatagramData, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data as Uint8Array, port, host, (error) => {
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    });
  });
}
