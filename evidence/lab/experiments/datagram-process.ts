/**
 * A process with one UDP socket, driven over IPC: the victim and the thief of experiment 2. It ends when its parent
 * disconnects, whatever happens to the parent.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import type { ReuseOptions } from './datagram-clients.ts';

/** What the parent asks for. */
export type Command =
  | { readonly do: 'become'; readonly uid: number }
  | {
      readonly do: 'open';
      readonly reuse: ReuseOptions;
      /** The local port; 0 for an ephemeral one. */
      readonly port: number;
      /** The port on 127.0.0.1 to connect() to; 0 to stay unconnected. */
      readonly connectTo: number;
    }
  | { readonly do: 'send'; readonly to: number; readonly count: number }
  | { readonly do: 'see'; readonly port: number }
  | { readonly do: 'count' }
  | { readonly do: 'close' };

/** What it answers: the port or the errno of `open`, the count of `count`, what `see` saw, else `true`. */
export type Answer = number | string | boolean;

/** Time between two requests of the victim: one at a time is enough, and keeps every buffer empty. */
const PACE_MS = 1;

let socket: Socket | undefined;
let received = 0;

function become(uid: number): void {
  // Groups first: without root's privileges they cannot be dropped any more (setuid(2)).
  process.setgroups?.([uid]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}

/** Whether this user finds `port` in /proc/net/udp (proc(5)), where local_address ends in the port in hex. */
function canSee(port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/udp', 'ascii').split('\n');
  return lines.some((line) => line.trim().split(/\s+/)[1]?.endsWith(suffix) === true);
}

function open(command: Extract<Command, { do: 'open' }>): Promise<number | string> {
  received = 0;
  return new Promise((resolve) => {
    const opened = createSocket(command.reuse);
    socket = opened;
    opened.on('message', () => {
      received++;
    });
    opened.once('error', (error: NodeJS.ErrnoException) => {
      opened.close();
      socket = undefined;
      resolve(error.code ?? error.message);
    });
    opened.bind(command.port, () => {
      const { port } = opened.address();
      if (command.connectTo === 0) {
        resolve(port);
      } else {
        opened.connect(command.connectTo, '127.0.0.1', () => {
          resolve(port);
        });
      }
    });
  });
}

async function send(to: number, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (isConnected(socket)) {
      socket?.send('request');
    } else {
      socket?.send('request', to, '127.0.0.1');
    }
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
}

function isConnected(candidate: Socket | undefined): boolean {
  try {
    candidate?.remoteAddress();
    return true;
  } catch {
    return false;
  }
}

async function obey(command: Command): Promise<Answer> {
  switch (command.do) {
    case 'become':
      become(command.uid);
      return process.getuid?.() === command.uid;
    case 'open':
      return open(command);
    case 'send':
      await send(command.to, command.count);
      return true;
    case 'see':
      return canSee(command.port);
    case 'count':
      return received;
    case 'close':
      socket?.close();
      socket = undefined;
      return true;
  }
}

process.on('message', (command: Command) => {
  void obey(command).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => {
  process.exit();
});
