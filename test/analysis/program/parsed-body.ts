import { ProgramFile } from '../../../analysis/program/program-file.ts';
import { forEachChild } from '../../../analysis/program/syntax.ts';
import type { Node } from '../../../analysis/program/syntax.ts';
import type { CodeUnit } from '../../../analysis/program/tree.ts';
import { parseSource } from '../../../codemods/parse.ts';

/** A call of a function by its name, whose last argument is a number. */
interface NumberedCall {
  readonly name: string;
  readonly number: number;
  readonly node: Node;
  /** Its first argument. */
  readonly argument: Node;
}

/**
 * The body of a function with the parameters `t`, `r` and `v`, and its calls with numbers.
 *
 * @throws {Error} when the body does not parse
 */
export function parseBody(text: string): {
  readonly file: ProgramFile;
  readonly unit: CodeUnit;
  readonly calls: readonly NumberedCall[];
} {
  const parsed = parseSource(`function body(t, r, v) {\n${text}\n}`, 'input.js');
  if (!parsed.ok) {
    throw new Error(`${parsed.error.message}\n${text}`);
  }
  const file = new ProgramFile(parsed.file);
  const [unit] = parsed.file.ast.body;
  if (unit?.type !== 'FunctionDeclaration') {
    throw new Error('the body is that of no function');
  }
  const calls: NumberedCall[] = [];
  const pending: Node[] = [unit.body];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const numbered = readCall(node);
    if (numbered) {
      calls.push(numbered);
    }
    forEachChild(node, (child) => pending.push(child), parsed.file.visitorKeys);
  }
  return { file, unit, calls };
}

function readCall(node: Node): NumberedCall | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') {
    return undefined;
  }
  const [argument] = node.arguments;
  const last = node.arguments.at(-1);
  return argument && last?.type === 'Literal' && typeof last.value === 'number'
    ? { name: node.callee.name, number: last.value, node, argument }
    : undefined;
}
