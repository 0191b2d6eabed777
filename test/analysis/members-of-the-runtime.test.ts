import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

describe('a port that hangs on what the runtime has under a name', () => {
  it.each([
    ['a member of a module', "require('cluster').isWorker"],
    ['a member that is not there', "require('util').notThere"],
    ['a destructured member', "(({ sep }) => sep)(require('path')).x"],
    ['a text of a module', "require('path').sep !== '/'"],
    ['a constant of a module', "require('fs').constants.F_OK"],
    ['a member of its own module', 'dgram.createClient'],
    ['a member of the socket', 's.connected'],
    ['a text of the socket', "s.type !== 'udp4'"],
    ['what a text matches', 'String(process.env.MODE).match(/client/)'],
    ['a method of a text', "'server'.isWellFormed"],
    ['a symbol that is not everywhere', 'Symbol.metadata'],
    ['a function that is not everywhere', 'Object.groupBy'],
    ['a descriptor', "Object.getOwnPropertyDescriptor({}, 'x')"],
    ['a flag of a descriptor', "Object.getOwnPropertyDescriptor({ x: 1 }, 'x').writable"],
    ['a flag of a copy', "({ ...Object.getOwnPropertyDescriptor({ x: 1 }, 'x') }).enumerable"],
    ['a method of a prototype', 'String.prototype.padStart'],
    ['a method of another prototype', 'Buffer.prototype.slice'],
    ['whether a property could be defined', "Reflect.defineProperty(Object.freeze({}), 'x', { value: 1 })"],
    ['whether a prototype could be set', 'Reflect.setPrototypeOf(Object.freeze({}), {})'],
  ])('is any of both: %s', (_, test) => {
    expect(getVerdicts(`const s = OPEN; s.bind(${test} ? 0 : 5353);`)).not.toContain('client');
    expect(getVerdicts(`const s = OPEN; s.bind(!(${test}) ? 0 : 5353);`)).not.toContain('client');
    expect(getVerdicts(`const s = OPEN; s.bind(${test} ? 0 : 0);`)).toEqual(['client']);
  });

  it('is the one of both that every Node.js gives', () => {
    expect(getVerdicts('OPEN.bind(Object.assign ? 0 : 5353);')).toEqual(['client']);
    expect(getVerdicts('OPEN.bind([].map ? 0 : 5353);')).toEqual(['client']);
    expect(getVerdicts("OPEN.bind(require('util') ? 0 : 5353);")).toEqual(['client']);
    expect(getVerdicts('OPEN.bind(Symbol.iterator.description ? 0 : 0);')).toEqual(['client']);
    expect(getVerdicts('OPEN.bind(Symbol.iterator.description ? 5353 : 0);')).not.toContain('client');
  });
});
