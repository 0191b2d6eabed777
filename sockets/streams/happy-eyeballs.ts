import type { Socket } from 'node:net';
import type { HostAddress, HostAddresses } from '../addresses/resolve.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { systemErrorFields } from '../operations/errors.ts';
import type { Attempt } from '../operations/errors.ts';
import type { ConnectAttempt } from './connect-attempt.ts';

/** "Connection Attempt Delay" of RFC 8305, section 5, in milliseconds, as it recommends. */
export const ATTEMPT_DELAY_MS = 250;

/** The connection was made, but is none: the kernel connected the socket to itself. */
export class SelfConnectError extends Error {
  readonly code = 'ECONNREFUSED';
}

/** Why no attempt succeeded. */
export class AllAttemptsFailed extends Error {
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super('all attempts failed');
    this.errors = errors;
  }
}

/** What a race needs of who runs it. */
export interface RaceOwner {
  /** Port of every address. */
  readonly port: number;
  /** Milliseconds after which the next attempt begins beside the last. Infinity: one after the other. */
  readonly delayMs: number;
  /** Begins an attempt at one address. */
  beginAttempt(address: string, race: AddressRace, place: number): ConnectAttempt;
}

/**
 * Connects to the first address that answers: "Happy Eyeballs", RFC 8305. Families alternate; the next attempt begins when one
 * fails, or after a delay beside it; the first connection wins, the others are destroyed. (Node.js cuts an attempt off before it
 * begins the next, so that a slow host is lost.)
 */
export class AddressRace {
  readonly #owner: RaceOwner;
  readonly #scope: CancellationScope;
  readonly #addresses: readonly HostAddress[];
  /** By place in the list of addresses. */
  readonly #running: (ConnectAttempt | undefined)[] = [];
  readonly #errors: Error[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #takeBack: (() => void) | undefined;
  #resolve: ((socket: Socket) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(owner: RaceOwner, addresses: HostAddresses, scope: CancellationScope) {
    this.#owner = owner;
    this.#scope = scope;
    this.#addresses = alternateFamilies(addresses);
  }

  /**
   * Runs the race.
   * @throws {AllAttemptsFailed}, or what `scope` was cancelled with. By then every socket is closed.
   */
  run(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#takeBack = this.#scope.onCancel((error) => {
        void this.#finish().then(() => {
          reject(error);
        });
      });
      this.#beginNext();
    });
  }

  /** Every attempt, in the order in which they began. */
  get attempts(): readonly Attempt[] {
    const { port } = this.#owner;
    return this.#running.map((_attempt, place) => {
      const { code = 'ECANCELED' } = systemErrorFields(this.#errors[place]);
      return { address: this.#addresses[place]?.address ?? '', port, code };
    });
  }

  /** Called by an attempt when it has an outcome. */
  settle(attempt: ConnectAttempt, failure?: Error): void {
    this.#running[attempt.place] = undefined;
    if (this.#isOver) {
      return;
    }
    const { port } = this.#owner;
    const error = failure ?? (isSelfConnected(attempt.socket, port) ? new SelfConnectError() : undefined);
    if (error === undefined) {
      void this.#finish();
      this.#resolve?.(attempt.socket);
      return;
    }
    this.#errors[attempt.place] = error;
    void attempt.cancel().then(() => {
      this.#goOn();
    });
  }

  #beginNext(): void {
    clearTimeout(this.#timer);
    const place = this.#running.length;
    const address = this.#addresses[place]?.address;
    if (address === undefined) {
      return;
    }
    this.#running.push(undefined);
    this.#running[place] = this.#owner.beginAttempt(address, this, place);
    const { delayMs } = this.#owner;
    if (place + 1 === this.#addresses.length || delayMs === Infinity) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#beginNext();
    }, delayMs);
  }

  #goOn(): void {
    if (this.#isOver) {
      return;
    }
    if (this.#running.length < this.#addresses.length) {
      this.#beginNext();
    } else if (this.#running.every((attempt) => attempt === undefined)) {
      void this.#finish();
      this.#reject?.(new AllAttemptsFailed(this.#errors));
    }
  }

  /** Gives up what is under way. Returns when it is closed. */
  #finish(): Promise<unknown> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#takeBack?.();
    const running = this.#running.filter((attempt) => attempt !== undefined);
    return running.length === 0 ? NONE : Promise.all(running.map((attempt) => attempt.cancel()));
  }
}

const NONE: Promise<unknown> = Promise.resolve();

/** RFC 8305, section 4, with a "First Address Family Count" of 1: the resolver's order, but families alternate. */
function alternateFamilies(addresses: HostAddresses): HostAddress[] {
  if (addresses.length === 1) {
    return [addresses[0]];
  }
  const [{ family }] = addresses;
  const first = addresses.filter((address) => address.family === family);
  const second = addresses.filter((address) => address.family !== family);
  return first
    .flatMap((address, index) => [address, ...second.slice(index, index + 1)])
    .concat(second.slice(first.length));
}

/** On Linux a client to an unused port of the ephemeral range can be given that very port (RFC 9293, section 3.5). */
function isSelfConnected(socket: Socket, port: number): boolean {
  // The port first: each of them is a system call.
  return socket.localPort === port && socket.localAddress === socket.remoteAddress;
}
