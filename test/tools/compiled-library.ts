import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '../../sockets');

/**
 * Compiles the library into a temporary folder, so that a child process can import it on any Node.js, and the packages of this
 * project beside it.
 */
export function compileLibrary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-test-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(SOURCE, '../node_modules'), join(folder, 'node_modules'), 'junction');
  for (const file of findSources()) {
    const compiled = join(folder, 'sockets', file.replace(/\.ts$/u, '.js'));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, transpile(readFileSync(join(SOURCE, file), 'utf8')));
  }
  return folder;
}

/** The source files of the library, by path from its folder. */
export function findSources(): readonly string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

/** TypeScript → JavaScript that Node.js 20 runs, `await using` too. */
export function transpile(source: string): string {
  return ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  }).outputText;
}
