import { transformSync } from '@babel/core';
import transformClasses from '@babel/plugin-transform-classes';
import ts from 'typescript';
import type { Form, WrittenProgram } from './program.ts';
import type { Language } from './writing.ts';

/** A file as it is analyzed, and as it is run: only its module syntax and its types may differ. */
export interface CompiledFile {
  readonly path: string;
  readonly text: string;
  /** The same as a CommonJS module. */
  readonly runnable: string;
}

/**
 * Compiles a program as its authors might have before they published it.
 *
 * @param program the program as written
 * @param form what it is compiled to
 * @returns the file, and what to run of it
 */
export function compileProgram(program: Pick<WrittenProgram, 'text' | 'language'>, form: Form): CompiledFile {
  const { text, language } = program;
  switch (form) {
    case 'as written': {
      const path = PATHS[language];
      return {
        path,
        text,
        runnable: language === 'commonjs' ? text : toCommonJs(text, ts.ScriptTarget.ES2022),
      };
    }
    case 'Babel': {
      // What Babel does not compile of TypeScript is compiled before.
      const untyped = language === 'typescript' ? toCommonJs(text, ts.ScriptTarget.ES2022) : text;
      // These plugins have no static blocks, and no `export * as`.
      const isTooNew = untyped.includes('static {') || untyped.includes('export * as');
      const compiled = compileWithBabel(
        isTooNew ? toCommonJs(untyped, ts.ScriptTarget.ES2021, language) : untyped,
        language !== 'commonjs',
      );
      return { path: 'program.cjs', text: compiled, runnable: compiled };
    }
    case 'ES5':
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- half of what is published is ES5
      return compileTo(text, language, ts.ScriptTarget.ES5);
    case 'ES2015':
      return compileTo(text, language, ts.ScriptTarget.ES2015);
    case 'ES2017':
      return compileTo(text, language, ts.ScriptTarget.ES2017);
  }
}

const PATHS = { commonjs: 'program.cjs', module: 'program.mjs', typescript: 'program.mts' } as const;

function compileTo(text: string, language: Language, target: ts.ScriptTarget): CompiledFile {
  const compiled = toCommonJs(text, target, language);
  return { path: 'program.cjs', text: compiled, runnable: compiled };
}

function toCommonJs(text: string, target: ts.ScriptTarget, language: Language = 'module'): string {
  return ts.transpileModule(text, {
    fileName: 'program.ts',
    compilerOptions: {
      target,
      // Scripts that are no strict code stay so: `arguments` and functions of blocks would mean something else.
      alwaysStrict: language !== 'commonjs',
      module: ts.ModuleKind.CommonJS,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- those who compile to ES5 set it
      downlevelIteration: true,
      esModuleInterop: true,
      ignoreDeprecations: '6.0',
    },
  }).outputText;
}

const PLUGINS = [
  '@babel/plugin-transform-class-properties',
  '@babel/plugin-transform-private-methods',
  '@babel/plugin-transform-nullish-coalescing-operator',
  '@babel/plugin-transform-optional-chaining',
  transformClasses,
];

function compileWithBabel(text: string, isStrict: boolean): string {
  const result = transformSync(text, {
    filename: 'program.js',
    babelrc: false,
    configFile: false,
    sourceType: 'unambiguous',
    plugins: [...PLUGINS, ['@babel/plugin-transform-modules-commonjs', { strictMode: isStrict }]],
  });
  return result?.code ?? '';
}
