// @ts-check
// Runs the analysis on every JavaScript and TypeScript file below node_modules, on the trees of each parser. Run by
// `npm run torture`, after a build; `-- --limit 500` takes a sample, `-- --root DIR` another folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { analyze } from '../../dist/analysis/index.js';
import { parseSource } from '../../dist/codemods/parse.js';
import { parseWithBabel } from '../../dist/codemods/parsers/babel.js';
import { createBabelEslintTreeMaker, createTreeMakers, findPrograms, sample } from './syntax-trees.js';

const { values } = parseArgs({ options: { limit: { type: 'string' }, root: { type: 'string' } } });
const root = values.root ?? fileURLToPath(new URL('../../node_modules', import.meta.url));
const all = findPrograms(root);
const paths = values.limit === undefined ? all : sample(all, Number(values.limit));

/** In milliseconds: what is worth a look. */
const SLOW = 1000;

let failures = 0;
const makers = [...createTreeMakers({ parseSource, parseWithBabel }), createBabelEslintTreeMaker()];
const counts = makers.map(() => ({ read: 0, findings: 0, time: 0 }));
for (const [done, path] of paths.entries()) {
  const text = readFileSync(join(root, path), 'utf8');
  for (const [index, maker] of makers.entries()) {
    const count = counts[index];
    if (!count) continue;
    try {
      const isRead = maker.read(text, path, (file) => {
        const start = performance.now();
        count.findings += analyze(file).length;
        const time = performance.now() - start;
        count.time += time;
        if (time > SLOW) console.log(`slow (${maker.name}): ${path} takes ${time.toFixed(0)} ms`);
      });
      if (isRead) count.read += 1;
    } catch (error) {
      failures += 1;
      const stack = error instanceof Error ? error.stack : String(error);
      console.log(`FAILURE (${maker.name}): ${path}\n${stack?.split('\n').slice(0, 6).join('\n')}`);
    }
  }
  if ((done + 1) % 1000 === 0) console.log(`${done + 1} of ${paths.length} files`);
}
console.log(`${paths.length} files below ${values.root ?? 'node_modules'}`);
for (const [index, { name }] of makers.entries()) {
  const { read = 0, findings = 0, time = 0 } = counts[index] ?? {};
  console.log(`${name}: read ${read}, ${findings} findings, ${(time / 1000).toFixed(1)} s in the analysis`);
}
console.log(`${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;
