import { describe, expect, it } from 'vitest';
import { getVerdicts, getVerdictsOfPorts } from './findings/verdicts-of.ts';

const START =
  "const { EventEmitter } = require('events'); const e = new EventEmitter(); const b = new EventEmitter(); const s = OPEN;";
const LISTEN = "e.on('x', (p) => s.bind(p));";

describe('the listeners that an emitter gives', () => {
  it.each([
    ['in turn', "e.listeners('x').forEach((f) => f(PORT));"],
    ['by their places', "e.listeners('x')[0](PORT);"],
    ['in a loop', "for (const f of e.listeners('x')) f(PORT);"],
    ['as a copy', "[...e.listeners('x')].map((f) => f(PORT));"],
    ['with apply', "e.listeners('x').forEach((f) => f.apply(null, [PORT]));"],
    ['with a list', "const args = [PORT]; e.listeners('x').forEach((f) => f(...args));"],
    ['for any event', 'for (const name of e.eventNames()) e.listeners(name)[0](PORT);'],
    ['raw', "for (const f of e.rawListeners('x')) f(PORT);"],
    ['as what is called once', "e.rawListeners('x')[0].listener(PORT);"],
    ['of its table', 'e._events.x(PORT);'],
    ['of a list in its table', "e.on('x', () => {}); e._events.x[0](PORT);"],
    ['by its prototype', "EventEmitter.prototype.listeners.call(e, 'x')[0](PORT);"],
    ['by another emitter', "b.on('y', e.listeners('x')[0]); b.emit('y', PORT);"],
    ['from a map', "new Map([['x', e.listeners('x')]]).get('x')[0](PORT);"],
  ])('are called with what the program calls them with: %s', (_, text) => {
    expect(getVerdictsOfPorts(`${START} ${LISTEN} ${text}`)).toEqual(['client', 'listener']);
  });

  it.each([
    ['those added by once()', "e.once('x', (p) => s.bind(p)); e.listeners('x')[0](PORT);"],
    ['bound ones', "e.on('x', s.bind.bind(s)); e.listeners('x').forEach((f) => f(PORT));"],
    ['later ones', "e.emit(process.argv[2], PORT); setTimeout(() => { e.on('x', (p) => s.bind(p)); });"],
    [
      'those of a private emitter',
      "class Bus { #e = new EventEmitter(); on(n, f) { this.#e.on(n, f); } run(n, ...a) { return this.#e.listeners(n).map((f) => f(...a)); } } const bus = new Bus(); bus.on('x', (p) => s.bind(p)); bus.run('x', PORT);",
    ],
    [
      'those of a subclass',
      "class E extends EventEmitter { go(n, ...a) { for (const l of this.listeners(n)) l(...a); } } const f = new E(); f.on('x', (p) => s.bind(p)); f.go('x', PORT);",
    ],
  ])('are all that were added: %s', (_, text) => {
    expect(getVerdictsOfPorts(`${START} ${text}`)).toEqual(['client', 'listener']);
  });

  it('give what they return', () => {
    expect(getVerdictsOfPorts(`${START} e.on('x', () => s); e.listeners('x')[0]().bind(PORT);`)).toEqual([
      'client',
      'listener',
    ]);
  });

  it('are those of a socket as well', () => {
    const other = "const other = dgram.createSocket('udp4'); other.on('x', () => s);";

    expect(getVerdictsOfPorts(`${START} ${other} other.listeners('x')[0]().bind(PORT);`)).toEqual([
      'client',
      'listener',
    ]);
  });

  it.each([
    ['copied by Object.assign', "Object.assign(b, e); b.emit('x', 5353);"],
    ['given to another', "b._events = e._events; b.emit('x', 5353);"],
    ['written into', "b._events.x = e.listeners('x')[0]; b.emit('x', 5353);"],
    ['moved to another', "for (const n of e.eventNames()) b.on(n, e.listeners(n)[0]); b.emit('x', 5353);"],
  ])('may be called with anything where the table is: %s', (_, text) => {
    expect(getVerdicts(`${START} ${LISTEN} ${text}`)).not.toContain('client');
    expect(getVerdicts(`${START} ${LISTEN} b.emit('x', 5353); e.emit('x', 0);`)).toEqual(['client']);
  });
});

describe('an emitter that others inherit from', () => {
  it.each([
    [
      'as a prototype of a constructor',
      "function C() {} C.prototype = new EventEmitter(); new C().on('x', (p) => s.bind(p)); new C().emit('x', PORT);",
    ],
    [
      'as a prototype of an object',
      "const c = { __proto__: e }; c.on('x', (p) => s.bind(p)); e.emit('x', PORT);",
    ],
    [
      'by Object.create',
      "const c = Object.create(e); e.on('x', (p) => s.bind(p)); Object.create(e).emit('x', PORT);",
    ],
  ])('shares their listeners: %s', (_, text) => {
    expect(getVerdictsOfPorts(`${START} ${text}`)).toEqual(['client', 'listener']);
  });
});

describe('what an emitter knows of itself', () => {
  it.each(['_events', '_eventsCount', '_maxListeners', 'domain'])('is not nothing: %s', (name) => {
    const text = `class E extends EventEmitter {} e.setMaxListeners(5353); s.bind(new E().${name} || e.${name});`;

    expect(getVerdicts(`${START} ${text}`)).not.toContain('client');
    expect(getVerdicts(`${START} ${text.replaceAll(`.${name}`, '.port')}`)).toEqual(['client']);
  });
});
