import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import plugin from '../../index.ts';

/** A wrapper of our own: the file that uses it does not show its types. */
const CHANNEL = {
  id: 'openChannel',
  modules: ['./channel.js'],
  makers: [
    {
      path: ['openChannel'],
      form: 'call',
      options: [
        {
          name: 'shared',
          at: { in: 'maker', argument: 0, property: ['shared'] },
          sets: 'SO_REUSEADDR',
          enabledBy: 'truthy',
          remedy: 'remove',
        },
      ],
      role: { by: 'making', port: { argument: 0, property: ['port'] }, whenMissing: 'ephemeral' },
    },
  ],
};

const TYPES: Readonly<Record<string, string>> = {
  required: 'interface Options { port?: number; shared: boolean }',
  optional: 'interface Options { port?: number; shared?: boolean }',
  either: 'type Options = { port: number; shared?: boolean } | { port?: number; shared: boolean };',
};

const OPEN =
  'export declare function openChannel(options: Options): { send(text: string, port: number): void };';

const IMPORT = "import { openChannel } from './channel.js';\n";

const DIRECT = `${IMPORT}openChannel({ port: 0, shared: true }).send('x', 53);\n`;

const BY_NAME = `${IMPORT}const options = { port: 0, shared: true };\nopenChannel(options).send('x', 53);\n`;

const BY_CONSTRAINT = `${IMPORT}function keep<T extends { shared: boolean }>(each: T): void {
  openChannel(each).send('x', 53);
}
keep({ port: 0, shared: true });
`;

/** What the rule does where ESLint knows the types, and where it does not. */
function lint(text: string, types: string | undefined): Linter.LintMessage[] {
  const name = '/project/client.ts';
  const files = new Map([
    [name, text],
    ['/project/channel.ts', `${types === undefined ? '' : (TYPES[types] ?? '')}\n${OPEN}`],
  ]);
  const host: ts.CompilerHost = {
    fileExists: (path) => files.has(path),
    readFile: (path) => files.get(path),
    getSourceFile: (path, version) => {
      const found = files.get(path);
      return found === undefined ? undefined : ts.createSourceFile(path, found, version, true);
    },
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/project',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
  };
  const program =
    types === undefined
      ? undefined
      : ts.createProgram([name], { noLib: true, strict: true, module: ts.ModuleKind.NodeNext }, host);
  return new Linter({ cwd: '/project' }).verify(
    text,
    [
      {
        files: ['**/*.ts'],
        plugins: { sockets: plugin },
        rules: { 'sockets/no-client-reuse-address': 'error' },
        languageOptions: { parser, parserOptions: program ? { programs: [program] } : {} },
        settings: { sockets: { apis: [CHANNEL], project: false } },
      },
    ],
    { filename: name },
  );
}

describe('an edit that the text allows', () => {
  it.each([
    ['an argument', DIRECT],
    ['a variable', BY_NAME],
  ])('is made where nobody knows the types: %s', (_what, text) => {
    expect(lint(text, undefined)).toMatchObject([{ fix: { text: '' } }]);
    expect(lint(text, 'optional')).toMatchObject([{ fix: { text: '' } }]);
  });

  it.each([
    ['an argument', DIRECT, 'required', '2:13'],
    ['a variable', BY_NAME, 'required', '3:13'],
    ['one of several types', BY_NAME, 'either', '3:13'],
  ])('is withdrawn where the checker asks for the option: %s', (_what, text, types, place) => {
    const [message, ...others] = lint(text, types);

    expect(others).toEqual([]);
    expect(message?.fix).toBeUndefined();
    expect(message?.message).toContain('on a client socket');
    expect(message?.message).toContain(
      `Remove it by hand: the type 'Options', which is expected at ${place}, asks for it.`,
    );
  });

  it('stays withdrawn where the text refuses it', () => {
    expect(lint(BY_CONSTRAINT, 'optional')).toMatchObject([
      { message: expect.stringContaining('Remove it by hand') as string },
    ]);
  });
});
