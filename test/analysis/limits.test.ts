import { expect, it } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

/** Programs whose values are more than can be listed one by one, by what makes them so. */
const PROGRAMS: readonly (readonly [name: string, text: string])[] = [
  [
    'functions that all add to one port',
    `let port = 0;\n${repeat(14, (index) => `function add${index}() { port = port + 1; }`)}\nsocket.bind(port);`,
  ],
  [
    'a field that is given itself or something else',
    `class Holder {\n${repeat(14, (index) => `set${index}(x) { this._port = this._port || x; }`)}\nopen() { socket.bind(this._port); }\n}\nnew Holder().open();`,
  ],
  [
    'a parameter that is added to on many branches',
    `function open(p, x) {\n${repeat(30, () => 'if (x) p = p + 0;')}\nsocket.bind(p);\n}\nopen(0, true);`,
  ],
  [
    'a chain of alternatives to themselves',
    `const p0 = 0;\n${repeat(40, (index) => `const p${index + 1} = p${index} || p${index};`)}\nsocket.bind(p40);`,
  ],
  [
    'calls of calls',
    `function f0() { return 0; }\n${repeat(30, (index) => `function f${index + 1}() { return f${index}() || f${index}(); }`)}\nsocket.bind(f30());`,
  ],
  [
    'a long list of ports',
    `for (const port of [${repeat(200_000, (index) => `${index},`)}]) socket.bind(port);`,
  ],
];

function repeat(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('\n');
}

// A program that is not bounded by steps does not end within the time that a test has.
it.each(PROGRAMS)('%s come to an end', (_name, text) => {
  const source = `const socket = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\n${text}`;
  const parsed = parseSource(source, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }

  const findings = analyze(parsed.file);

  expect(findings).toHaveLength(1);
});
