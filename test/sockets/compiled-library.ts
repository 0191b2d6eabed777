import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '../../sockets');

/**
 * Compiles the library into a temporary folder, so that a child process can import it on any Node.js.
 */
export function compileLibrary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-test-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'sockets'));
  for (const file of readdirSync(SOURCE)) {
    writeFileSync(
      join(folder, 'sockets', file.replace(/\.ts$/u, '.js')),
      transpile(readFileSync(join(SOURCE, file), 'utf8')),
    );
  }
  return folder;
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
