import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFiles } from './consumer-files.ts';
import { createFolder, installProject, packProject, removeFolder, run } from './packed-project.ts';

// npm and the compilers take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

const SOCKETS = `import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  joinMulticast,
  listen,
  parseAddress,
  serveDatagrams,
  SocketError,
  type Connection,
  type ConnectOptions,
  type Datagram,
  type DatagramHandler,
  type Listener,
} from 'eslint-plugin-sockets/sockets';
import type { BlockList } from 'node:net';

// As who passes on what may be absent.
export interface Settings {
  signal?: AbortSignal;
  timeoutMs?: number;
}

export async function ask(settings: Settings, blockList: BlockList): Promise<string> {
  const { signal, timeoutMs } = settings;
  const options: ConnectOptions = { signal, timeoutMs, blockList, retry: { attempts: 3, signal } };
  const connection: Connection = await connect({ host: 'localhost', port: 80 }, options);
  await connection[Symbol.asyncDispose]();
  await connect(80);
  await connect(parseAddress('/run/socket'), {});
  await connectFrom({ address: '127.0.0.2' }, 'localhost:80', { signal });
  const client = await connectDatagram('localhost:53', { signal });
  const reply: Buffer = await client.request('x', { match: (data) => data[0] === 1, retransmit: 3, signal });
  for await (const data of client) reply.equals(data);
  return reply.toString();
}

export async function serve(): Promise<number> {
  const listener = await listen(8080, { maxConnections: 5 }, (connection) => connection.end('x'));
  const port: number = listener.local.port;
  const unix = await listen({ path: '/run/socket' }, { mode: 0o600 });
  const path: string = unix.local.path;
  for await (const connection of unix.connections({ signal: AbortSignal.timeout(1) })) connection.end(path);
  const any: Listener = listener;
  const onDatagram: DatagramHandler = ({ data, from, reply }: Datagram) => reply(\`\${from.port} \${data.length}\`);
  const server = await serveDatagrams({ port: 0 }, onDatagram);
  await joinMulticast('239.1.2.3', 5353, { interface: 'lo' }, onDatagram);
  for await (const answer of discover('?', { to: ['239.1.2.3:5', server.local], interfaces: ['127.0.0.1'] })) {
    const from: string = answer.from.address;
    await server.send(from, answer.from);
  }
  return port + (await any.close({ timeoutMs: 5 }));
}

export function isRefused(error: unknown): boolean {
  if (!(error instanceof SocketError)) return false;
  const system: NodeJS.ErrnoException = error;
  return system.code === 'ECONNREFUSED' && error.kind === 'connect' && error.attempts.length > 0;
}
`;

/** Each line from the fourth on is wrong. */
const WRONG_SOCKETS = `import { connect, connectDatagram, discover, serveDatagrams } from 'eslint-plugin-sockets/sockets';

const options = { timeoutMs: 5, reuseAddr: true };
void connect(80, options);
void connect(80, { localPort: 5 });
void connectDatagram(80, options);
void connectDatagram({ port: 80, reusePort: true });
void discover('?', { to: '239.1.2.3:5', reuseAddr: true });
void serveDatagrams(80, { reuseAddr: true });
void connectDatagram(80).then((client) => client.request('x', {}));
void connectDatagram(80).then((client) => client.request('x', { match: async () => true }));
`;

let folder: string;
let consumer: string;

beforeAll(() => {
  folder = createFolder();
  consumer = join(folder, 'consumer');
  const tarball = packProject(folder);
  const newest = join(folder, 'newest');
  installProject(newest, [tarball, '@types/node@26.6.6']);
  writeFiles(newest, {
    'tsconfig.json': JSON.stringify({ extends: '../consumer/tsconfig.json', files: ['sockets.ts'] }),
    'sockets.ts': SOCKETS,
  });
  installProject(consumer, [
    tarball,
    'eslint@10.15.0',
    '@types/node@20.19.43',
    'typescript5@npm:typescript@5.9.3',
    'typescript6@npm:typescript@6.0.3',
    'typescript7@npm:typescript@7.0.2',
  ]);
  writeFiles(consumer, {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2023',
        lib: ['ES2023'],
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ['eslint.config.ts', 'codemod.ts', 'sockets.ts'],
    }),
    'tsconfig.wrong.json': JSON.stringify({ extends: './tsconfig.json', files: ['wrong.ts'] }),
    'tsconfig.wrong-sockets.json': JSON.stringify({
      extends: './tsconfig.json',
      files: ['wrong-sockets.ts'],
    }),
    'eslint.config.ts': `import { defineConfig } from 'eslint/config';
import type { ESLint, Linter, Rule } from 'eslint';
import sockets from 'eslint-plugin-sockets';

const plugin: ESLint.Plugin = sockets;
const recommended: Linter.Config = sockets.configs.recommended;
const rule: Rule.RuleModule = sockets.rules['no-client-reuse-address'];
export const used = [plugin, recommended, rule];

export default defineConfig(
  { files: ['**/*.ts'], plugins: { sockets }, extends: ['sockets/recommended'] },
  { extends: [sockets.configs.recommended], rules: { 'sockets/no-client-reuse-address': 'warn' } },
  sockets.configs.recommended,
);
`,
    'codemod.ts': `import transform from 'eslint-plugin-sockets/codemods/remove-client-reuse-address';

const source: string | null | undefined = transform({ path: 'a.js', source: '' }, { report: () => undefined });
export { source };
`,
    'wrong.ts': `import sockets from 'eslint-plugin-sockets';

export const missing = sockets.rules['no-such-rule'];
`,
    'sockets.ts': SOCKETS,
    'wrong-sockets.ts': WRONG_SOCKETS,
  });
});

afterAll(() => {
  removeFolder(folder);
});

describe.each(['typescript5', 'typescript6', 'typescript7'])('%s, without skipLibCheck', (compiler) => {
  const check = (config: string) =>
    run(consumer, process.execPath, [join(consumer, 'node_modules', compiler, 'bin', 'tsc'), '-p', config]);

  it('accepts a configuration that extends by name, and the transform', () => {
    expect(check('tsconfig.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it('accepts what the socket library is for, with the newest types of Node.js too', () => {
    expect(check('../newest/tsconfig.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it('refuses what only a listener may have, and a request without a match', () => {
    const { stdout } = check('tsconfig.wrong-sockets.json');
    const lines = [...stdout.matchAll(/^wrong-sockets\.ts\((\d+)/gm)].map(([, line]) => Number(line));

    expect(lines).toStrictEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('knows the names of the rules', () => {
    const { status, stdout } = check('tsconfig.wrong.json');

    expect(status).not.toBe(0);
    expect(stdout).toMatch(/wrong\.ts.*no-such-rule/);
  });
});
