import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { SocketApi } from '../../analysis/apis/description.ts';
import { SOCKET_APIS } from '../../analysis/apis/index.ts';
import { analyze, mentionsReuseOption, selectApis } from '../../analysis/index.ts';
import type { Finding } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { insertApiTable } from '../../scripts/api-table.ts';
import { loadFixtures } from '../tools/fixture-tree.ts';
import { readChannelSettings } from './channel-apis.ts';

const fixtures = loadFixtures('no-client-reuse-address');
const findings = fixtures.flatMap(({ source, path }) =>
  find(source.replace(/^\uFEFF/, ''), path, SOCKET_APIS),
);

/** APIs whose calls make clients and nothing else, with the reason why no listener can be shown. */
const CLIENTS_ONLY: Readonly<Record<string, string>> = {
  'Bun.connect': 'listeners are made by Bun.listen() and Bun.serve()',
  'hot-shots': 'the package only sends',
  sacn: 'listeners are made by its class Receiver',
};

describe('the APIs', () => {
  it('have ids of their own', () => {
    const ids = SOCKET_APIS.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(SOCKET_APIS)('$id says where its facts come from', ({ source }) => {
    expect(source).toMatch(/^https:\/\/\S+$/);
  });

  it.each(
    SOCKET_APIS.flatMap((api) =>
      [...new Set(api.makers.flatMap(({ options }) => options.map(({ name }) => name)))].map(
        (option) => [api.id, option] as const,
      ),
    ),
  )('%s has a client with %s among the fixtures', (api, option) => {
    const clients = findings.filter(
      (finding) => finding.api === api && finding.option === option && finding.verdict === 'client',
    );

    expect(clients, missing(api, 'client', option)).not.toEqual([]);
  });

  it.each(SOCKET_APIS.filter(({ id }) => !(id in CLIENTS_ONLY)))(
    '$id has a listener among the fixtures',
    ({ id }) => {
      const listeners = findings.filter(({ api, verdict }) => api === id && verdict === 'listener');

      expect(listeners, missing(id, 'listener')).not.toEqual([]);
    },
  );

  it.each(Object.keys(CLIENTS_ONLY))('%s makes clients only', (id) => {
    const api = SOCKET_APIS.find((candidate) => candidate.id === id);

    expect(api?.makers.map(({ role }) => role.by)).toEqual(api?.makers.map(() => 'api'));
  });

  it.each(['client', 'listener', 'unknown'])(
    'options set by number have a %s among the fixtures',
    (verdict) => {
      const names = findings
        .filter((finding) => finding.api === 'setsockopt' && finding.verdict === verdict)
        .map(({ option }) => option);

      expect(names).toContain('SO_REUSEADDR');
    },
  );

  it.each(
    fixtures
      .filter((fixture) => fixture.findings.length > 0)
      .map((fixture) => [fixture.name, fixture] as const),
  )('pass the quick test in %s', (_name, { source }) => {
    expect(mentionsReuseOption(source)).toBe(true);
  });
});

describe('an API that only a file describes', () => {
  const selection = selectApis(readChannelSettings());

  it.each<[what: string, source: string, expected: readonly string[]]>([
    [
      'a client by the port that is left out',
      `import { openChannel } from './channel.js'; openChannel('a', { socket: { shared: true } });`,
      ['client shared fix'],
    ],
    [
      'a client by port 0',
      `const channel = require('@example/channel'); channel.openChannel('a', { socket: { localPort: 0, shared: true } });`,
      ['client shared fix'],
    ],
    [
      'a listener by its port',
      `import { openChannel } from './channel.js'; openChannel('a', { socket: { localPort: 4000, shared: true } });`,
      ['listener shared none'],
    ],
    [
      'nothing where the value is not the one that counts',
      `import { openChannel } from './channel.js'; openChannel('a', { socket: { shared: 1 } });`,
      [],
    ],
    [
      'nothing in another module of the same name',
      `import { openChannel } from './other.js'; openChannel('a', { socket: { shared: true } });`,
      [],
    ],
    [
      'a client by a method that names no port',
      `import { Channel } from '@example/channel'; const c = new Channel({ shared: true }).on('x', () => y()); c.attach();`,
      ['client shared suggestion'],
    ],
    [
      'a client by its use alone',
      `import { Channel } from '@example/channel'; const c = new Channel({ shared: true }); c.publish('x');`,
      ['client shared suggestion'],
    ],
    [
      'a listener by a method',
      `import { Channel } from '@example/channel'; const c = new Channel({ shared: true }); c.attach({ port });`,
      ['listener shared none'],
    ],
    [
      'an unknown',
      `import { Channel } from '@example/channel'; export const open = () => new Channel({ shared: true });`,
      ['unknown shared none'],
    ],
    ['a client by its API, through a global', `Channels.createReporter(true);`, ['client shared none']],
  ])('finds %s', (_what, source, expected) => {
    expect(summarize(find(source, 'program.js', selection.apis))).toEqual(expected);
    expect(summarize(find(source, 'program.js', SOCKET_APIS))).toEqual([]);
  });

  it('is found together with those that come with the package', () => {
    const source = `
      import { openChannel } from './channel.js';
      import { createSocket } from 'node:dgram';
      openChannel('a', { socket: { shared: true } });
      createSocket({ type: 'udp4', reuseAddr: true }).send('x', 7);
    `;

    expect(summarize(find(source, 'program.js', selection.apis))).toEqual([
      'client shared fix',
      'client reuseAddr fix',
    ]);
  });

  it('has words of its own by which a text is worth parsing', () => {
    expect(selection.isMentioned('createReporter(1)')).toBe(true);
    expect(selection.isMentioned('reuseAddr')).toBe(true);
    expect(selection.isMentioned('openChannel()')).toBe(false);
    expect(mentionsReuseOption('createReporter(1)')).toBe(false);
  });
});

describe('the table in the documentation', () => {
  const path = fileURLToPath(new URL('../../docs/rules/no-client-reuse-address.md', import.meta.url));
  const page = readFileSync(path, 'utf8');

  it('is what the APIs give', async () => {
    const options = await resolveConfig(path);

    expect(await format(insertApiTable(page, SOCKET_APIS), { ...options, filepath: path })).toBe(page);
  });

  it.each(SOCKET_APIS)('has $id', ({ id }) => {
    expect(page).toContain(`| \`${id}\` `);
  });

  it('needs a place in the page', () => {
    expect(() => insertApiTable('# A page', SOCKET_APIS)).toThrow(/^The page has no place for the table: /);
  });
});

/** What a fixture must show, for whoever has described an API without it. */
function missing(api: string, role: 'client' | 'listener', option?: string): string {
  const what = option === undefined ? '' : ` that gets ${option}`;
  return `no ${role}.* below fixtures/no-client-reuse-address/<name of its file in analysis/apis/>/ shows a ${role} of '${api}'${what}`;
}

function find(source: string, path: string, apis: readonly SocketApi[]): readonly Finding[] {
  const result = parseSource(source, path);
  if (!result.ok) {
    throw new Error(`${path}: ${result.error.message}`);
  }
  return analyze(result.file, apis);
}

function summarize(found: readonly Finding[]): readonly string[] {
  return found.map(({ verdict, option, remedy }) => `${verdict} ${option} ${remedy.kind}`);
}
