/** A socket as far as port selection looks at it. */
export interface SimulatedSocket {
  /** The local address, or `*` for the wildcard (INADDR_ANY). */
  readonly localAddress: string;
  readonly reuseAddress: boolean;
  readonly reusePort: boolean;
  readonly uid: number;
  /** 0 until the kernel has picked one. */
  localPort: number;
  /** Whether bind() gave it its port, rather than connect(). */
  bound: boolean;
  /** The foreign address and port as one name, or undefined while unconnected. */
  remote: string | undefined;
  /** A TIME_WAIT record; the socket itself is closed. */
  timeWait: boolean;
}

/**
 * @param properties what differs from a plain, unbound socket of user 1000 on one local address
 * @returns a new socket, not yet in any table
 */
export function createSocket(properties: Partial<SimulatedSocket> = {}): SimulatedSocket {
  return {
    localAddress: '127.0.0.1',
    reuseAddress: false,
    reusePort: false,
    uid: 1000,
    localPort: 0,
    bound: false,
    remote: undefined,
    timeWait: false,
    ...properties,
  };
}

/** Two sockets may receive the same packet: same local address, or one of them has the wildcard. */
export function addressesOverlap(a: SimulatedSocket, b: SimulatedSocket): boolean {
  return a.localAddress === b.localAddress || a.localAddress === '*' || b.localAddress === '*';
}

/** The sockets and TIME_WAIT records of one protocol on one host, by local port. */
export class SocketTable {
  readonly #byPort = new Map<number, Set<SimulatedSocket>>();

  /** All sockets on `port`, oldest first; none gives an empty iterable. */
  owners(port: number): Iterable<SimulatedSocket> {
    return this.#byPort.get(port) ?? [];
  }

  /** Whether any socket on `port` satisfies `test`. */
  some(port: number, test: (owner: SimulatedSocket) => boolean): boolean {
    for (const owner of this.owners(port)) {
      if (test(owner)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the five-tuple exists, in any state. */
  hasConnection(localAddress: string, port: number, remote: string): boolean {
    return this.some(port, (owner) => owner.remote === remote && owner.localAddress === localAddress);
  }

  /** Gives `socket` the local port and records it. */
  add(socket: SimulatedSocket, port: number): void {
    socket.localPort = port;
    const owners = this.#byPort.get(port);
    if (owners === undefined) {
      this.#byPort.set(port, new Set([socket]));
    } else {
      owners.add(socket);
    }
  }

  /** Forgets `socket`, whose port may then be free. */
  remove(socket: SimulatedSocket): void {
    const owners = this.#byPort.get(socket.localPort);
    owners?.delete(socket);
    if (owners?.size === 0) {
      this.#byPort.delete(socket.localPort);
    }
  }
}
