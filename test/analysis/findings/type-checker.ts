import { basename, join } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../../..');

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: true,
  exactOptionalPropertyTypes: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2023,
  jsx: ts.JsxEmit.Preserve,
  types: ['node'],
};

/** What TypeScript's libraries and packages hold, which is the same for each program. */
const sources = new Map<string, ts.SourceFile | undefined>();

/**
 * The errors that TypeScript finds in texts, each a module of its own.
 *
 * @param texts the texts by their file names
 * @returns for each name, the messages in source order, without their places
 */
export function findTypeErrors(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const files = new Map([...texts].map(([name, text]) => [join(ROOT, 'test/typed', name), text]));
  const host = ts.createCompilerHost(OPTIONS);
  const base = ts.createCompilerHost(OPTIONS);
  host.getCurrentDirectory = () => ROOT;
  host.fileExists = (name) => files.has(name) || base.fileExists(name);
  host.readFile = (name) => files.get(name) ?? base.readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = files.get(name);
    if (text !== undefined) {
      return ts.createSourceFile(name, text, version, true);
    }
    if (!sources.has(name)) {
      sources.set(name, base.getSourceFile(name, version, ...rest));
    }
    return sources.get(name);
  };
  const program = ts.createProgram(
    [...files.keys()],
    { ...OPTIONS, moduleDetection: ts.ModuleDetectionKind.Force },
    host,
  );
  return new Map(
    [...files.keys()].map((path) => {
      const file = program.getSourceFile(path);
      const found = file
        ? [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
        : [];
      return [
        basename(path),
        found.map(
          ({ code, messageText }) =>
            `TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0] ?? ''}`,
        ),
      ];
    }),
  );
}
