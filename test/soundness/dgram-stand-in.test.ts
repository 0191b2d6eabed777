import dgram from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createDgram } from './dgram-stand-in.ts';

type Dgram = typeof dgram;
type Log = (entry: string) => void;

/** What programs do with a socket, by what is looked at; `port` is free on the host. */
const SCENARIOS: Readonly<Record<string, (socket: dgram.Socket, port: number, log: Log) => void>> = {
  'bind to a port': (socket, port) => socket.bind(port),
  'bind to a text': (socket, port) => socket.bind(`${port}` as unknown as number),
  'bind to an object': (socket, port) => socket.bind({ port, address: '127.0.0.1', exclusive: true }),
  'bind to an object that counts its reads': (socket, port, log) => {
    socket.bind({
      get port() {
        log('port is read');
        return port;
      },
      get exclusive() {
        log('exclusive is read');
        return true;
      },
    });
  },
  'bind by a proxy': (socket, port) => {
    socket.bind.call(new Proxy(socket, {}), port as unknown as dgram.BindOptions);
  },
  'bind without a port': (socket) => socket.bind(),
  'bind to 0 with a callback': (socket, _port, log) => {
    socket.bind(0, () => {
      log('callback');
    });
  },
  'bind with a callback alone': (socket, _port, log) => {
    socket.bind(function (this: dgram.Socket) {
      log(`callback ${this === socket}`);
    });
  },
  'bind twice': (socket, port, log) => {
    socket.bind(0);
    attempt(log, () => socket.bind(port));
  },
  'bind in the callback of a bind': (socket, port, log) => {
    socket.bind(0, () => {
      attempt(log, () => socket.bind(port));
    });
  },
  'bind in newListener': (socket, port, log) => {
    socket.once('newListener', () => {
      socket.bind(port);
    });
    attempt(log, () => socket.bind(0, () => undefined));
    socket.on('message', () => undefined);
  },
  'send, then bind': (socket, port, log) => {
    socket.send('x', 9, '127.0.0.1');
    attempt(log, () => socket.bind(port));
  },
  'send to a bad port, then bind': (socket, port, log) => {
    attempt(log, () => {
      socket.send('x', 0);
    });
    attempt(log, () => {
      socket.send('x', 'abc' as unknown as number);
    });
    socket.bind(port);
  },
  'send of no message, then bind': (socket, port, log) => {
    attempt(log, () => {
      socket.send(5 as unknown as string, 9, '127.0.0.1');
    });
    socket.bind(port);
  },
  'send to a bad address, then bind': (socket, port, log) => {
    attempt(log, () => {
      socket.send('x', 9, {} as unknown as string);
    });
    socket.bind(port);
  },
  'send of a part': (socket, _port, log) => {
    socket.send(Buffer.from('xy'), 0, 1, 9, '127.0.0.1', () => {
      log('sent');
    });
  },
  'send of a list': (socket, _port, log) => {
    socket.send(['x', 'y'], 9, '127.0.0.1', () => {
      log('sent');
    });
  },
  'connect, then bind': (socket, port, log) => {
    socket.connect(9, '127.0.0.1', () => {
      log('connected');
    });
    attempt(log, () => socket.bind(port));
    attempt(log, () => {
      socket.connect(9, '127.0.0.1');
    });
  },
  'connect to a bad port, then bind': (socket, port, log) => {
    attempt(log, () => {
      socket.connect(0);
    });
    socket.bind(port);
  },
  'connect and send with a port': (socket, _port, log) => {
    socket.connect(9, '127.0.0.1', () => {
      attempt(log, () => {
        socket.send('x', 9, '127.0.0.1');
      });
      socket.send('x', () => {
        log('sent');
      });
    });
  },
  'close, then use': (socket, port, log) => {
    socket.close(() => {
      log('closed');
    });
    attempt(log, () => socket.bind(port));
    attempt(log, () => {
      socket.send('x', 9, '127.0.0.1');
    });
    attempt(log, () => socket.close());
    attempt(log, () => socket.address());
  },
  'close while it binds': (socket, port) => {
    socket.bind(port);
    socket.close();
  },
  'close while it waits to send': (socket, _port, log) => {
    socket.send('x', 9, '127.0.0.1', () => {
      log('sent');
    });
    socket.close();
  },
  'address before and after': (socket, port, log) => {
    attempt(log, () => socket.address());
    socket.bind(port, '127.0.0.1', () => {
      log(`own port ${socket.address().port === port}`);
    });
  },
  'disconnect of what is not connected': (socket, port, log) => {
    attempt(log, () => {
      socket.disconnect();
    });
    socket.bind(port);
  },
  'join, then bind': (socket, port, log) => {
    socket.addMembership('224.0.0.251', '127.0.0.1');
    attempt(log, () => socket.bind(port));
  },
  'join nothing, then bind': (socket, port, log) => {
    attempt(log, () => {
      socket.addMembership('');
    });
    socket.bind(port);
  },
  'set what needs a descriptor': (socket, port, log) => {
    attempt(log, () => {
      socket.setBroadcast(true);
    });
    attempt(log, () => socket.setTTL(4));
    attempt(log, () => socket.setMulticastTTL(4));
    attempt(log, () => socket.setMulticastLoopback(true));
    socket.unref().ref().bind(port);
  },
  'bind to an address that is none': (socket, port, log) => {
    attempt(log, () => socket.bind(port, {} as unknown as string));
    attempt(log, () => socket.bind(port));
  },
  'a listener binds': (socket, port, log) => {
    socket.on('go', function (this: dgram.Socket, given: number) {
      this.bind(given);
    });
    attempt(log, () => socket.emit('go', port));
  },
};

/** The same calls, states, errors and events, in the same order, and the same port. */
it.each(Object.entries(SCENARIOS))('does as Node’s dgram: %s', async (_name, run) => {
  const port = await findFreePort();
  const standIn = createDgram((task) => {
    process.nextTick(task);
  });

  const real = await trace(dgram, run, port);
  const modelled = await trace(standIn.module as Dgram, run, port);

  expect(modelled).toEqual(real);
  expect(standIn.records[0]?.port === port).toBe(real.includes('has the port'));
});

it('refuses a type that is none', () => {
  const { createSocket } = createDgram(() => undefined).module as Dgram;

  expect(() => createSocket('tcp' as 'udp4')).toThrow(/udp4/);
  expect(() => dgram.createSocket('tcp' as 'udp4')).toThrow(/udp4/);
});

async function trace(
  { createSocket }: Dgram,
  run: (socket: dgram.Socket, port: number, log: Log) => void,
  port: number,
): Promise<readonly string[]> {
  const entries: string[] = [];
  const log: Log = (entry) => {
    entries.push(entry);
  };
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  for (const name of ['connect', 'listening', 'close']) {
    socket.on(name, () => {
      log(name);
    });
  }
  socket.on('error', (error) => {
    log(`error ${getCode(error)}`);
  });
  attempt(log, () => {
    run(socket, port, log);
  });
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
  const ignore: Log = () => undefined;
  attempt(ignore, () => {
    log(socket.address().port === port ? 'has the port' : 'has another port');
  });
  const shown = [...entries];
  attempt(ignore, () => socket.close());
  return shown;
}

function attempt(log: Log, act: () => unknown): void {
  try {
    act();
  } catch (error) {
    log(`thrown ${getCode(error)}`);
  }
}

function getCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function findFreePort(): Promise<number> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
