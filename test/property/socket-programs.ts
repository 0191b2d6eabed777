import fc from 'fast-check';

/** A generated program with one socket, cut where its options object begins and ends. */
export interface SocketProgram {
  /** All before the options object, the byte order mark included. */
  readonly before: string;
  readonly optionsObject: string;
  readonly after: string;
  /** Whether the socket's local port is left to the kernel. */
  readonly isClient: boolean;
}

/** What a program is made of; {@link renderProgram} makes the text. */
export interface ProgramPlan {
  readonly reach: (names: LocalNames) => { readonly declaration: string; readonly create: string };
  readonly hold: (names: LocalNames, create: string, use: (socket: string) => string) => string;
  readonly use: SocketUse;
  readonly options: OptionsPlan;
  readonly text: { readonly newline: string; readonly mark: string; readonly hashbang: boolean };
}

/** The names that a program's author was free to choose. */
export interface LocalNames {
  readonly module: string;
  readonly create: string;
  readonly socket: string;
  readonly field: string;
  readonly holder: string;
}

interface SocketUse {
  readonly isClient: boolean;
  /** Statements on the socket, in a function whose parameter `port` nobody knows. */
  readonly render: (socket: string) => string;
}

interface OptionsPlan {
  readonly properties: readonly string[];
  readonly layout: (properties: readonly string[]) => string;
}

/** Ways to spell the one property that is to go. */
const REUSE_PROPERTIES = [
  'reuseAddr: true',
  "'reuseAddr': true",
  'reuseAddr: !0',
  'reuseAddr: 1',
  '"reuseAddr":"yes"',
];

const OTHER_PROPERTIES = [
  "type: 'udp4'",
  'ipv6Only: false',
  'recvBufferSize: 1 << 16',
  "['sendBufferSize']: 4096",
];

const REACHES: readonly ProgramPlan['reach'][] = [
  ({ module }) => ({ declaration: `import ${module} from 'node:dgram';`, create: `${module}.createSocket` }),
  ({ module }) => ({ declaration: `import * as ${module} from 'dgram';`, create: `${module}.createSocket` }),
  ({ create }) => ({ declaration: `import { createSocket as ${create} } from 'dgram';`, create }),
  ({ module }) => ({
    declaration: `const ${module} = require('node:dgram');`,
    create: `${module}.createSocket`,
  }),
  ({ create }) => ({ declaration: `const { createSocket: ${create} } = require('dgram');`, create }),
  () => ({ declaration: '', create: "require('dgram').createSocket" }),
  () => ({ declaration: '', create: "process.getBuiltinModule('dgram').createSocket" }),
];

const HOLDS: readonly ProgramPlan['hold'][] = [
  ({ socket, holder }, create, use) =>
    `function ${holder}(port) {\n  const ${socket} = ${create};\n  ${use(socket)}\n}`,
  ({ socket, holder }, create, use) =>
    `let ${socket};\nfunction ${holder}(port) {\n  ${socket} = ${create};\n  ${use(socket)}\n}`,
  ({ field, holder }, create, use) =>
    `class ${holder} {\n  ${field} = ${create};\n  start(port) {\n    ${use(`this.${field}`)}\n  }\n}\nnew ${holder}().start(process.env.PORT);`,
  ({ field, holder }, create, use) =>
    `class ${holder} {\n  #${field} = ${create};\n  start(port) {\n    ${use(`this.#${field}`)}\n  }\n}\nnew ${holder}().start(process.env.PORT);`,
  ({ field, holder }, create, use) =>
    `function ${holder}() {\n  this.${field} = ${create};\n}\n${holder}.prototype.start = function (port) {\n  ${use(`this.${field}`)}\n};\nnew ${holder}().start(process.env.PORT);`,
  ({ field, holder, socket }, create, use) =>
    `function ${holder}(port) {\n  const ${socket} = this;\n  ${socket}.${field} = ${create};\n  process.nextTick(function () {\n    ${use(`${socket}.${field}`)}\n  });\n}\nnew ${holder}(process.env.PORT);`,
  ({ socket, holder }, create, use) =>
    `const ${holder} = (port) => new Promise((settle) => {\n  const ${socket} = ${create};\n  ${socket}.once('message', settle);\n  ${use(socket)}\n});`,
];

const CLIENT_USES: readonly SocketUse['render'][] = [
  (socket) => `${socket}.send('hello', 7000, 'localhost');`,
  (socket) => `${socket}.connect(7000, 'localhost');`,
  (socket) => `${socket}.bind();`,
  (socket) => `${socket}.bind(0, () => ${socket}.send('hello', port, 'localhost'));`,
  (socket) => `${socket}.bind({ address: '127.0.0.1' });`,
  (socket) => `${socket}.bind(undefined, '127.0.0.1');`,
];

