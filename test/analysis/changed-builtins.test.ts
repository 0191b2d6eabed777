import { describe, expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import type { Project } from '../../analysis/index.ts';
import { parse } from '../tools/parsed-program.ts';
import { getVerdicts } from './findings/verdicts-of.ts';

/** Makes a socket that does not bind itself, calls a function with it, and sends. */
function hand(call: string): string {
  return `const s = OPEN; ${call}; s.on('listening', () => s.send('x', 9));`;
}

/** `F` in a program is a function that binds what it is handed; with `other`, one that only closes it. */
function judge(text: string, f = '(x) => { x.bind(5353); }'): readonly string[] {
  return getVerdicts(text.replaceAll(/\bF\b/gu, f));
}

/** A function of the runtime that a program replaces or adds is what the program says, whatever object has it. */
describe.each([
  ['a global namespace', 'console.debug = F;', 'console.debug(s)'],
  ['a member that it has not', 'console.socket = F;', 'console.socket(s)'],
  ['a member by a name that is not shown', 'console[process.argv[2]] = F;', 'console.debug(s)'],
  ['performance', 'performance.mark = F;', 'performance.mark(s)'],
  ['a function of the process', 'process.cwd = F;', 'process.cwd(s)'],
  ['one that calls back', 'process.nextTick = F;', 'process.nextTick(s)'],
  ['Object.assign()', 'Object.assign(console, { trace: F });', 'console.trace(s)'],
  ['Object.defineProperty()', "Object.defineProperty(console, 'debug', { value: F });", 'console.debug(s)'],
  ['Reflect.set()', "Reflect.set(console, 'debug', F);", 'console.debug(s)'],
  ['a pattern', '[console.debug] = [F];', 'console.debug(s)'],
  ['a loop', 'for (console.debug of [F]);', 'console.debug(s)'],
  ['a variable', 'const logger = console; logger.debug = F;', 'logger.debug(s)'],
  ['a variable with another', 'const a = console, b = a; b.debug = F;', 'console.debug(s)'],
  ['a parameter', 'function extend(o) { o.debug = F; } extend(console);', 'console.debug(s)'],
  ['an object that holds it', 'const o = { log: console }; o.log.debug = F;', 'console.debug(s)'],
  ['one of two', 'const log = process.argv[2] ? console : {}; log.debug = F;', 'console.debug(s)'],
  ['the object of all globals', 'globalThis.console.debug = F;', 'console.debug(s)'],
  ['a variable for that', 'const g = globalThis; g.console.debug = F;', 'console.debug(s)'],
  ['a global by that variable', 'const g = globalThis; g.setTimeout = F;', 'setTimeout(s)'],
  ['a global by a pattern', '({ setTimeout } = { setTimeout: F });', 'setTimeout(s)'],
  ['a prototype', 'Object.setPrototypeOf(console, { socket: F });', 'console.socket(s)'],
  ['a module', "const util = require('util'); util.inspect = F;", 'util.inspect(s)'],
  ['its other name', "require('node:util').inspect = F;", "require('util').inspect(s)"],
  ['a module that is a function', "const assert = require('assert'); assert.socket = F;", 'assert.socket(s)'],
  ['an object in a module', "require('assert').strict.ok = F;", "require('assert').strict.ok(s)"],
  ['that by a pattern', "const { strict } = require('assert'); strict.ok = F;", 'strict.ok(s)'],
  ['a module that is global', "require('process').cwd = F;", 'process.cwd(s)'],
  ['a global that is a module', 'process.cwd = F;', "require('process').cwd(s)"],
  ['a global in a module', "require('perf_hooks').performance.mark = F;", 'performance.mark(s)'],
  ['a timer in a module', "const timers = require('timers'); timers.setTimeout = F;", 'timers.setTimeout(s)'],
])('a socket that is handed to what was written to %s', (_, change, call) => {
  it('is no client', () => {
    expect(judge(`${change} ${hand(call)}`)).not.toContain('client');
  });
});

describe('a socket that is handed to a function of the runtime', () => {
  it.each([
    [
      'that is replaced by one that does no harm',
      `console.debug = (x) => x.ref(); ${hand('console.debug(s)')}`,
    ],
    ['beside one that is replaced', `console.debug = F; ${hand('console.log(s)')}`],
    ['of an object that is in a variable', `const log = console; ${hand('log.info(s)')}`],
    ['of an object that is passed on', `const o = { log: console }; ${hand('o.log.info(s)')}`],
    ['of a module', `const util = require('util'); ${hand('util.inspect(s)')}`],
  ])('%s is a client', (_, text) => {
    expect(judge(text)).toContain('client');
  });
});

/** The verdict on a file that hands its socket to a builtin and sends, and has another file make the socket. */
function judgeWith(change: string, call: string): readonly string[] {
  const path = '/app/open.cjs';
  const open = {
    ...parse({
      path,
      text: `${change}\nexports.use = (s) => { s.on('listening', () => s.send('x', 9)); };`,
    }),
    path,
  };
  const project: Project = {
    resolve: () => ({ files: [path], isWhole: true }),
    resolveComputed: () => ({ files: [], isWhole: false }),
    load: () => open,
    findImporters: () => ({ files: [], isClosed: true }),
    findTexts: () => [],
    getPackage: () => undefined,
  };
  const text = `const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
    require('./open.cjs').use(s); ${call};`;
  const file = { ...parse({ text, path: '/app/index.cjs' }), path: '/app/index.cjs' };
  return analyze(file, undefined, project).map(({ verdict }) => verdict);
}

describe('what another file of the program writes', () => {
  it.each([
    ['a global', 'globalThis.setTimeout = (x) => x.bind(5353);', 'setTimeout(s)'],
    ['a member of one', 'console.debug = (x) => x.bind(5353);', 'console.debug(s)'],
    ['a module', "require('util').inspect = (x) => x.bind(5353);", "require('util').inspect(s)"],
  ])('counts for %s', (_, change, call) => {
    expect(judgeWith('', call)).toContain('client');
    expect(judgeWith(change, call)).not.toContain('client');
  });
});
