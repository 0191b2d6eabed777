import { Server } from 'node:net';
import type { AddressInfo, ServerOpts } from 'node:net';
import type { UnixEndpoint } from '../addresses/address.ts';
import { ignoreError } from './gentle-close.ts';

/** A `net.Server` that says when it is told to close, and knows the path that leads to it. */
export class ListeningServer extends Server {
  /** What runs at the first `close()`, while the server still listens. */
  readonly beforeClose: (() => void)[] = [];
  /** Where it listens, for a unix socket: Node.js knows what was given to bind(2), and nothing of an inherited one. */
  unixEndpoint: UnixEndpoint | undefined;

  constructor(options: ServerOpts) {
    super(options);
    // accept(2) reports what befell a connection before it was one, and the lack of descriptors (accept(2), "Error handling").
    this.on('error', ignoreError);
  }

  override address(): AddressInfo | string | null {
    if (this.unixEndpoint === undefined) {
      return super.address();
    }
    const { path, abstract } = this.unixEndpoint;
    if (!this.listening) {
      return null;
    }
    return abstract ? `\0${path}` : path;
  }

  override close(callback?: (error?: Error) => void): this {
    for (const run of this.beforeClose.splice(0)) {
      run();
    }
    return super.close(callback);
  }
}