const LISTENER_USES: readonly SocketUse['render'][] = [
  (socket) => `${socket}.bind(7000);`,
  (socket) => `${socket}.bind(port);`,
  (socket) => `${socket}.bind({ port, address: '127.0.0.1' });`,
  (socket) => `${socket}.bind(port || 0);`,
  (socket) => `${socket}.bind('7000', () => ${socket}.send('hello', port, 'localhost'));`,
];

const LAYOUTS: readonly OptionsPlan['layout'][] = [
  (properties) => `{ ${properties.join(', ')} }`,
  (properties) => `{${properties.join(',')}}`,
  (properties) => `{ ${properties.join(', ')}, }`,
  (properties) => `{\n    ${properties.join(',\n    ')},\n  }`,
  (properties) => `{\n    ${properties.join(',\n    ')}\n  }`,
  (properties) => `{\n\t\t${properties.join(',\n\t\t')},\n\t}`,
  (properties) => `{\n      ${properties.join('\n    , ')}\n  }`,
  (properties) => `{ // options\n    ${properties.join(', // one\n    ')} /* last */\n  }`,
  (properties) => `{\n    /* first */ ${properties.join(',\n    // next\n    ')},\n  }`,
  (properties) => `{ ${properties.join(',\n    ')} }`,
  (properties) => `{ ${properties.join(' /* why */, ')} /* last */ }`,
  (properties) => `{\n    ${properties.join(' // why\n    , ')} // last\n  }`,
];

const IDENTIFIER = /^[$A-Z_a-z][$\w]*$/;
/** Words that mean something, to the language or to the programs here. */
const TAKEN = new Set([
  ...'arguments async await break case catch class const continue debugger default delete do else enum eval export'.split(
    ' ',
  ),
  ...'extends false finally for function get if implements import in instanceof interface let new null of'.split(
    ' ',
  ),
  ...'package private protected public return set static super switch this throw true try typeof undefined'.split(
    ' ',
  ),
  ...'var void while with yield constructor prototype start port settle require process Promise'.split(' '),
]);

/** Role names on purpose: a name must never decide. */
const identifier = fc.oneof(
  fc.constantFrom(
    'server',
    'client',
    'listener',
    'socket',
    'dgram',
    'createSocket',
    'bind',
    '_sock',
    '$udp',
    'PORT',
  ),
  fc.stringMatching(IDENTIFIER, { maxLength: 12 }).filter((name) => !TAKEN.has(name)),
);

/** Five different names. */
export const localNames: fc.Arbitrary<LocalNames> = fc
  .uniqueArray(identifier, { minLength: 5, maxLength: 5 })
  .map(([module = '', create = '', socket = '', field = '', holder = '']) => ({
    module,
    create,
    socket,
    field,
    holder,
  }));

const use: fc.Arbitrary<SocketUse> = fc.oneof(
  fc.constantFrom(...CLIENT_USES).map((render) => ({ isClient: true, render })),
  fc.constantFrom(...LISTENER_USES).map((render) => ({ isClient: false, render })),
);

const options: fc.Arbitrary<OptionsPlan> = fc
  .record({
    reuse: fc.constantFrom(...REUSE_PROPERTIES),
    others: fc.shuffledSubarray(OTHER_PROPERTIES, { minLength: 0 }),
    position: fc.nat(OTHER_PROPERTIES.length),
    layout: fc.constantFrom(...LAYOUTS),
  })
  .map(({ reuse, others, position, layout }) => ({
    properties: others.toSpliced(position, 0, reuse),
    layout,
  }));

/** A program with one socket that sets `reuseAddr` in its own options object, all of whose uses are visible. */
export const programPlan: fc.Arbitrary<ProgramPlan> = fc.record({
  reach: fc.constantFrom(...REACHES),
  hold: fc.constantFrom(...HOLDS),
  use,
  options,
  text: fc.record({
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\uFEFF'),
    hashbang: fc.boolean(),
  }),
});

/**
 * Makes the program's text.
 *
 * @param plan what the program is made of
 * @param names what its author called things
 * @param moreUses further statements on the socket
 * @returns the program, cut at its options object
 */
export function renderProgram(
  { reach, hold, use, options, text }: ProgramPlan,
  names: LocalNames,
  moreUses: (socket: string) => string = () => '',
): SocketProgram {
  const { declaration, create } = reach(names);
  const body = hold(names, `${create}(\u0000)`, (socket) =>
    `${moreUses(socket)} ${use.render(socket)}`.trim(),
  );
  const [before = '', after = ''] = `${declaration}\n\n${body}\n`.split('\u0000');
  const start = text.hashbang ? '#!/usr/bin/env node\n' : '';
  const withLineEnds = (part: string) => part.replaceAll('\n', text.newline);
  return {
    before: text.mark + withLineEnds(start + before),
    optionsObject: withLineEnds(options.layout(options.properties)),
    after: withLineEnds(after),
    isClient: use.isClient,
  };
}

/**
 * @param program a generated program
 * @returns its whole text
 */
export function toText({ before, optionsObject, after }: SocketProgram): string {
  return before + optionsObject + after;
}
