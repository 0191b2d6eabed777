import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rewrite } from '../../../codemods/rewrite.ts';
import { loadFixtures } from '../../tools/fixture-tree.ts';
import { applyRemedy, findClient } from './findings-in.ts';
import { findTypeErrors } from './type-checker.ts';

/** Each program has one client with `reuseAddr: true` in an object of which a type may ask for it. */
const KEPT: Readonly<Record<string, string>> = {
  'nested-pattern.ts':
    "const { all: [o] }: { all: [{ type: 'udp4'; reuseAddr: boolean }] } = { all: [OBJECT] };\nopen(o);",
  'pattern.ts':
    "function start({ o }: { o: { type: 'udp4'; reuseAddr: boolean } }) { open(o); }\nstart({ o: OBJECT });",
  'pattern-of-lists.ts':
    "function start([{ o = OBJECT }]: [{ o?: { type: 'udp4'; reuseAddr: boolean } }]) { open(o); }\nstart([{}]);",
  'weak-partial-interface.ts':
    'interface Reuse { reuseAddr: boolean }\nconst o = OBJECT;\nconst p: Partial<Reuse> = o;\nvoid p;\nopen(o);',
  'weak-partial-alias.ts':
    'type Reuse = { reuseAddr: boolean };\nconst o = OBJECT;\nconst p: Partial<Reuse> = o;\nvoid p;\nopen(o);',
  'required.ts': 'const o: Required<dgram.SocketOptions> = OBJECT;\nopen(o);',
  'record.ts': "const o: Record<'type' | 'reuseAddr', any> = OBJECT;\nopen(o);",
  'mapped.ts': "const o: { [K in 'type' | 'reuseAddr']: any } = OBJECT;\nopen(o);",
  'inline.ts': "const o: { type: 'udp4'; reuseAddr: boolean } = OBJECT;\nopen(o);",
  'union.ts': "const o: dgram.SocketOptions | { type: 'udp4'; reuseAddr: true } = OBJECT;\nopen(o as any);",
  'intersection.ts': 'const o: dgram.SocketOptions & { reuseAddr: boolean } = OBJECT;\nopen(o);',
  'class.ts': "class Opts { type: 'udp4' = 'udp4'; reuseAddr = true }\nconst o: Opts = OBJECT;\nopen(o);",
  'parameter-property.ts':
    "class Opts { constructor(public type: 'udp4', public reuseAddr: boolean) {} }\nconst o: Opts = OBJECT;\nopen(o);",
  'interface.ts':
    'interface Opts extends dgram.SocketOptions { reuseAddr: boolean }\nconst o: Opts = OBJECT;\nopen(o);',
  'merged.ts':
    'interface Opts extends dgram.SocketOptions {}\ninterface Opts { reuseAddr: boolean }\nconst o: Opts = OBJECT;\nopen(o);',
  'alias.ts': 'type Opts = Required<dgram.SocketOptions>;\nconst o: Opts = OBJECT;\nopen(o);',
  'return.ts': "function make(): { type: 'udp4'; reuseAddr: boolean } { return OBJECT; }\nopen(make());",
  'arrow-return.ts': "const make = (): { type: 'udp4'; reuseAddr: boolean } => (OBJECT);\nopen(make());",
  'function-type.ts':
    "const make: () => { type: 'udp4'; reuseAddr: boolean } = () => (OBJECT);\nopen(make());",
  'promise.ts':
    "async function make(): Promise<{ type: 'udp4'; reuseAddr: boolean }> { return OBJECT; }\nopen(await make());",
  'return-type.ts': 'const make = () => (OBJECT);\nconst o: ReturnType<typeof make> = make();\nopen(o);',
  'parameter.ts': "function start(o: { type: 'udp4'; reuseAddr: boolean }) { open(o); }\nstart(OBJECT);",
  'callee-type.ts':
    "const start: (o: { type: 'udp4'; reuseAddr: boolean }) => void = (o) => open(o);\nstart(OBJECT);",
  'default.ts': "function start(o: { type: 'udp4'; reuseAddr: boolean } = OBJECT) { open(o); }\nstart();",
  'rest.ts':
    "function start(...list: { type: 'udp4'; reuseAddr: boolean }[]) { for (const o of list) open(o); }\nstart(OBJECT);",
  'generic.ts': 'function start<T extends { reuseAddr: boolean }>(o: T) { open(o as any); }\nstart(OBJECT);',
  'type-argument.ts':
    "function keep<T>(o: T): T { return o; }\nopen(keep<{ type: 'udp4'; reuseAddr: boolean }>(OBJECT));",
  'field.ts':
    "class C { private o: { type: 'udp4'; reuseAddr: boolean } = OBJECT; go() { open(this.o); } }\nnew C().go();",
  'assigned-field.ts':
    'class C { private o: Required<dgram.SocketOptions>; constructor() { this.o = OBJECT; open(this.o); } }\nnew C();',
  'implements.ts':
    "interface Has { o: { type: 'udp4'; reuseAddr: boolean } }\nclass C implements Has { o = OBJECT; go() { open(this.o); } }\nnew C().go();",
  'abstract.ts':
    "abstract class B { abstract o: { type: 'udp4'; reuseAddr: boolean } }\nclass C extends B { o = OBJECT; go() { open(this.o); } }\nnew C().go();",
  'indexed-class.ts':
    "class C { private p = 1; o = OBJECT; go() { open(this.o); } }\nnew C().go();\nconst other: C['o'] = { type: 'udp4', reuseAddr: false };",
  'satisfies.ts': 'const o = OBJECT satisfies Required<dgram.SocketOptions>;\nopen(o);',
  'nested.ts':
    "interface Config { socket: { type: 'udp4'; reuseAddr: boolean } }\nconst config: Config = { socket: OBJECT };\nopen(config.socket);",
  'array.ts':
    "const list: { type: 'udp4'; reuseAddr: boolean }[] = [OBJECT];\nfor (const o of list) open(o);",
  'typeof.ts':
    "const o = OBJECT;\ntype T = typeof o;\nconst other: T = { type: 'udp4', reuseAddr: false };\nopen(o);",
  'inferred.ts': "let o = OBJECT;\nif (Math.random() > 2) o = { type: 'udp4', reuseAddr: false };\nopen(o);",
  'written.ts': "const p = OBJECT;\ndgram.createSocket(p).send('x', 53);\np.reuseAddr = false;\nvoid open;",
  'rest-of.ts':
    'const make = () => (OBJECT);\nconst { type, ...rest } = make();\nvoid rest.reuseAddr;\nvoid type;\nopen(make());',
  'public-field.ts':
    'class C { o = OBJECT; go() { open(this.o); } }\nfunction wants(c: { o: { reuseAddr: boolean } }) { void c; }\nconst c = new C();\nc.go();\nwants(c);',
  'public-method.ts':
    'class C { make() { return OBJECT; } go() { open(this.make()); } }\nconst c: { make(): { reuseAddr: boolean }; go(): void } = new C();\nc.go();',
  'overridden-method.ts':
    "class B { make(): { type: 'udp4'; reuseAddr: boolean } { return { type: 'udp4', reuseAddr: false }; } go() { open(this.make()); } }\nclass C extends B { override make() { return OBJECT; } }\nnew C().go();",
  'static-field.ts':
    "class C { static o: { type: 'udp4'; reuseAddr: boolean }; static { C.o = OBJECT; open(C.o); } }\nvoid C;",
  'map-set.ts':
    "const map = new Map<string, { type: 'udp4'; reuseAddr: boolean }>();\nmap.set('a', OBJECT);\nopen(map.get('a')!);",
  'map-entries.ts':
    "const map: Map<string, { type: 'udp4'; reuseAddr: boolean }> = new Map([['a', OBJECT]]);\nfor (const o of map.values()) open(o);",
  'array-push.ts':
    "const list = new Array<{ type: 'udp4'; reuseAddr: boolean }>();\nlist.push(OBJECT);\nfor (const o of list) open(o);",
  'array-joined.ts':
    "const list = [OBJECT];\nif (Math.random() > 2) list.push({ type: 'udp4', reuseAddr: false });\nfor (const o of list) open(o);",
  'mapped-array.ts':
    "const all: { type: 'udp4'; reuseAddr: boolean }[] = [1].map(() => (OBJECT));\nfor (const o of all) open(o);",
  'promise-resolve.ts':
    "const p: Promise<{ type: 'udp4'; reuseAddr: boolean }> = Promise.resolve(OBJECT);\np.then((o) => open(o));",
  'function-value.ts':
    'const make = () => (OBJECT);\nconst again: () => { reuseAddr: boolean } = make;\nvoid again;\nopen(make());',
  'function-argument.ts':
    "function make() { return OBJECT; }\nfunction run(f: () => { type: 'udp4'; reuseAddr: boolean }) { open(f()); }\nrun(make);",
  'generic-result.ts':
    "function keep<T extends object>(o: T): T & { extra: 1 } { return Object.assign(o, { extra: 1 as const }); }\nconst o: { type: 'udp4'; reuseAddr: boolean } = keep(OBJECT);\nopen(o);",
  'generic-base.ts':
    "class B<T> { constructor(o: T) { open(o as any); } }\nclass D extends B<{ type: 'udp4'; reuseAddr: boolean }> { constructor() { super(OBJECT); } }\nnew D();",
  'overloads.ts':
    "function start(o: dgram.SocketOptions): void;\nfunction start(o: { type: 'udp4'; reuseAddr: boolean }, x: number): void;\nfunction start(o: dgram.SocketOptions, x?: number) { open(o); void x; }\nstart(OBJECT, 1);",
  'default-parameter.ts':
    "function start(o = OBJECT) { open(o); }\nstart();\nif (Math.random() > 2) start({ type: 'udp4', reuseAddr: false });",
  'first-given.ts': "let o = { type: 'udp4' as const, reuseAddr: false };\no = OBJECT;\nopen(o);",
  'part-assigned.ts':
    "const h = { o: OBJECT };\nif (Math.random() > 2) h.o = { type: 'udp4', reuseAddr: false };\nopen(h.o);",
  'generic-arguments.ts':
    "function both<T>(a: T, b: T) { void a; void b; }\nconst o = OBJECT;\nboth(o, { type: 'udp4', reuseAddr: true });\nopen(o);",
  'assigned-pattern.ts':
    'const o = OBJECT;\nlet x: { reuseAddr: boolean };\n({ o: x } = { o });\nvoid x;\nopen(o);',
  'namespace.ts':
    'namespace N { export const o = OBJECT; }\nconst x: { reuseAddr: boolean } = N.o;\nvoid x;\nopen(N.o);',
  'weak.ts':
    "const o = { extra: 1, reuseAddr: true };\nconst weak: { reuseAddr?: boolean } = o;\nopen({ type: 'udp4', ...weak });",
  'weak-parameter.ts':
    'const o = OBJECT;\nfunction read(p: { reuseAddr?: boolean }) { void p; }\nread(o);\nopen(o);',
  'weak-interface.ts':
    'interface Reuse { reuseAddr?: boolean }\nconst o = OBJECT;\nfunction read(p: Reuse) { void p; }\nread(o);\nopen(o);',
  'weak-class.ts':
    'class Reuse { reuseAddr?: boolean }\nconst o = OBJECT;\nfunction read(p: Reuse) { void p; }\nread(o);\nopen(o);',
  'weak-partial.ts':
    'type Reuse = Partial<{ reuseAddr: boolean }>;\nconst o = OBJECT;\nconst p: Reuse = o;\nvoid p;\nopen(o);',
  'weak-pick.ts':
    "const o = OBJECT;\nconst p: Pick<dgram.SocketOptions, 'reuseAddr' | 'ipv6Only'> = o;\nvoid p;\nopen(o);",
  'weak-omit.ts': "const o = OBJECT;\nconst p: Omit<dgram.SocketOptions, 'type'> = o;\nvoid p;\nopen(o);",
  'handlers.ts':
    "const list: ((o: { type: 'udp4'; reuseAddr: boolean }) => void)[] = [(o) => { open(o); }];\nfor (const start of list) start(OBJECT);",
  'called-in-place.ts': '((o) => { const p: { reuseAddr: boolean } = o; void p; open(o); })(OBJECT);',
  'called-in-place-pattern.ts':
    '(({ o }) => { const p: { reuseAddr: boolean } = o; void p; open(o); })({ o: OBJECT });',
  'cast-function.ts':
    "const start = open as (o: { type: 'udp4'; reuseAddr: boolean }) => void;\nstart(OBJECT);",
  'cast-callee.ts': "(open as (o: { type: 'udp4'; reuseAddr: boolean }) => void)(OBJECT);",
  'key-of.ts':
    "function pick<T, K extends keyof T>(o: T, ...keys: K[]): Pick<T, K> { void keys; return o; }\nconst o = OBJECT;\npick(o, 'reuseAddr');\nopen(o);",
  'this-type.ts':
    "const holder = { o: OBJECT, go(this: { o: { type: 'udp4'; reuseAddr: boolean } }) { open(this.o); } };\nholder.go();",
  'never-called.ts': 'const o = OBJECT;\nopen(o);\nfunction never(): { reuseAddr: boolean } { return o; }',
  'left-unused.ts': "const ON = true;\nopen({ type: 'udp4', reuseAddr: ON });",
  'left-unused-private.ts':
    "class C { private on = true; go() { open({ type: 'udp4', reuseAddr: this.on }); } }\nnew C().go();",
  'left-unused-field.ts':
    "class C { #on = true; go() { open({ type: 'udp4', reuseAddr: this.#on }); } }\nnew C().go();",
  'left-unused-written.ts':
    "class C { private on; constructor() { this.on = true; open({ type: 'udp4', reuseAddr: this.on }); } }\nnew C();",
  'jsdoc-nested-param.js':
    "/**\n * @param {object} o\n * @param {'udp4'} o.type\n * @param {boolean} o.reuseAddr\n */\nfunction start(o) { open(o); }\nstart(OBJECT);",
  'jsdoc-inline-param.js':
    "function start(/** @type {{ type: 'udp4', reuseAddr: boolean }} */ o) { open(o); }\nstart(OBJECT);",
  'jsdoc-rest.js':
    "/** @param {...{ type: 'udp4', reuseAddr: boolean }} list */\nfunction start(...list) { for (const o of list) open(o); }\nstart(OBJECT);",
  'jsdoc-typeof.js':
    "const o = OBJECT;\n/** @param {typeof o} p */\nfunction read(p) { return p.reuseAddr; }\nread({ type: 'udp4', reuseAddr: false });\nopen(o);",
  'jsdoc-overload.js':
    "/** @overload @param {{ type: 'udp4', reuseAddr: boolean }} o @returns {void} */\n/** @param {any} o */\nfunction start(o) { open(o); }\nstart(OBJECT);",
  'jsdoc-getter.js':
    "class C {\n  /** @type {{ type: 'udp4', reuseAddr: boolean }} */\n  get o() { return OBJECT; }\n  go() { open(this.o); }\n}\nnew C().go();",
  'jsdoc-pattern.js':
    "/** @param {{ udp: { type: 'udp4', reuseAddr: boolean } }} root */\nfunction start({ udp }) { open(udp); }\nstart({ udp: OBJECT });",
  'jsdoc-imported-pattern.js':
    "/** @param {import('./types.js').Root} root */\nfunction start({ udp }) { open(udp); }\nstart({ udp: OBJECT });",
  'jsdoc-enum.js':
    "/** @enum {{ type: 'udp4', reuseAddr: boolean }} */\nconst kinds = { plain: OBJECT };\nopen(kinds.plain);",
  'jsdoc-this.js':
    "/** @this {import('./types.js').Opts} */\nfunction start() { open(this); }\nstart.call(OBJECT);",
  'jsdoc-line-between.js':
    "/** @type {import('./types.js').Opts} */\n// as it was\nconst o = OBJECT;\nopen(o);",
  'jsdoc-handlers.js':
    "/** @type {import('./types.js').Start[]} */\nconst list = [(o) => { open(o); }];\nfor (const start of list) start(OBJECT);",
  'jsdoc-weak.js':
    'const o = OBJECT;\n/** @param {{ reuseAddr?: boolean }} p */\nfunction read(p) { void p; }\nread(o);\nopen(o);',
  'jsdoc-weak-partial.js':
    'const o = OBJECT;\n/** @param {Partial<{ reuseAddr: boolean }>} p */\nfunction read(p) { void p; }\nread(o);\nopen(o);',
  'jsdoc-weak-typedef.js':
    '/**\n * @typedef {object} Reuse\n * @property {boolean} [reuseAddr]\n */\nconst o = OBJECT;\n/** @param {Reuse} p */\nfunction read(p) { void p; }\nread(o);\nopen(o);',
  'jsdoc.js': '/** @type {Required<dgram.SocketOptions>} */\nconst o = OBJECT;\nopen(o);',
  'jsdoc-inline.js': "/** @type {{ type: 'udp4', reuseAddr: boolean }} */\nconst o = OBJECT;\nopen(o);",
  'jsdoc-param.js':
    "/** @param {{ type: 'udp4', reuseAddr: boolean }} o */\nfunction start(o) { open(o); }\nstart(OBJECT);",
  'jsdoc-returns.js':
    "/** @returns {{ type: 'udp4', reuseAddr: boolean }} */\nfunction make() { return OBJECT; }\nopen(make());",
  'jsdoc-typedef.js':
    "/**\n * @typedef {object} Opts\n * @property {'udp4'} type\n * @property {boolean} reuseAddr\n */\n/** @type {Opts} */\nconst o = OBJECT;\nopen(o);",
  'jsdoc-cast.js': 'const o = /** @type {Required<dgram.SocketOptions>} */ (OBJECT);\nopen(o);',
};

