import { afterEach, expect, it, vi } from 'vitest';
import { Dataflow } from '../../analysis/dataflow/dataflow.ts';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';

const run = vi.spyOn(Dataflow.prototype, 'run');

afterEach(() => {
  run.mockClear();
});

it('does not follow the values of a file that only lists the names of functions and constants', () => {
  findIn(`const keywords = ['send', 'setsockopt', 'SO_REUSEADDR'];
    for (const word of keywords) highlighter.setOption('keyword', word);`);

  expect(run).not.toHaveBeenCalled();
});

it('follows them where a function of that name is called', () => {
  const findings = findIn(`const fd = libc.socket(2, 2, 0);
    libc.setsockopt(fd, 1, 2, 1);
    libc.connect(fd, address);`);

  expect(run).toHaveBeenCalled();
  expect(findings.map(({ verdict }) => verdict)).toEqual(['client']);
});

it('follows them where an option is named', () => {
  const findings = findIn(`const { createSocket } = require('dgram');
    createSocket({ type: 'udp4', reuseAddr: true }).send('x', 5353, 'localhost');`);

  expect(run).toHaveBeenCalled();
  expect(findings.map(({ verdict }) => verdict)).toEqual(['client']);
});

function findIn(text: string): ReturnType<typeof analyze> {
  const parsed = parseSource(text, 'program.cjs');
  if (!parsed.ok) {
    throw new Error(parsed.error.message);
  }
  return analyze(parsed.file);
}
