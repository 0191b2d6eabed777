import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeFiles } from '../tools/consumer-files.ts';
import { createFolder, installProject, packProject, removeFolder, run } from '../tools/packed-project.ts';

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

/** Everything that has types beside the socket library. */
const USE = `import type { ESLint } from 'eslint';
import sockets from 'eslint-plugin-sockets';
import type { SocketApi, SocketSettings } from 'eslint-plugin-sockets';
import transform from 'eslint-plugin-sockets/codemods/remove-client-reuse-address';

const api: SocketApi = {
  id: '@acme/net',
  modules: ['@acme/net'],
  makers: [
    {
      path: ['openSocket'],
      form: 'call',
      options: [
        {
          name: 'shared',
          at: { in: 'maker', argument: 0, property: ['shared'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: { by: 'api', because: 'it only sends' },
    },
  ],
};
export const settings: SocketSettings = { apis: [api], project: { maxFiles: 5 } };
export const plugin: ESLint.Plugin = sockets;
export const severity: 'error' = sockets.configs.recommended.rules['sockets/no-client-reuse-address'];
export const legacy: string[] = sockets.configs['legacy-recommended'].plugins;
export const source: string | undefined = transform({ path: 'a.js', source: '' }, { report: () => undefined });
// @ts-expect-error No such rule.
export const missing = sockets.rules['no-such-rule'];
`;

let folder: string;
let consumer: string;
let tarball: string;

beforeAll(() => {
  folder = createFolder();
  consumer = join(folder, 'consumer');
  tarball = packProject(folder);
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
    'typescript5.2@npm:typescript@5.2.2',
    'typescript5.5@npm:typescript@5.5.4',
    'typescript5.9@npm:typescript@5.9.3',
    'typescript6@npm:typescript@6.0.3',
    'typescript7@npm:typescript@7.0.2',
  ]);
  writeFiles(consumer, {
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022'],
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      },
      files: ['eslint.config.ts', 'use.ts', 'sockets.ts'],
    }),
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
    'sockets.ts': SOCKETS,
    'wrong-sockets.ts': WRONG_SOCKETS,
    'use.ts': USE,
    'tsconfig.old.json': JSON.stringify({ extends: './tsconfig.json', files: ['use.ts', 'sockets.ts'] }),
    'tsconfig.node10.json': JSON.stringify({
      extends: './tsconfig.old.json',
      compilerOptions: { module: 'CommonJS', moduleResolution: 'node10', esModuleInterop: true },
    }),
  });
});

afterAll(() => {
  removeFolder(folder);
});

/** What a compiler says of a project. */
function check(compiler: string, config: string) {
  return run(consumer, process.execPath, [join(consumer, 'node_modules', compiler, 'bin/tsc'), '-p', config]);
}

describe('the types, without skipLibCheck', () => {
  it.each(['typescript5.9', 'typescript6', 'typescript7'])(
    'let %s accept a configuration that extends by name, and all else that has types',
    (compiler) => {
      expect(check(compiler, 'tsconfig.json')).toMatchObject({ stdout: '', status: 0 });
    },
  );

  it.each(['typescript5.2', 'typescript5.5'])('can be read by %s', (compiler) => {
    expect(check(compiler, 'tsconfig.old.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it('are found by resolvers that know no `exports`', () => {
    expect(check('typescript5.2', 'tsconfig.node10.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it('go with the newest types of Node.js', () => {
    expect(check('typescript6', '../newest/tsconfig.json')).toMatchObject({ stdout: '', status: 0 });
  });

  it.each(['typescript5.2', 'typescript7'])(
    'let %s refuse what only a listener may have, and a request without a match',
    (compiler) => {
      const { stdout } = check(compiler, 'tsconfig.wrong-sockets.json');
      const lines = [...stdout.matchAll(/^wrong-sockets\.ts\((\d+)/gm)].map(([, line]) => Number(line));

      expect(lines).toStrictEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    },
  );
});

describe.each(['8.56.12', '9.6.1'])('@types/eslint %s', (version) => {
  it('describes what the plugin is', () => {
    const project = join(folder, `types-eslint-${version}`);
    installProject(project, [tarball, `@types/eslint@${version}`, '@types/node@20.19.43']);
    writeFiles(project, {
      'tsconfig.json': JSON.stringify({ extends: '../consumer/tsconfig.json', files: ['use.ts'] }),
      'use.ts': USE,
    });

    expect(check('typescript5.9', join(project, 'tsconfig.json'))).toMatchObject({ stdout: '', status: 0 });
  });
});
