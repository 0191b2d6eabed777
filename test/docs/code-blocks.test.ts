import typescriptParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import removeClientReuseAddress from '../../dist/codemods/remove-client-reuse-address.js';
import plugin from '../../index.ts';
import { CLIENT, LISTENER, writeFiles } from '../tools/consumer-files.ts';
import {
  createFolder,
  installProject,
  packProject,
  PROJECT,
  removeFolder,
  run,
} from '../tools/packed-project.ts';
import { expectKnownCommand, toCommands } from './known-commands.ts';
import { FRONT_ENDS, toReports } from '../tools/eslint-front-ends.ts';
import type { LintedSource } from '../tools/eslint-front-ends.ts';
import { EXAMPLES_THAT_PAGES_RUN } from '../tools/page-commands.ts';
import { PAGES, readCodeBlocks, readPage } from '../tools/markdown-pages.ts';
import type { CodeBlock } from '../tools/markdown-pages.ts';

/**
 * The convention for code in README.md and docs/**. Each block says its language, and that and its first line say what
 * is tested:
 *
 * - a program (js, ts and their kin) whose first line is the marker `/* eslint sockets/<rule>: "error" *\/`, as in
 *   typescript-eslint's pages, shows what the rule does: under a heading (or in a page) that says "Incorrect" it must
 *   report, under "Correct" it must not. A marked block that stands under neither fails.
 * - a program with `export default` or `module.exports` that imports this plugin is a flat config: ESLint reads it.
 * - any other program must parse, and the rule must have nothing against it.
 * - `diff` shows what the codemod does: from the lines before, it must make the lines after. One that shows no import
 *   stands behind `import dgram from 'node:dgram'`.
 * - `json` (or `jsonc`) is a configuration: with `jsPlugins` oxlint's, with `plugins` or `extends` an eslintrc.
 * - `sh` holds commands: npm's and npx's, of packages and scripts that exist, with options that exist.
 * - `text` is what a program printed, or a drawing. It is not tested.
 *
 * The commands of docs/guard.md run `node`; test/guard/docs.test.ts runs them.
 *
 * Two words behind the language say that a block is tested with the examples, in test/examples/:
 *
 * - `from=FILE` (any language, and the only way to show `yaml`): the block quotes that file, or a part of it.
 * - `run-in=FOLDER` (`sh`): the block is run, as it stands, in a copy of that example.
 *
 * `file=PATH` (any language) is a file that test/contributing.test.ts or test/docs/architecture.test.ts writes and uses.
 */
const PROGRAM_LANGUAGES: readonly string[] = ['cjs', 'cts', 'js', 'jsx', 'mjs', 'mts', 'ts', 'tsx'];

/** Pages whose blocks with `file=` have a test of their own. */
const PAGES_WITH_FILES = ['CONTRIBUTING.md', 'docs/architecture.md'];

const MARKER = /^\/\* eslint sockets\/(?<rule>[a-z-]+): "error" \*\/\n/;

const allBlocks = PAGES.flatMap((page) => readCodeBlocks(page)).map(
  (block) => [toTitle(block), block] as const,
);
const blocks = allBlocks.filter(([, { attributes }]) => !('file' in attributes));
const programs = blocks.filter(([, { language }]) => PROGRAM_LANGUAGES.includes(language));
const quotes = blocks.filter(([, { attributes }]) => 'from' in attributes);
const withoutExample = blocks.filter(
  ([, { attributes }]) => !('from' in attributes) && !('run-in' in attributes),
);
const marked = programs.filter(([, { text }]) => MARKER.test(text));
const flatConfigs = programs.filter(([, block]) => isFlatConfig(block));

// The first block that needs it packs and installs the package.
vi.setConfig({ testTimeout: 600_000 });

let folder: string | undefined;

/** A folder with the packed package, which only some blocks need. */
function getFolder(): string {
  folder ??= createConsumer();
  return folder;
}

function createConsumer(): string {
  const consumer = createFolder();
  installProject(consumer, [packProject(consumer)]);
  // The linters are those of this project: which of them work is tested with the package.
  for (const name of [
    'eslint',
    'eslint8',
    'oxlint',
    'typescript-eslint',
    '@typescript-eslint/parser',
    'typescript',
  ]) {
    const link = join(consumer, 'node_modules', name);
    if (existsSync(link)) {
      continue;
    }
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules', name), link, 'junction');
  }
  return consumer;
}

afterAll(() => {
  if (folder !== undefined) {
    removeFolder(folder);
  }
});

