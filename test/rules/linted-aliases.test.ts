import { Linter } from 'eslint';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../index.ts';
import { runCommand } from '../tools/built-command.ts';

/** A client where `net` is react-native-tcp-socket, and nothing where it is the builtin. */
const RENAMED =
  "require('net').createConnection({ port: 80, host: 'h', reuseAddress: true }, () => undefined);\n";

const DGRAM =
  "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\ns.send('x', 53);\n";

const FILES = {
  'app/package.json': JSON.stringify({ name: 'app', 'react-native': { net: 'react-native-tcp-socket' } }),
  'app/src/package.json': JSON.stringify({ type: 'commonjs' }),
  'app/src/net.js': RENAMED,
  'web/package.json': JSON.stringify({ name: 'web', browser: { dgram: 'chrome-dgram' } }),
  'web/dgram.js': DGRAM,
  'paths/package.json': JSON.stringify({ name: 'paths' }),
  'paths/tsconfig.base.json': JSON.stringify({
    compilerOptions: { paths: { udp: ['./node_modules/dgram-as-promised'], own: ['./src/dgram.js'] } },
  }),
  'paths/tsconfig.json': JSON.stringify({ extends: './tsconfig.base.json' }),
  'paths/udp.js':
    "const { DgramAsPromised } = require('udp');\nDgramAsPromised.createSocket({ type: 'udp4', reuseAddr: true }).send('x', 53);\n",
  'plain/package.json': JSON.stringify({ name: 'plain', private: true }),
  'plain/net.js': RENAMED,
};

let root = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'linted-aliases-')));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function lint(text: string, filename: string, settings: object = {}): number {
  const messages = new Linter({ cwd: root }).verify(
    text,
    [
      {
        plugins: { sockets: plugin },
        rules: { 'sockets/no-client-reuse-address': 'error' },
        languageOptions: { sourceType: 'commonjs' },
        settings: { sockets: settings },
      },
    ],
    { filename },
  );
  return messages.length;
}

describe('what a module stands for in the project of a file', () => {
  it.each([
    ['app/src/net.js', 1],
    ['web/dgram.js', 1],
    ['paths/udp.js', 1],
    ['plain/net.js', 0],
  ] as const)('is known to the rule, and to the command: %s', (name, count) => {
    expect(lint(FILES[name], join(root, name))).toBe(count);

    const { stdout } = runCommand(root, ['-n', name]);
    expect(stdout.match(/^ {2}\S+:\d+:\d+ /gm) ?? []).toHaveLength(count);
  });

  it('is not asked for code without a file, or where no other file may be read', () => {
    const name = 'app/src/net.js';
    expect(lint(RENAMED, 'net.js')).toBe(0);
    expect(lint(RENAMED, join(root, name), { project: false })).toBe(0);
    expect(runCommand(root, ['-n', '--single-file', name]).stdout).toContain('Nothing changed');
    const stdin = ['-n', '--stdin', '--stdin-filepath', name];
    expect(runCommand(root, stdin, { input: RENAMED }).stdout).toContain('Nothing changed');
  });
});
