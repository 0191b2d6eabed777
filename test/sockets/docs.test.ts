import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as library from '../../sockets/index.ts';
import { transpile } from '../tools/compiled-library.ts';
import { compileScript, hasNamespaces, inNamespace, runForLines } from '../tools/node-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const readPage = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8');
const recipes = readPage('sockets/recipes.md');
const page = readPage('sockets.md');
const allPages = [page, recipes, readPage('sockets/limits.md'), readPage('sockets/qemu.md')].join('\n');

interface Example {
  readonly heading: string;
  readonly code: string;
}

/** The TypeScript blocks of the pages, each with the heading above it. */
const examples: Example[] = [...allPages.matchAll(/^##+ (.+)$|^```ts\n([\s\S]*?)^```$/gmu)].reduce<Example[]>(
  (found, [, heading, code]) => {
    if (heading !== undefined) {
      return [...found, { heading, code: '' }];
    }
    const last = found.at(-1)?.heading ?? '';
    return [...found, { heading: last, code: code ?? '' }];
  },
  [],
);
const blocks = examples.filter(({ code }) => code !== '');

function withImport(code: string, specifier: string): string {
  return code.replaceAll("'eslint-plugin-sockets/sockets'", `'${specifier}'`);
}

describe('the pages of the socket library', () => {
  it('has an example for every task and every recipe', () => {
    const headings = new Set(blocks.map(({ heading }) => heading));
    const tasks = [...page.matchAll(/^\| \[(.+?)\]/gmu)].map(([, task]) => task);
    expect(tasks.length).toBeGreaterThan(10);
    for (const task of tasks) {
      expect(headings).toContain(task);
    }
    for (const [, recipe] of recipes.matchAll(/^## (.+)$/gmu)) {
      expect(headings).toContain(recipe);
    }
  });

  // In a network of its own where there is one, for the examples have fixed ports.
  it.each(blocks)('$heading: prints what it says', async ({ code }) => {
    const expected = [...code.matchAll(/\/\/=> (.*)$/gmu)].map(([, line]) => line);
    const wrapper = hasNamespaces() ? inNamespace() : [];
    const lines = await runForLines(transpile(withImport(code, './sockets/index.js')), { wrapper });
    expect(lines).toStrictEqual(expected);
  });

  const servers = blocks.filter(({ code }) => /\b(?:listen|serveDatagrams|joinMulticast)\(/u.test(code));

  it.each(servers)('$heading: goes on when strangers come', async ({ code }) => {
    const wrapper = hasNamespaces() ? inNamespace() : [];
    const strangers = pathToFileURL(compileScript('strangers.ts')).href;
    const execArgv = ['--import', strangers];
    // What it prints may have to do with them. That it ends with 0 must not.
    await runForLines(transpile(withImport(code, './sockets/index.js')), { wrapper, execArgv });
  });

  it('the examples compile under the strict options of this project', () => {
    const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
    const sources = new Map(
      blocks.map(({ code }, index) => [
        join(ROOT, `test/sockets/example-${index}.ts`),
        withImport(code, '../../sockets/index.ts'),
      ]),
    );
    const base = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...base,
      fileExists: (file) => sources.has(file) || base.fileExists(file),
      getSourceFile: (file, target) => {
        const source = sources.get(file);
        return source === undefined
          ? base.getSourceFile(file, target)
          : ts.createSourceFile(file, source, target);
      },
    };
    const program = ts.createProgram([...sources.keys()], options, host);
    const errors = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file !== undefined && sources.has(file.fileName))
      .map(
        ({ file, messageText }) =>
          `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(errors).toStrictEqual([]);
  });

  it('names every function of the library, and no other', () => {
    for (const name of Object.keys(library)) {
      expect(page, name).toContain(`\`${name}`);
    }
    const imported = [...allPages.matchAll(/import \{ (.+) \} from 'eslint-plugin-sockets\/sockets'/gu)];
    for (const [, names = ''] of imported) {
      for (const name of names.split(', ')) {
        expect(Object.keys(library)).toContain(name);
      }
    }
  });
});