describe('the pages', () => {
  it('are there', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/rules/no-client-reuse-address.md']));
  });

  it.each(allBlocks)('%s says a language that is tested', (_title, { language }) => {
    expect([...PROGRAM_LANGUAGES, 'diff', 'json', 'jsonc', 'sh', 'text', 'yaml']).toContain(language);
  });

  it.each(allBlocks)(
    '%s says nothing else that would not be tested',
    (_title, { language, attributes, page }) => {
      const isQuoted = 'from' in attributes;
      const isRun = 'run-in' in attributes;
      const isWritten = 'file' in attributes;

      expect(Object.keys(attributes)).toHaveLength(isQuoted || isRun || isWritten ? 1 : 0);
      if (isWritten) {
        expect(PAGES_WITH_FILES).toContain(page);
      }
      if (language === 'yaml') {
        expect(isQuoted).toBe(true);
      }
      if (isQuoted) {
        expect(attributes['from']).toMatch(/^examples\//);
      }
      if (isRun) {
        expect([language, EXAMPLES_THAT_PAGES_RUN]).toEqual([
          'sh',
          expect.arrayContaining([attributes['run-in']]),
        ]);
      }
    },
  );

  it.each(PAGES.filter((page) => page.startsWith('docs/rules/')))(
    '%s shows what is incorrect and what is correct',
    (page) => {
      const verdicts = marked
        .filter(([, block]) => block.page === page)
        .map(([, block]) => saidVerdict(block));

      expect(verdicts).toContain('incorrect');
      expect(verdicts).toContain('correct');
    },
  );

  it.each(PAGES)('%s links to files and headings that are there', (page) => {
    for (const [, target = ''] of readPage(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
      expect(existsSync(join(PROJECT, linked)), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined) {
        expect(getAnchors(linked), `${page} links to ${target}`).toContain(anchor);
      }
    }
  });
});

describe('the index', () => {
  it.each(PAGES.filter((page) => page.startsWith('docs/') && !page.endsWith('/README.md')))(
    'leads to %s',
    (page) => {
      const index = page.startsWith('docs/decisions/') ? 'docs/decisions/README.md' : 'docs/README.md';

      expect(readPage(index)).toContain(`](${page.slice(dirname(index).length + 1)})`);
    },
  );
});

describe('a quote', () => {
  it.each(quotes)('%s is what stands in the file', (_title, { attributes, text }) => {
    const file = readFileSync(join(PROJECT, attributes['from'] ?? ''), 'utf8');

    // A part may stand further left than in the file.
    const lines = file.split('\n').map((line) => line.length - line.trimStart().length);
    const shifts = [...new Set([0, ...lines])].map((indent) =>
      file.replaceAll(new RegExp(`^ {${indent}}`, 'gm'), ''),
    );
    expect(
      shifts.some((shifted) => `\n${shifted}`.includes(`\n${text}`)),
      file,
    ).toBe(true);
  });
});

describe('a program with the marker', () => {
  it.each(marked)('%s does what its heading says', (_title, block) => {
    const reports = lintWith(MARKER.exec(block.text)?.groups?.['rule'] ?? '', block);

    expect(['correct', 'incorrect']).toContain(saidVerdict(block));
    if (saidVerdict(block) === 'incorrect') {
      expect(reports).not.toEqual([]);
    } else {
      expect(reports).toEqual([]);
    }
  });
});

describe('a program without the marker', () => {
  it.each(programs.filter(([, { text }]) => !MARKER.test(text)))(
    '%s parses, and is correct',
    (_title, block) => {
      expect(lint(block)).toEqual([]);
    },
  );
});

describe('a flat config', () => {
  it.each(flatConfigs)('%s makes ESLint report the client', (_title, block) => {
    const file = /^\s*(?:const|module\.exports)\b.*require\(|module\.exports/m.test(block.text)
      ? 'eslint.config.cjs'
      : 'eslint.config.mjs';
    const isForTypeScript = block.text.includes('typescript-eslint');
    const project = projectFor(block, {
      [file]: block.text,
      // A type that only that parser can read.
      ...(isForTypeScript && { 'src/typed.ts': `const port: number = 1;\n${CLIENT.source}` }),
    });

    const { status, stdout, stderr } = run(project, process.execPath, [
      join(getFolder(), 'node_modules/eslint/bin/eslint.js'),
      '--format=json',
      'src',
    ]);

    expect(stderr).toBe('');
    expect(status, stdout).toBe(1);
    expect(reportedFiles(stdout)).toEqual(['client.mjs', ...(isForTypeScript ? ['typed.ts'] : [])]);
  });
});

describe('a JSON configuration', () => {
  it.each(withoutExample.filter(([, { language }]) => /^jsonc?$/.test(language)))(
    '%s makes its linter report the client',
    (_title, block) => {
      const config = JSON.parse(block.text) as Record<string, unknown>;
      if ('jsPlugins' in config) {
        const project = projectFor(block, { '.oxlintrc.json': block.text });
        const { stdout } = run(project, process.execPath, [
          join(getFolder(), 'node_modules/oxlint/bin/oxlint'),
          // Its words for people are coloured wherever CI is set.
          '--format=json',
          'src',
        ]);

        const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { filename: string }[] };
        expect(diagnostics.map(({ filename }) => filename)).toEqual(['src/client.mjs']);
        return;
      }
      expect(Object.keys(config)).toEqual(expect.arrayContaining(['plugins']));
      // What an eslintrc takes from its project: the language.
      const project = projectFor(block, {
        '.eslintrc.json': JSON.stringify({
          root: true,
          parserOptions: { ecmaVersion: 'latest', sourceType: 'module' },
          ...config,
        }),
      });
      const { stdout, stderr } = run(project, process.execPath, [
        join(getFolder(), 'node_modules/eslint8/bin/eslint.js'),
        '--format=json',
        '--ext=.mjs',
        'src',
      ]);

      expect(stderr).toBe('');
      expect(reportedFiles(stdout)).toEqual(['client.mjs']);
    },
  );
});

describe('a diff', () => {
  it.each(blocks.filter(([, { language }]) => language === 'diff'))(
    '%s is what the codemod does',
    (_title, { text }) => {
      const lines = text.split('\n').filter((line) => !/^(?:---|\+\+\+|@@|diff )/.test(line));
      const side = (mark: string) =>
        lines
          .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(mark))
          .map((line) => line.slice(1))
          .join('\n');
      const path = /^--- (?:a\/)?(\S+)/m.exec(text)?.[1] ?? 'client.ts';

      const start = /\b(?:import|require)\b/.test(text) ? '' : "import dgram from 'node:dgram';\n";
      const output = removeClientReuseAddress(
        { path, source: start + side('-') },
        { report: () => undefined },
      );

      expect(output).toBe(start + side('+'));
    },
  );
});

