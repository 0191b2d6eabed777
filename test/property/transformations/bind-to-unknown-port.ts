import { getText, replace } from '../../tools/parsed-program.ts';
import type { Node, ProgramTree } from '../../tools/parsed-program.ts';

const MAKER = /(?:^|[.\]!])(?:createSocket|Socket)$/;
/** `import { createSocket as open }`, `const { createSocket: open }`. */
const RENAMED_MAKER = /\b(?:createSocket|Socket)(?: as |: ?)([$\w]+)/g;

/**
 * Binds each socket, where it is made, to a port that another file knows.
 *
 * @param tree a program whose sockets are made by `createSocket()` or `new Socket()`
 * @returns the new text, or nothing when none is made in it
 */
export function bindToUnknownPort(tree: ProgramTree): string | undefined {
  const { file, nodes, text } = tree;
  const makers = new Set([...text.matchAll(RENAMED_MAKER)].map(([, name]) => name));
  const isMaker = (callee: Node): boolean =>
    MAKER.test(getText(tree, callee)) || makers.has(getText(tree, callee));
  const replacements = nodes
    .filter(
      (node) => (node.type === 'CallExpression' || node.type === 'NewExpression') && isMaker(node.callee),
    )
    .map(({ range: [, end] }) => ({ range: [end, end] as const, text: '.bind(UNKNOWN_PORT)' }));
  if (replacements.length === 0) {
    return undefined;
  }
  const { body } = file.ast;
  if (body.some(({ type }) => /^(?:Import|Export)/.test(type))) {
    return `${replace(text, replacements)}\nimport { UNKNOWN_PORT } from './ports.js';\n`;
  }
  const start = body.find((statement) => !('directive' in statement && statement.directive))?.range[0] ?? 0;
  const load = { range: [start, start] as const, text: "const { UNKNOWN_PORT } = require('./ports');\n" };
  return replace(text, [load, ...replacements]);
}