/** The same, where the types let the option be left out. */
const REMOVED: Readonly<Record<string, string>> = {
  'partial-interface.ts':
    "interface Opts { type: 'udp4'; reuseAddr: boolean }\nconst o: Partial<Opts> = OBJECT;\nopen(o as any);",
  'api.ts': 'const o: dgram.SocketOptions = OBJECT;\nopen(o);',
  'api-import.ts': "const o: import('node:dgram').SocketOptions = OBJECT;\nopen(o);",
  'readonly.ts': 'const o: Readonly<dgram.SocketOptions> = OBJECT;\nopen(o);',
  'partial.ts': "const o: Partial<{ type: 'udp4'; reuseAddr: boolean }> = OBJECT;\nopen(o as any);",
  'optional.ts': "const o: { type: 'udp4'; reuseAddr?: boolean } = OBJECT;\nopen(o);",
  'interface-optional.ts':
    "interface Opts { type: 'udp4'; reuseAddr?: boolean }\nfunction start(o: Opts) { open(o); }\nstart(OBJECT);",
  'alias-api.ts': 'type Opts = dgram.SocketOptions;\nconst o: Opts = OBJECT;\nopen(o);',
  'extends-api.ts':
    'interface Opts extends dgram.SocketOptions { tag?: string }\nconst o: Opts = OBJECT;\nopen(o);',
  'inferred-only.ts': 'const o = OBJECT;\nopen(o);',
  'as-const.ts': "const o = { type: 'udp4', reuseAddr: true } as const;\nopen(o);",
  'any.ts': 'const o: any = OBJECT;\nopen(o);',
  'index.ts': 'const o: { [key: string]: unknown } = OBJECT;\nopen(o as any);',
  'string-record.ts': 'const o: Record<string, unknown> = OBJECT;\nopen(o as any);',
  'identity.ts': 'function keep<T>(o: T): T { return o; }\nopen(keep(OBJECT));',
  'array-api.ts': 'const list: dgram.SocketOptions[] = [OBJECT];\nfor (const o of list) open(o);',
  'typeof-socket.ts':
    'const socket = dgram.createSocket(OBJECT);\ntype T = typeof socket;\nconst s: T = socket;\ns.send("x", 53);',
  'private-field.ts': 'class C { private o = OBJECT; go() { open(this.o); } }\nnew C().go();',
  'elsewhere.ts':
    'interface Listening { reuseAddr: boolean }\nconst x: Listening[] = [];\nopen(OBJECT);\nvoid x;',
  'map-api.ts':
    "const map = new Map<string, dgram.SocketOptions>();\nmap.set('a', OBJECT);\nopen(map.get('a')!);",
  'for-each.ts': 'const list = [OBJECT];\nlist.forEach((o) => { open(o); });',
  'destructured.ts': 'const { udp } = { udp: OBJECT };\nopen(udp);',
  'async-api.ts':
    'async function make(): Promise<dgram.SocketOptions> { return OBJECT; }\nvoid make().then((o) => { open(o); });',
  'super.ts':
    'class B { constructor(o: dgram.SocketOptions) { open(o); } }\nclass D extends B { constructor() { super(OBJECT); } }\nnew D();',
  'private-read.ts':
    "class C { private on = true; go() { open({ type: 'udp4', reuseAddr: this.on }); return this.on; } }\nnew C().go();",
  'exported-value.ts': "export const ON = true;\nopen({ type: 'udp4', reuseAddr: ON });",
  'jsdoc-api.js': "/** @type {import('node:dgram').SocketOptions} */\nconst o = OBJECT;\nopen(o);",
  'partial-shared.ts':
    "const o = OBJECT;\nconst p: Partial<{ type: 'udp4'; reuseAddr: boolean }> = o;\nvoid p;\nopen(o);",
  'pick-shared.ts':
    "const o = OBJECT;\nconst p: Pick<dgram.SocketOptions, 'type' | 'reuseAddr'> = o;\nvoid p;\nopen(o);",
  'intersection-shared.ts':
    'const o = OBJECT;\nconst p: { reuseAddr?: boolean } & dgram.SocketOptions = o;\nvoid p;\nopen(o);',
  'called-in-place.ts': '((o) => { open(o); })(OBJECT);',
  'jsdoc-weak-shared.js':
    "const o = OBJECT;\n/** @param {{ type?: 'udp4', reuseAddr?: boolean }} p */\nfunction read(p) { void p; }\nread(o);\nopen(o);",
  'jsdoc-object.js': '/** @param {any} o */\nfunction start(o) { open(o); }\nstart(OBJECT);',
  'jsdoc-optional.js': "/** @type {{ type: 'udp4', reuseAddr?: boolean }} */\nconst o = OBJECT;\nopen(o);",
};

