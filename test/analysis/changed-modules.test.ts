import { describe, expect, it } from 'vitest';
import { getVerdicts } from './findings/verdicts-of.ts';

describe('a module that is changed', () => {
  it.each([
    ['by call', "require('module').prototype.require.call(module, 'util')"],
    ['by apply', "require('module').prototype.require.apply(module, ['util'])"],
    ['from a method that is kept', "module.require('util')"],
  ])('is not known any more, however it was required: %s', (_, required) => {
    const text = `const u = ${required}; u.inspect = (x) => { x.bind(5353); }; const s = OPEN; require('util').inspect(s); s.send('x', 9);`;

    expect(getVerdicts(text)).not.toContain('client');
    expect(getVerdicts(text.replace(/u\.inspect = .*?5353\); \};/u, 'u.inspect(1);'))).toEqual(['client']);
  });
});
