import { isIP } from 'node:net';
import type { Socket, SocketConstructorOpts, TcpSocketConnectOpts } from 'node:net';
import type { InetAddress, SocketAddress, UnixAddress } from '../addresses/address.ts';
import { fromPath } from '../addresses/endpoint.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';
import { resolveHost, resolveIPAddress } from '../addresses/resolve.ts';
import type { HostAddresses } from '../addresses/resolve.ts';
import { CancellationScope } from '../operations/cancellation.ts';
import type { Operation } from '../operations/cancellation.ts';
import { SocketError } from '../operations/errors.ts';
import type { SocketErrorDetails } from '../operations/errors.ts';
import { toNodePath } from '../unix/unix-path.ts';
import type { ConnectOptions } from './connect-options.ts';
import { ConnectAttempt } from './connect-attempt.ts';
import { toConnectError } from './connect-error.ts';
import { toConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { AddressRace, AllAttemptsFailed, ATTEMPT_DELAY_MS } from './happy-eyeballs.ts';
import type { RaceOwner } from './happy-eyeballs.ts';
import { checkKeepAlive, setKeepAlive } from './keep-alive.ts';
import { canRetry, choosePause } from './retry.ts';

/**
 * Opens a stream under the clock and the signals of its options, again and again as `retry` says. A class, because closures for
 * what only a failure needs would be a good part of what a connect costs.
 */
abstract class StreamConnect<Peer extends SocketAddress> implements Operation, RaceOwner {
  abstract readonly port: number;
  abstract readonly delayMs: number;
  protected readonly peer: Peer;
  protected readonly local: InetAddress | undefined;
  protected readonly options: ConnectOptions;
  #race: AddressRace | undefined;

  constructor(peer: Peer, local: InetAddress | undefined, options: ConnectOptions) {
    this.peer = peer;
    this.local = local;
    this.options = options;
  }

  describe(): string {
    return `Failed to connect to '${describeAddress(this.peer)}'`;
  }

  details(): SocketErrorDetails {
    return { peer: this.peer, local: this.local, attempts: this.#race?.attempts };
  }

  async run(): Promise<Connection> {
    const { signal, timeoutMs, retry } = this.options;
    const scope = new CancellationScope(this, [signal, retry?.signal], timeoutMs);
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          const addresses = this.resolveNow() ?? (await this.resolve(scope));
          this.#race = new AddressRace(this, addresses, scope);
          return this.finish(await this.#race.run());
        } catch (cause) {
          const error = cause instanceof AllAttemptsFailed ? this.#toError(cause) : cause;
          if (retry === undefined || !canRetry(retry, tries, error)) {
            throw error;
          }
          await scope.sleep(choosePause(retry, tries));
        }
      }
    } finally {
      scope.release();
    }
  }

  abstract beginAttempt(address: string, race: AddressRace, place: number): ConnectAttempt;

  /** The addresses to try, when nothing has to be looked up. */
  protected abstract resolveNow(): HostAddresses | undefined;

  protected abstract resolve(scope: CancellationScope): Promise<HostAddresses>;

  /** Gives a socket that is connected what its options ask for. */
  protected abstract finish(socket: Socket): Connection;

  #toError({ errors }: AllAttemptsFailed): SocketError {
    const { peer, local } = this;
    const protocol = peer.type === 'unix' ? 'unix' : 'TCP';
    return toConnectError({ errors, peer, local, attempts: this.#race?.attempts ?? [], protocol });
  }
}

/** TCP. */
export class InetConnect extends StreamConnect<InetAddress> {
  readonly port: number;
  readonly delayMs: number;
  readonly #settings: SocketConstructorOpts;

  /** @throws {SocketError} `address`, `unsupported`. */
  constructor(peer: InetAddress, local: InetAddress | undefined, options: ConnectOptions) {
    super(peer, local, options);
    checkClientPort(peer);
    checkKeepAlive(peer);
    if (peer.mptcp === true) {
      throw new SocketError('unsupported', 'Node.js has no way to ask for IPPROTO_MPTCP', { peer });
    }
    const { attemptDelayMs = ATTEMPT_DELAY_MS, allowHalfOpen = false } = options;
    this.port = peer.port;
    // Two sockets cannot have one local port.
    this.delayMs = local !== undefined && local.port !== 0 ? Infinity : attemptDelayMs;
    this.#settings = { allowHalfOpen };
  }

  override beginAttempt(host: string, race: AddressRace, place: number): ConnectAttempt {
    const target: TcpSocketConnectOpts = { host, port: this.port, autoSelectFamily: false };
    if (this.local !== undefined) {
      target.localAddress = this.local.host;
      if (this.local.port !== 0) {
        target.localPort = this.local.port;
      }
    }
    return new ConnectAttempt(this.#settings, target, race, place);
  }

  protected override resolveNow(): HostAddresses | undefined {
    return resolveIPAddress(this.peer, this.options, this.#getFamily());
  }

  protected override resolve(scope: CancellationScope): Promise<HostAddresses> {
    const { lookup, blockList } = this.options;
    const resolving = { lookup, blockList, addressConfig: true, family: this.#getFamily() };
    return resolveHost(this.peer, resolving, scope);
  }

  protected override finish(socket: Socket): Connection {
    if (this.options.noDelay !== false) {
      socket.setNoDelay(true);
    }
    setKeepAlive(socket, this.peer, false);
    return toConnection(socket);
  }

  #getFamily(): 4 | 6 | undefined {
    return this.local === undefined ? undefined : isIP(this.local.host) === 6 ? 6 : 4;
  }
}

/** Unix sockets. The path stands for the one address. */
export class UnixConnect extends StreamConnect<UnixAddress> {
  readonly port = 0;
  readonly delayMs = Infinity;
  readonly #path: string;

  /** @throws {SocketError} `address`, `unsupported`. */
  constructor(peer: UnixAddress, options: ConnectOptions) {
    super(peer, undefined, options);
    this.#path = toNodePath(peer);
  }

  override beginAttempt(_address: string, race: AddressRace, place: number): ConnectAttempt {
    const settings = { allowHalfOpen: this.options.allowHalfOpen === true };
    return new ConnectAttempt(settings, { path: this.#path }, race, place);
  }

  protected override resolveNow(): HostAddresses {
    return [{ address: this.peer.path, family: 4 }];
  }

  protected override resolve(): Promise<HostAddresses> {
    return Promise.resolve(this.resolveNow());
  }

  protected override finish(socket: Socket): Connection {
    const local = { type: 'unix', path: '', abstract: false } as const;
    return toConnection(socket, { local, remote: fromPath(this.#path) });
  }
}

/**
 * The port of a peer must be known, and be one.
 * @throws {SocketError} `address`
 */
export function checkClientPort(peer: InetAddress): void {
  if (peer.port === 0) {
    throw new SocketError('address', 'remote port not specified', { peer });
  }
  if (peer.portTo !== undefined) {
    const endpoint = formatEndpoint(peer.host, peer.port);
    throw new SocketError('address', `a port range (to=) is for listeners: '${endpoint}'`, { peer });
  }
}