const FLOW: Readonly<Record<string, string>> = {
  comments: 'const o /*: {| type: string, reuseAddr: boolean |} */ = OBJECT;\nopen(o);',
  exact: 'const o: {| type: string, reuseAddr: boolean |} = OBJECT;\nopen(o);',
  alias: 'type Opts = { type: string, reuseAddr: boolean };\nconst o: Opts = OBJECT;\nopen(o);',
  imported: "import type { Opts } from './types';\nconst o: Opts = OBJECT;\nopen(o);",
  keys: "const o = OBJECT;\nconst key: $Keys<typeof o> = 'reuseAddr';\nopen(o);",
  query:
    'const holder = { o: OBJECT };\nfunction read(p: typeof holder.o) { return p.reuseAddr; }\nopen(holder.o);',
  cast: 'const o = (OBJECT: {| type: string, reuseAddr: boolean |});\nopen(o);',
  parameter: 'function start(o: { type: string, reuseAddr: boolean }) { open(o); }\nstart(OBJECT);',
};

function toProgram(body: string, name: string): string {
  const isTypeScript = extname(name) === '.ts';
  const object = isTypeScript
    ? "{ type: 'udp4' as const, reuseAddr: true }"
    : "{ type: /** @type {const} */ ('udp4'), reuseAddr: true }";
  const type = isTypeScript ? ': dgram.SocketOptions' : '';
  const doc = isTypeScript ? '' : '/** @param {dgram.SocketOptions} options */\n';
  return `import dgram from 'node:dgram';\n${body.replace('OBJECT', object)}\n${doc}function open(options${type}) { dgram.createSocket(options).send('x', 53); }\n`;
}

