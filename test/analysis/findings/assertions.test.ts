import { describe, expect, it } from 'vitest';
import { rewrite } from '../../../codemods/rewrite.ts';
import { findIn } from './findings-in.ts';

const OPTIONS = "{ type: 'udp4', reuseAddr: true }";

/** How tests of the project say that a call gets the option. */
const ASSERTIONS = [
  `expect(dgram.createSocket).toHaveBeenCalledWith(${OPTIONS});`,
  `expect(createSocket).toHaveBeenLastCalledWith(${OPTIONS}, expect.anything());`,
  `expect(createSocket).toHaveBeenNthCalledWith(1, ${OPTIONS});`,
  `expect(createSocket).toHaveBeenCalledWith(expect.objectContaining(${OPTIONS}));`,
  `expect(createSocket.mock.calls[0][0]).toEqual(${OPTIONS});`,
  `expect(createSocket.mock.calls).toStrictEqual([[${OPTIONS}]]);`,
  `expect(createSocket.mock.calls[0][0]).toMatchObject(${OPTIONS});`,
  `expect(createSocket.firstCall.args[0]).to.deep.equal(${OPTIONS});`,
  `expect(createSocket.firstCall.args[0]).to.eql(${OPTIONS});`,
  `expect(createSocket).to.have.been.calledWith(${OPTIONS});`,
  `assert.deepEqual(createSocket.mock.calls[0].arguments[0], ${OPTIONS});`,
  `assert.deepStrictEqual(createSocket.args, [[${OPTIONS}]]);`,
  `assertEquals(createSocket.calls[0].args[0], ${OPTIONS});`,
  `sinon.assert.calledWith(createSocket, ${OPTIONS});`,
  `sinon.assert.calledOnceWithExactly(dgram.createSocket, ${OPTIONS});`,
  `t.deepEqual(createSocket.args[0], ${OPTIONS});`,
  `t.same(createSocket.args[0], ${OPTIONS});`,
  `createSocket.args[0][0].should.eql(${OPTIONS});`,
  `stub(dgram, 'createSocket').withArgs(${OPTIONS}).returns(fake);`,
  `td.verify(createSocket(${OPTIONS}));`,
] as const;

/** The same, where the call is spoken of by another name, or the assertion is that of a known module. */
const OTHERS = [
  `require('assert').deepEqual(createSocket.args[0], ${OPTIONS});`,
  `const { deepStrictEqual } = require('node:assert');\ndeepStrictEqual(createSocket.args[0], { a: [${OPTIONS}] });`,
  `const assert = require('assert');\nconst expected = ${OPTIONS};\nassert.deepEqual(createSocket.args[0], expected);`,
  `expect(${OPTIONS}).toEqual(createSocket.args[0]);`,
  `expect(createSocket).toHaveBeenCalledWith({ type: 'udp4', ...{ reuseAddr: true } });`,
  `createSocketStub.withArgs(${OPTIONS}).returns(socket);`,
  `mock.expects('x').withExactArgs(createSocket, ${OPTIONS});`,
  `td.when(createSocket(${OPTIONS})).thenReturn(socket);`,
  `const spy = jest.spyOn(dgram, 'createSocket');\nexpect(spy).toHaveBeenCalledWith(${OPTIONS});`,
  `expect(mockCreateSocket).toHaveBeenCalledWith(${OPTIONS});`,
  `expect(createSocket).to.have.been.called.with(${OPTIONS});`,
  `const createSocket = vi.fn().mockReturnValue({});\ncreateSocket(${OPTIONS});`,
  `tap.match(createSocket.args[0], ${OPTIONS});`,
  `expect(createSocket.args).to.have.deep.property('0', ${OPTIONS});`,
  `assert.sameDeepMembers(createSocket.args, [${OPTIONS}]);`,
  `const { isDeepStrictEqual } = require('node:util');\nif (!isDeepStrictEqual(createSocket.calls, [${OPTIONS}])) { throw new Error(); }`,
] as const;

/** Tables of tests whose options an assertion gets by a parameter. */
const TABLES = [
  `it.each([[${OPTIONS}]])('opens %o', (expected) => { expect(createSocket).toHaveBeenCalledWith(expected); });`,
  `const { test } = require('vitest');\ntest.each([['udp', ${OPTIONS}]])('%s', (name, expected) => { expect(createSocket).toHaveBeenCalledWith(expected); });`,
  `describe.only.each([{ expected: ${OPTIONS} }])('$expected', ({ expected }) => { it('opens', () => { expect(createSocket).toHaveBeenCalledWith(expect.objectContaining(expected)); }); });`,
  `const cases = [{ expected: ${OPTIONS} }];\nit.each(cases)('opens', (row) => { expect(createSocket).toHaveBeenCalledWith(row.expected); });`,
  `test.for([['udp', ${OPTIONS}]])('%s', ([name, expected]) => { expect(createSocket).toHaveBeenCalledWith(expected); });`,
  `it.each\`name | expected\n\${'udp'} | \${${OPTIONS}}\n\`('$name', ({ expected }) => { expect(createSocket).toHaveBeenCalledWith(expected); });`,
] as const;

describe('an assertion of a test', () => {
  it.each(TABLES)('is known behind a table of tests: %s', (table) => {
    expect(findIn(table)).toMatchObject([
      { verdict: 'asserted', calls: expect.arrayContaining(['createSocket']) as string[] },
    ]);
  });

  it.each([
    `it.each([[${OPTIONS}, 1]])('opens', (options, count) => { open(options); expect(createSocket).toHaveBeenCalledWith(count); });`,
    `it.each([{ options: ${OPTIONS}, count: 1 }])('opens', ({ options, count }) => { open(options); expect(createSocket).toHaveBeenCalledWith(count); });`,
    `list.each([[${OPTIONS}]])('opens', (expected) => { expect(createSocket).toHaveBeenCalledWith(expected); });`,
  ])('is not taken from a table of which it gets another part: %s', (table) => {
    expect(findIn(table).map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it.each(OTHERS)('is known by its way, and speaks of the call: %s', (assertion) => {
    expect(findIn(assertion)).toMatchObject([
      {
        verdict: 'asserted',
        option: 'reuseAddr',
        calls: expect.arrayContaining(['createSocket']) as string[],
      },
    ]);
  });

  it.each(ASSERTIONS)('is told from what is undecided: %s', (assertion) => {
    expect(findIn(assertion).map(({ verdict, option }) => `${verdict} ${option}`)).toEqual([
      'asserted reuseAddr',
    ]);
  });

  it.each(ASSERTIONS.slice(0, 16))('speaks of the call: %s', (assertion) => {
    expect(findIn(assertion)[0]?.calls).toContain('createSocket');
  });

  it.each([
    `open(${OPTIONS});`,
    `list.has(${OPTIONS});`,
    `socket.match(${OPTIONS});`,
    `returns(${OPTIONS});`,
    `form.with(${OPTIONS});`,
    `const createSocket = factory.fn();\ncreateSocket(${OPTIONS});`,
  ])('is not taken from a name alone: %s', (call) => {
    expect(findIn(call).map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it('is listed apart', () => {
    const text = `${ASSERTIONS[0]}\nexpect(dgram.connect).toHaveBeenCalledWith(${OPTIONS});\n`;
    const { undecided, left, asserted } = rewrite(text, 'ssdp.test.js');

    expect({ undecided, left }).toEqual({ undecided: [], left: [] });
    expect(asserted).toMatchObject([{ place: { line: 1 } }, { place: { line: 2 } }]);
  });
});
