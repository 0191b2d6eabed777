import type { ProgramFile } from '../program/program-file.ts';
import { type Node, forEachChild, isWrappedBy } from '../program/syntax.ts';

/**
 * Why TypeScript may refuse an options object without one of its properties.
 *
 * @param literal the options object
 * @param name the property
 * @param isArgument whether the object is written into the call of the API: then only a type that stands at it counts
 * @returns a clause, or undefined when no type is known to ask for the property
 */
export function getTypeReason(
  file: ProgramFile,
  literal: Node,
  name: string,
  isArgument: boolean,
): string | undefined {
  const imported = findAnnotations(file, literal).find((type) => isOfProject(file, type));
  if (imported) {
    return `its type at ${file.formatPlace(imported)} is of another file, and may ask for it`;
  }
  if (isArgument) {
    return undefined;
  }
  const { members, queries } = getTypes(file);
  const asking = members.get(name);
  if (asking) {
    return `a type asks for it at ${file.formatPlace(asking)}`;
  }
  const variable = file.tree.getUse(literal).parent;
  if (variable?.type !== 'VariableDeclarator' || variable.id.type !== 'Identifier') {
    return undefined;
  }
  const copied = queries.get(variable.id.name);
  return copied && `its type is taken at ${file.formatPlace(copied)}`;
}

/** What the types of a file say of objects; of each name, the first place in the source. */
interface Types {
  /** Members that objects of a type must have: `{ reuseAddr: boolean }`. */
  readonly members: ReadonlyMap<string, Node>;
  /** Types that are taken from a variable: `typeof options`. */
  readonly queries: ReadonlyMap<string, Node>;
}

const known = new WeakMap<ProgramFile, Types>();

function getTypes(file: ProgramFile): Types {
  let types = known.get(file);
  if (!types) {
    types = findTypes(file.tree.root);
    known.set(file, types);
  }
  return types;
}

function findTypes(root: Node): Types {
  const members = new Map<string, Node>();
  const queries = new Map<string, Node>();
  const keepFirst = (places: Map<string, Node>, name: string | undefined, node: Node): void => {
    const first = name === undefined ? undefined : places.get(name);
    if (name !== undefined && (!first || node.range[0] < first.range[0])) {
      places.set(name, node);
    }
  };
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'TSPropertySignature' && !node.optional) {
      keepFirst(members, getMemberName(node.key, node.computed), node);
    } else if (node.type === 'TSTypeQuery' && node.exprName.type === 'Identifier') {
      keepFirst(queries, node.exprName.name, node);
    }
    forEachChild(node, (child) => pending.push(child));
  }
  return { members, queries };
}

function getMemberName(key: Node, isComputed: boolean): string | undefined {
  if (key.type === 'Identifier') {
    return isComputed ? undefined : key.name;
  }
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}

/** The types that are written at an object: of its variable or field, of casts and of `satisfies`. */
function findAnnotations({ tree }: ProgramFile, literal: Node): readonly Node[] {
  const types: Node[] = [];
  let node = literal;
  for (let up = tree.getParent(node); up; up = tree.getParent(up)) {
    if (
      up.type === 'TSAsExpression' ||
      up.type === 'TSSatisfiesExpression' ||
      up.type === 'TSTypeAssertion'
    ) {
      types.push(up.typeAnnotation);
    } else if (up.type === 'VariableDeclarator' && up.init === node) {
      if (up.id.typeAnnotation) {
        types.push(up.id.typeAnnotation.typeAnnotation);
      }
      break;
    } else if (up.type === 'PropertyDefinition' && up.value === node) {
      if (up.typeAnnotation) {
        types.push(up.typeAnnotation.typeAnnotation);
      }
      break;
    } else if (!isWrappedBy(node, up)) {
      break;
    }
    node = up;
  }
  return types;
}

/** Whether a type is imported from another file of the same project. Babel's scopes do not know the names of types. */
function isOfProject({ tree }: ProgramFile, type: Node): boolean {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') {
    return false;
  }
  const { name } = type.typeName;
  return tree.root.body.some(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      /^\.{0,2}\//u.test(statement.source.value) &&
      statement.specifiers.some(({ local }) => local.name === name),
  );
}
