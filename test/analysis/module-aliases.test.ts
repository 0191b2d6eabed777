import { describe, expect, it } from 'vitest';
import { findModuleAliases } from '../../analysis/index.ts';
import { rewrite } from '../../codemods/rewrite.ts';

describe('findModuleAliases', () => {
  it.each([
    [
      'react-native',
      { 'react-native': { net: 'react-native-tcp-socket' } },
      'net',
      'react-native-tcp-socket',
    ],
    [
      'react-native, by its other name',
      { 'react-native': { dgram: 'react-native-udp' } },
      'node:dgram',
      'react-native-udp',
    ],
    ['browser', { browser: { dgram: 'react-native-udp' } }, 'dgram', 'react-native-udp'],
    ['dependencies', { dependencies: { udp: 'npm:react-native-udp@^4.1.7' } }, 'udp', 'react-native-udp'],
    ['scoped dependencies', { dependencies: { quic: 'npm:@matrixai/quic@2' } }, 'quic', '@matrixai/quic'],
    ['imports', { imports: { '#net': 'react-native-tcp-socket' } }, '#net', 'react-native-tcp-socket'],
    ['imports under conditions', { imports: { '#net': { node: 'net', default: 'net' } } }, '#net', 'net'],
  ])('reads %s', (_what, packageJson, name, target) => {
    expect(findModuleAliases({ packageJson }).get(name)).toBe(target);
  });

  it('reads the paths of tsconfig.json', () => {
    const compilerOptions = { paths: { sockets: ['./node_modules/dgram-as-promised'], '@/*': ['./src/*'] } };

    expect([...findModuleAliases({ compilerOptions })]).toEqual([['sockets', 'dgram-as-promised']]);
  });

  it.each([
    undefined,
    null,
    'text',
    [],
    { browser: './browser.js' },
    { browser: { net: false, './a.js': './b.js' } },
    { imports: { '#net': { node: 'net', default: 'react-native-tcp-socket' }, '#x': null, '#y': ['net'] } },
    { dependencies: { dgram: '^1.0.0', x: 7 } },
  ])('tells nothing of %j', (packageJson) => {
    expect([...findModuleAliases({ packageJson })]).toEqual([]);
  });
});

describe('a file of a project with an alias', () => {
  const aliases = findModuleAliases({ packageJson: { 'react-native': { net: 'react-native-tcp-socket' } } });
  const source =
    "import net from 'net';\nnet.createConnection({ port: 80, host: 'h', reuseAddress: true }, () => {});\n";

  it('uses what the alias stands for', () => {
    expect(rewrite(source, 'client.js', { aliases }).left).toMatchObject([
      { api: 'react-native-tcp-socket', option: 'reuseAddress' },
    ]);
    expect(rewrite(source, 'client.js').left).toEqual([]);
  });

  it('no longer uses what the alias hides', () => {
    const text =
      "const dgram = require('dgram');\ndgram.createSocket({ type: 'udp4', reuseAddr: true }).send('x', 53);\n";
    const own = new Map([['dgram', 'our-own-dgram']]);

    expect(rewrite(text, 'client.js').changed).toHaveLength(1);
    expect(rewrite(text, 'client.js', { aliases: own }).changed).toEqual([]);
  });
});