describe('an option whose object has a type that may ask for it', () => {
  it.each(Object.entries(KEPT))('is kept: %s', (name, body) => {
    expect(findClient(toProgram(body, name), name).remedy).toMatchObject({ kind: 'none' });
  });

  it.each(Object.entries(FLOW))('is kept in Flow: %s', (_name, body) => {
    const text = `// @flow\nimport dgram from 'dgram';\n${body.replace('OBJECT', "{ type: 'udp4', reuseAddr: true }")}\nfunction open(options: any) { dgram.createSocket(options).send('x', 53); }\n`;

    expect(findClient(text).remedy).toMatchObject({ kind: 'none' });
  });
});

describe('an option whose types let it be left out', () => {
  it.each(Object.entries(REMOVED))('is removed: %s', (name, body) => {
    expect(findClient(toProgram(body, name), name).remedy).toMatchObject({ kind: 'fix' });
  });

  it('is told apart in a file of TypeScript that writes down no type', () => {
    const text =
      "import dgram from 'dgram';\nlet o = { type: 'udp4', reuseAddr: true };\nif (Math.random() > 2) o = { type: 'udp6', reuseAddr: false };\ndgram.createSocket(o).send('x', 53);\n";

    expect(findClient(text, 'input.ts').remedy.kind).toBe('none');
  });

  it('leaves no error that TypeScript did not have before', () => {
    const before = new Map(Object.entries(REMOVED).map(([name, body]) => [name, toProgram(body, name)]));
    const after = new Map([...before].map(([name, text]) => [name, rewrite(text, name).output]));

    expect([...findTypeErrors(before)].filter(([, errors]) => errors.length > 0)).toEqual([]);
    expect([...findTypeErrors(after)].filter(([, errors]) => errors.length > 0)).toEqual([]);
    expect([...after.values()].filter((text) => text.includes('reuseAddr: true'))).toEqual([]);
  });
});

