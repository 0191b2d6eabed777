import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../index.ts';
import { readChannelSettings } from './channel-apis.ts';

const RULE = 'sockets/no-client-reuse-address';

const CHANNEL = `import { openChannel } from './channel.js';
openChannel('a', { socket: { shared: true } });
`;

const UNDECIDED = `import dgram from 'node:dgram';
export const open = () => dgram.createSocket({ type: 'udp4', reuseAddr: true });
dgram.createSocket({ type: 'udp4', reuseAddr: true }).send('x', 7);
dgram.createSocket({ type: 'udp4', reuseAddr: true }).bind(7);
`;

describe('settings.sockets.apis', () => {
  it('are found by the rule, and fixed', () => {
    const { output, messages } = fix(CHANNEL, { sockets: readChannelSettings() });

    expect(messages).toEqual([]);
    expect(output).toBe(CHANNEL.replace(' shared: true ', ''));
  });

  it('are not found without the settings', () => {
    expect(lint(CHANNEL, {})).toEqual([]);
    expect(lint(CHANNEL, { sockets: {} })).toEqual([]);
    expect(lint(CHANNEL, { sockets: { apis: [] } })).toEqual([]);
  });

  it('take nothing from the APIs that come with the package', () => {
    expect(lint(UNDECIDED, { sockets: readChannelSettings() })).toHaveLength(1);
  });

  it.each<[message: RegExp, apis: unknown]>([
    [/settings\.sockets\.apis is "\.\/channel\.js": expected a list\./, './channel.js'],
    [/settings\.sockets\.apis is an object: expected a list\./, { id: 'channel' }],
    [
      /settings\.sockets\.apis\[0\]\.makers is missing: expected a list\./,
      [{ id: 'channel', modules: ['./channel.js'] }],
    ],
    [/settings\.sockets\.apis\[1\]\.id is 1: expected a text\./, [...readChannelSettings().apis, { id: 1 }]],
  ])('that cannot be used are an error: %s', (message, apis) => {
    expect(() => lint(UNDECIDED, { sockets: { apis } })).toThrow(message);
    // And every time, not only for the first file.
    expect(() => lint(UNDECIDED, { sockets: { apis } })).toThrow(message);
  });
});

describe('a method of a described API that binds', () => {
  const apis = (whenMissing?: 'ephemeral' | 'explicit') => [
    {
      id: 'things',
      modules: ['things'],
      makers: [
        {
          path: ['createServer'],
          form: 'call',
          options: [
            {
              name: 'reuseAddr',
              at: { in: 'maker', argument: 0, property: ['reuseAddr'] },
              sets: 'SO_REUSEADDR',
              enabledBy: 'truthy',
              remedy: 'remove',
            },
          ],
          role: {
            by: 'methods',
            bind: [
              {
                name: 'listen',
                port: { argument: 0 },
                portProperty: 'port',
                ...(whenMissing && { whenMissing }),
              },
            ],
            use: ['send'],
            chain: [],
          },
        },
      ],
      source: 'https://example.org/things',
    },
  ];

  it.each([
    ['', 1, 0],
    ['done', 1, 0],
    ['undefined', 1, 0],
    ['{}', 1, 0],
    ['0', 1, 1],
    ['{ port: 0 }', 1, 1],
    ['5683', 0, 0],
  ])(
    'takes the port of the kernel, or one of its own, where it names none: listen(%s)',
    (args, open, own) => {
      const text = `const { createServer } = require('things');
function done() {}
createServer({ reuseAddr: true }).listen(${args});
`;

      expect(lint(text, { sockets: { apis: apis() } })).toHaveLength(open);
      expect(lint(text, { sockets: { apis: apis('explicit') } })).toHaveLength(own);
    },
  );
});

describe('settings.sockets', () => {
  it('with a name that is not known is an error', () => {
    expect(() => lint(UNDECIDED, { sockets: { api: readChannelSettings().apis } })).toThrow(
      /settings\.sockets\.api is not known: expected one of apis, project\./,
    );
  });
});

describe('reportUndecided', () => {
  it('is off by default', () => {
    expect(lint(UNDECIDED).map(({ line, messageId }) => [line, messageId])).toEqual([[3, 'client']]);
    expect(lint(UNDECIDED, {}, { reportUndecided: false })).toEqual(lint(UNDECIDED));
  });

  it('adds what the file leaves open, with the reason, and no edit', () => {
    const messages = lint(UNDECIDED, {}, { reportUndecided: true });

    expect(messages.map(({ line, messageId }) => [line, messageId])).toEqual([
      [2, 'undecided'],
      [3, 'client'],
    ]);
    expect(messages[0]?.message).toMatch(
      /^'reuseAddr' sets SO_REUSEADDR on a socket that may be a client: .*\b2:\d+\.$/,
    );
    expect(messages[0]?.fix).toBeUndefined();
    expect(messages[0]?.suggestions).toBeUndefined();
  });

  it('adds what a user’s own API leaves open', () => {
    const source = `import { Channel } from './channel.js';\nexport const open = () => new Channel({ shared: true });\n`;
    const settings = { sockets: readChannelSettings() };

    expect(lint(source, settings)).toEqual([]);
    expect(lint(source, settings, { reportUndecided: true }).map(({ messageId }) => messageId)).toEqual([
      'undecided',
    ]);
  });

  it.each<[message: RegExp, options: unknown]>([
    [/Value "yes" should be boolean/, { reportUndecided: 'yes' }],
    [/Unexpected property "reportUndecidedSites"/, { reportUndecidedSites: true }],
    [/Value "reportUndecided" should be object/, 'reportUndecided'],
  ])('is checked by ESLint: %s', (message, options) => {
    expect(() => lint(UNDECIDED, {}, options)).toThrow(message);
  });
});

function configure(settings: Record<string, unknown>, options?: unknown): Linter.Config[] {
  return [
    {
      plugins: { sockets: plugin },
      settings,
      rules: { [RULE]: options === undefined ? 'error' : ['error', options] },
    },
  ];
}

function lint(
  source: string,
  settings: Record<string, unknown> = {},
  options?: unknown,
): readonly Linter.LintMessage[] {
  return new Linter().verify(source, configure(settings, options), 'program.js');
}

function fix(source: string, settings: Record<string, unknown>): Linter.FixReport {
  return new Linter().verifyAndFix(source, configure(settings), 'program.js');
}
