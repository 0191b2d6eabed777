import { createSocket, type Socket } from 'node:dgram';

interface MetricsOptions {
  readonly host?: string;
  readonly port?: number;
  readonly prefix?: string;
}

/** Sends counters and timings to a StatsD server, and never waits for it. */
export class Metrics {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #port: number;
  readonly #prefix: string;

  constructor({ host = '127.0.0.1', port = 8125, prefix = '' }: MetricsOptions = {}) {
    this.#host = host;
    this.#port = port;
    this.#prefix = prefix;
    this.#socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.#socket.unref();
  }

  count(name: string, by = 1): void {
    this.#send(`${name}:${by}|c`);
  }

  timing(name: string, milliseconds: number): void {
    this.#send(`${name}:${milliseconds}|ms`);
  }

  close(): void {
    this.#socket.close();
  }

  #send(line: string): void {
    this.#socket.send(this.#prefix + line, this.#port, this.#host);
  }
}