/** What binds in TypeScript; `s`, `host`, `port` and `done` are declared around it. */
const BINDS = [
  's.bind();',
  's.bind(0);',
  "s.bind(0, '127.0.0.1');",
  's.bind(port, host, done);',
  's.bind(port, done);',
  's.bind(done);',
  's.bind(undefined, host);',
  's.bind(0, undefined, done);',
  's.bind(port!, host as string, done);',
  's.bind(<number>port);',
  's?.bind(0, host);',
  '(s as dgram.Socket).bind(0, host);',
  's.bind({ port });',
  's.bind({ address: host }, done);',
  's.bind({ port: 0, exclusive: false as const });',
] as const;

/** The typings of Node.js 20 lack the option. */
const REUSE_PORT =
  "declare module 'dgram' {\n  interface SocketOptions {\n    reusePort?: boolean | undefined;\n  }\n}\n";

describe('the suggestion for reusePort in TypeScript', () => {
  it('leaves no error that TypeScript did not have before', () => {
    const before = new Map(
      BINDS.map((bind, index) => [
        `bind-${String(index)}.ts`,
        `import dgram from 'dgram';\n${REUSE_PORT}const host: string = '127.0.0.1';\nconst port: number = 0;\nconst done = () => {};\nconst s = dgram.createSocket({ type: 'udp4', reusePort: true });\n${bind}\n`,
      ]),
    );
    const after = new Map(
      [...before].map(([name, text]) => [name, applyRemedy(text, findClient(text, name))]),
    );

    expect([...findTypeErrors(before)].filter(([, errors]) => errors.length > 0)).toEqual([]);
    expect([...findTypeErrors(after)].filter(([, errors]) => errors.length > 0)).toEqual([]);
    expect([...after.values()].filter((text) => !text.includes('exclusive: true'))).toEqual([]);
  });
});