describe('commands', () => {
  const commands = withoutExample
    .filter(([, { language }]) => language === 'sh')
    .filter(([, { page }]) => page !== 'docs/guard.md')
    .flatMap(([title, { text }]) =>
      toCommands(text).map((command) => [`${title}: ${command}`, command] as const),
    );

  it.each(commands)('%s is a command of this project', (_title, command) => {
    expectKnownCommand(command, getFolder);
  });
});

function toTitle({ page, line, language }: CodeBlock): string {
  return `${page}:${line} (${language})`;
}

/** The innermost heading that says it, or nothing. */
function saidVerdict({ headings }: CodeBlock): 'correct' | 'incorrect' | undefined {
  const said = headings
    .map((heading) => /\b(?:in)?correct\b/i.exec(heading)?.[0].toLowerCase())
    .filter(Boolean)
    .at(-1);
  return said === 'correct' || said === 'incorrect' ? said : undefined;
}

function isFlatConfig({ text }: CodeBlock): boolean {
  return (
    /\bfrom 'eslint-plugin-sockets'|require\('eslint-plugin-sockets'\)/.test(text) &&
    /\bexport default|module\.exports/.test(text)
  );
}

function lint({ language, line, text }: CodeBlock) {
  const source: LintedSource = {
    name: `page-line-${line}.${language}`,
    dialect: language.includes('ts') ? 'typescript' : 'javascript',
    sourceType: /^\s*(?:import|export)\b/m.test(text) ? 'module' : 'commonjs',
    source: text,
  };
  const frontEnd = FRONT_ENDS.find(({ name, canRead }) => name.startsWith('ESLint 10') && canRead(source));
  if (frontEnd === undefined) {
    throw new Error(`Nothing reads ${language}.`);
  }
  return toReports(frontEnd.lint(source));
}

/** What a rule says of a program of its page. */
function lintWith(rule: string, { language, text }: CodeBlock): readonly Linter.LintMessage[] {
  expect(Object.keys(plugin.rules)).toContain(rule);
  const messages = new Linter().verify(
    text,
    {
      files: ['**'],
      languageOptions: {
        parser: typescriptParser,
        sourceType: /^\s*(?:import|export)\b/m.test(text) ? 'module' : 'commonjs',
        parserOptions: { ecmaFeatures: { jsx: true } },
      },
      plugins: { sockets: plugin },
      rules: { [`sockets/${rule}`]: 'error' },
    },
    { filename: `page.${language}` },
  );
  expect(messages.filter(({ ruleId }) => ruleId !== `sockets/${rule}`)).toEqual([]);
  return messages;
}

function projectFor({ page, line }: CodeBlock, files: Readonly<Record<string, string>>): string {
  const project = join(getFolder(), `${page.replaceAll(/\W/g, '-')}-${line}`);
  writeFiles(project, { ...files, 'src/client.mjs': CLIENT.source, 'src/listener.mjs': LISTENER });
  return project;
}

function reportedFiles(json: string): string[] {
  const results = JSON.parse(json) as { filePath: string; messages: { ruleId: string | null }[] }[];
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId }) => {
      expect(ruleId).toBe('sockets/no-client-reuse-address');
      return filePath.split(/[/\\]/).at(-1) ?? '';
    }),
  );
}

/** As GitHub makes them. */
function getAnchors(page: string): string[] {
  return [...readPage(page).matchAll(/^#+\s+(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
