import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import { getName, isAssertedBy } from './assertions.ts';

/** What declares tests of Jest, Vitest, Jasmine and Mocha; each may have a table: `it.each`, `describe.only.each`, `test.for`. */
const DECLARING = /^[fx]?(?:it|test|describe|suite|bench)$/u;

/** Where an object is in the table of a test: the keys and positions that lead to it, the row first. */
type TablePath = readonly string[];

/**
 * The assertion that gets an option from the table of a test: `it.each([[{ reuseAddr: true }]])('…', (expected) => { … })`.
 *
 * @param property the option
 * @returns the call of the assertion, or undefined where the table has no such one
 */
export function findTableAssertion(file: ProgramFile, property: Node): CallNode | undefined {
  const { tree } = file;
  const path: string[] = [];
  let value = property;
  for (let parent = tree.getParent(value); parent; parent = tree.getParent(value)) {
    switch (parent.type) {
      case 'Property':
        path.unshift(getPropertyName(parent) ?? '');
        break;
      case 'ArrayExpression':
        path.unshift(String(parent.elements.findIndex((element) => element === value)));
        break;
      case 'VariableDeclarator':
        return findByTables(file, getReads(file, parent.id), path);
      case 'TemplateLiteral':
        return findByTables(
          file,
          [parent],
          getTemplatePath(
            parent.quasis[0]?.value.raw ?? '',
            parent.expressions.findIndex((each) => each === value),
            path,
          ),
        );
      case 'CallExpression':
        return findByTables(file, [value], path);
      case 'ObjectExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
        break;
      default:
        return undefined;
    }
    value = parent;
  }
  return undefined;
}

/** The rows of a template have the names of its first line. */
function getTemplatePath(heading: string, index: number, path: TablePath): TablePath {
  const names = (heading.trim().split('\n')[0] ?? '').split('|').map((name) => name.trim());
  return ['0', names[index % names.length] ?? '', ...path];
}

function findByTables(file: ProgramFile, tables: readonly Node[], path: TablePath): CallNode | undefined {
  for (const table of tables) {
    const { parent } = file.tree.getUse(table);
    const test = parent && isTable(parent) ? file.tree.getParent(parent) : undefined;
    const body = isCall(test) && test.callee === parent ? test.arguments.find(isFunction) : undefined;
    const name = parent?.type === 'CallExpression' ? getName(file, parent) : 'each';
    const found = isFunction(body) && findInBody(file, body.params, name ?? '', path);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** `it.each(…)`, `` describe.only.each`…` ``. */
function isTable(node: Node): boolean {
  const callee =
    node.type === 'CallExpression'
      ? unwrap(node.callee)
      : node.type === 'TaggedTemplateExpression'
        ? unwrap(node.tag)
        : undefined;
  if (callee?.type !== 'MemberExpression' || !/^(?:each|for)$/u.test(getPropertyName(callee) ?? '')) {
    return false;
  }
  let root = callee.object as Node;
  while (root.type === 'MemberExpression') {
    root = unwrap(root.object);
  }
  return root.type === 'Identifier' && DECLARING.test(root.name);
}

/** `each` hands over the elements of a row one by one, `for` the row. */
function findInBody(
  file: ProgramFile,
  parameters: readonly Node[],
  name: string,
  [, ...path]: TablePath,
): CallNode | undefined {
  const isSpread = name === 'each' && /^\d+$/u.test(path[0] ?? '');
  const parameter = parameters[isSpread ? Number(path[0]) : 0];
  const names = parameter ? findNames(parameter, isSpread ? path.slice(1) : path) : [];
  for (const read of names.flatMap((each) => getReads(file, each))) {
    const assertion = findAssertion(file, read);
    if (assertion) {
      return assertion;
    }
  }
  return undefined;
}

/** The names that a parameter gives to what is at a path. */
function findNames(pattern: Node, path: TablePath): readonly Node[] {
  if (pattern.type === 'Identifier') {
    return [pattern];
  }
  const [step, ...rest] = path;
  const parts: readonly (Node | null)[] =
    pattern.type === 'ObjectPattern'
      ? pattern.properties.flatMap((property) =>
          property.type === 'Property' && getPropertyName(property) === step ? [property.value as Node] : [],
        )
      : pattern.type === 'ArrayPattern'
        ? [pattern.elements[Number(step)] ?? null]
        : [];
  return parts.flatMap((part) => (part ? findNames(part, rest) : []));
}

function getReads(file: ProgramFile, name: Node): readonly Node[] {
  const variable = file.bindings.getVariable(name);
  return variable ? file.bindings.getReads(variable) : [];
}

/** The assertion that a value is handed to, be it within other values. */
function findAssertion(file: ProgramFile, read: Node): CallNode | undefined {
  let value = read;
  for (let parent = file.tree.getParent(value); parent; parent = file.tree.getParent(value)) {
    if (isCall(parent) && parent.callee !== value) {
      if (isAssertedBy(getName(file, parent), file, parent)) {
        return parent;
      }
    } else if (
      !/^(?:MemberExpression|Property|ObjectExpression|ArrayExpression|SpreadElement|TS\w+Expression)$/u.test(
        parent.type,
      )
    ) {
      return undefined;
    }
    value = parent;
  }
  return undefined;
}