describe('every TypeScript fixture', () => {
  it('has no error after its edit that it did not have before', () => {
    const before = new Map<string, string>();
    const after = new Map<string, string>();
    for (const { fixed, source, name, dialect } of loadFixtures('no-client-reuse-address')) {
      if (fixed !== undefined && dialect === 'typescript') {
        const file = `${name.replaceAll(/[^\w]+/gu, '-')}${extname(name)}`;
        before.set(file, source);
        after.set(file, fixed);
      }
    }
    const known = findTypeErrors(before);

    expect(before.size).toBeGreaterThan(50);
    for (const [file, errors] of findTypeErrors(after)) {
      // An error that was there may name another property now.
      expect(toCodes(known.get(file) ?? []), file).toEqual(expect.arrayContaining(toCodes(errors)));
    }
  });
});

function toCodes(errors: readonly string[]): string[] {
  return errors.map((error) => error.split(' ')[0] ?? '');
}

describe('a comment that hides a type error', () => {
  it.each([
    [
      "const o: dgram.SocketOptions = {\n  type: 'udp4',\n  // @ts-expect-error the typings lack it\n  reusePort: true,\n};\ndgram.createSocket(o).send('x', 53);",
      '@ts-expect-error',
    ],
    [
      "// @ts-ignore\nconst s = dgram.createSocket({ type: 'udp4', reuseAddr: true });\ns.send('x', 53);",
      '@ts-ignore',
    ],
    [
      "const o = {\n  type: 'udp4' as const,\n  reuseAddr: 'yes',\n};\n/* @ts-ignore */\ndgram.createSocket(o).send('x', 53);",
      '@ts-ignore',
    ],
    [
      "const s = dgram.createSocket({\n  type: 'udp4',\n  // @ts-expect-error\n\n  // and more\n  reuseAddr: true });\ns.send('x', 53);",
      '@ts-expect-error',
    ],
    [
      "function start(o: { type: 'udp4'; reuseAddr?: string }) { dgram.createSocket(o as any).send('x', 53); }\nconst o = { type: 'udp4' as const, reuseAddr: true };\n// @ts-expect-error\nstart(o);",
      '@ts-expect-error',
    ],
    [
      "const o = { type: 'udp4' as const, reuseAddr: 1 };\n// @ts-ignore\nconst p: dgram.SocketOptions = o;\ndgram.createSocket(p).send('x', 53);",
      '@ts-ignore',
    ],
  ])('keeps the option that it covers: %s', (body, directive) => {
    const { remedy } = findClient(`import dgram from 'node:dgram';\n${body}\n`, 'input.ts');

    expect(remedy).toEqual({ kind: 'none', reason: expect.stringContaining(`'${directive}'`) as string });
  });

  it('keeps the option in Flow', () => {
    const { remedy } = findClient(
      "// @flow\nimport dgram from 'dgram';\n// $FlowFixMe[incompatible-call]\nconst s = dgram.createSocket({ type: 'udp4', reuseAddr: true });\ns.send('x', 53);\n",
    );

    expect(remedy).toEqual({ kind: 'none', reason: expect.stringContaining("'$FlowFixMe'") as string });
  });

  it('has no say over another statement', () => {
    const { remedy } = findClient(
      "import dgram from 'node:dgram';\n// @ts-ignore\nlet other: string = 1;\nconst s = dgram.createSocket({ type: 'udp4', reuseAddr: true });\ns.send('x', 53);\n",
      'input.ts',
    );

    expect(remedy.kind).toBe('fix');
  });
});
