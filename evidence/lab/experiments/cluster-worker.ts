/** A worker of experiment 4: one UDP client, which tells its port, sends when told to, and counts what arrives. */
import { createSocket } from 'node:dgram';

/** How the worker's socket gets its port. */
export type WorkerBind = 'bind(0)' | 'bind(0), exclusive' | 'no bind';

/** What the primary says. */
export type ToWorker = { readonly do: 'send'; readonly count: number } | { readonly do: 'report' };

/** What a worker says. */
export type FromWorker =
  | { readonly says: 'ready'; readonly port: number }
  | { readonly says: 'sent' }
  | { readonly says: 'report'; readonly right: number; readonly wrong: number };

/** The way from one event-loop turn to the next is enough to keep the buffers of a few workers empty. */
const PACE_MS = 1;

/** The payload of the send that only binds. */
const HELLO = 'hello';

const [bind, serverPort, id] = process.argv.slice(2);
const socket = createSocket('udp4');
let right = 0;
let wrong = 0;

function say(message: FromWorker): void {
  process.send?.(message);
}

function request(): void {
  socket.send(String(id), Number(serverPort), '127.0.0.1');
}

socket.on('message', (reply) => {
  if (reply.toString() === HELLO) {
    return;
  }
  if (reply.toString() === String(id)) {
    right++;
  } else {
    wrong++;
  }
});
socket.once('listening', () => {
  say({ says: 'ready', port: socket.address().port });
});
process.on('message', (message: ToWorker) => {
  if (message.do === 'report') {
    say({ says: 'report', right, wrong });
    return;
  }
  let left = message.count;
  const timer = setInterval(() => {
    if (left-- > 0) {
      request();
      return;
    }
    clearInterval(timer);
    say({ says: 'sent' });
  }, PACE_MS);
});
process.on('disconnect', () => {
  process.exit();
});

switch (bind as WorkerBind) {
  case 'bind(0)':
    socket.bind(0);
    break;
  case 'bind(0), exclusive':
    socket.bind({ port: 0, exclusive: true });
    break;
  case 'no bind':
    // The first send binds.
    socket.send(HELLO, Number(serverPort), '127.0.0.1');
}
