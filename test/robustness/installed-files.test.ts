import { describe, expect, it, vi } from 'vitest';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { parseWithBabel } from '../../codemods/parsers/babel.ts';
import { inspectFile } from './inspect-file.ts';
import { chooseInstalledFiles } from '../tools/installed-files.ts';
import { createTreeMakers } from './syntax-trees.ts';

vi.setConfig({ testTimeout: 240_000 });

/** `npm run torture` reads all of them, the long ones as well. */
const SAMPLE_SIZE = 1500;
const LONGEST = 10_000;

/** Few packages make sockets; with this behind its own code, a file has something to agree on. */
const CLIENT = "\n;require('dgram').createSocket({ reuseAddr: true }).send('hello', 7000);\n";

function withClient(name: string, text: string): string {
  return /\.d\.[cm]?ts$/.test(name) ? text : text + CLIENT;
}

describe('on the trees of 1500 files of other packages', () => {
  const makers = createTreeMakers({ parseSource, parseWithBabel });
  const files = chooseInstalledFiles(SAMPLE_SIZE, LONGEST);

  it('the analysis does not fail, and finds the same in each tree of a file', () => {
    const inspections = files.map(({ name, text }) =>
      inspectFile(makers, analyze, name, withClient(name, text)),
    );

    expect(inspections.flatMap(({ failures }) => failures)).toEqual([]);
    expect(inspections.flatMap(({ disagreements }) => disagreements)).toEqual([]);
    expect(inspections).toHaveLength(SAMPLE_SIZE);
    const found = inspections.filter(({ readings }) => readings.some(({ findings }) => findings.length > 0));
    expect(found.length).toBeGreaterThan(SAMPLE_SIZE / 2);
    for (const { name } of makers) {
      const read = inspections.filter(({ readings }) => readings.some(({ maker }) => maker === name));

      expect(read.length, name).toBeGreaterThan(SAMPLE_SIZE / 2);
    }
  });
});
