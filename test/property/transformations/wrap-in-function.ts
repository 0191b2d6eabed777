import { isTypeScript } from '../../tools/parsed-program.ts';
import type { Choices, Node, ProgramTree } from '../../tools/parsed-program.ts';

/** All are async, so that `await` may stand in them as at the top of a module. */
const WRITINGS: readonly ((body: string) => string)[] = [
  (body) => `;(async function () {\n${body}\n})();\n`,
  (body) => `;(async () => {\n${body}\n})();\n`,
  (body) => `async function main__() {\n${body}\n}\nmain__();\n`,
  (body) => `const main__ = async () => {\n${body}\n};\nmain__().catch(console.error);\n`,
  (body) => `process.nextTick(async () => {\n${body}\n});\n`,
  (body) => `class Main__ {\nstatic async run() {\n${body}\n}\n}\nMain__.run();\n`,
];

/**
 * Puts all statements but the imports into a function that runs once.
 *
 * @param tree the program
 * @param choices what kind of function
 * @returns the new text, or nothing when the statements must stay at the top of a module
 */
export function wrapInFunction(tree: ProgramTree, [choice = 0]: Choices): string | undefined {
  const { text } = tree;
  const { body } = tree.file.ast;
  const first = body.findIndex((statement) => !isImport(statement));
  const rest = first < 0 ? [] : body.slice(first);
  const [start] = rest;
  const write = WRITINGS[choice % WRITINGS.length];
  if (!start || !write || rest.some((statement) => isImport(statement) || mustStayAtTop(statement, tree))) {
    return undefined;
  }
  const offset = text.startsWith('#!') && first === 0 ? text.indexOf('\n') + 1 : start.range[0];
  return text.slice(0, offset) + write(text.slice(offset));
}

function isImport({ type }: Node): boolean {
  return type === 'ImportDeclaration' || type === 'TSImportEqualsDeclaration';
}

function mustStayAtTop({ type }: Node, { path }: ProgramTree): boolean {
  return /^(?:Export|TSExport|Declare)/.test(type) || (isTypeScript(path) && type.startsWith('TSModule'));
}
