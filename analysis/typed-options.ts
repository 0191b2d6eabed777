import type { ProgramModel } from './model.ts';
import { type Node, forEachChild, isWrappedBy } from './syntax.ts';

/**
 * Why TypeScript may refuse an options object without one of its properties.
 *
 * @param literal the options object
 * @param name the property
 * @param isArgument whether the object is written into the call of the API: then only a type that stands at it counts
 * @returns a clause, or undefined when no type is known to ask for the property
 */
export function getTypeReason(
  model: ProgramModel,
  literal: Node,
  name: string,
  isArgument: boolean,
): string | undefined {
  const imported = findAnnotations(model, literal).find((type) => isOfProject(model, type));
  if (imported) return `its type at ${model.formatPlace(imported)} is of another file, and may ask for it`;
  if (isArgument) return undefined;
  const asking = find(model.tree.root, (node) => isRequired(node, name));
  if (asking) return `a type asks for it at ${model.formatPlace(asking)}`;
  const variable = model.tree.getUse(literal).parent;
  if (variable?.type !== 'VariableDeclarator' || variable.id.type !== 'Identifier') return undefined;
  const { name: variableName } = variable.id;
  const copied = find(
    model.tree.root,
    (node) =>
      node.type === 'TSTypeQuery' &&
      node.exprName.type === 'Identifier' &&
      node.exprName.name === variableName,
  );
  return copied && `its type is taken at ${model.formatPlace(copied)}`;
}

/** A member that objects of a type must have: `{ reuseAddr: boolean }`. */
function isRequired(node: Node, name: string): boolean {
  if (node.type !== 'TSPropertySignature' || node.optional) return false;
  const { key } = node;
  return key.type === 'Identifier' ? !node.computed && key.name === name : isText(key, name);
}

function isText(node: Node, text: string): boolean {
  return node.type === 'Literal' && node.value === text;
}

/** The types that are written at an object: of its variable or field, of casts and of `satisfies`. */
function findAnnotations(model: ProgramModel, literal: Node): readonly Node[] {
  const types: Node[] = [];
  let node = literal;
  for (let up = model.tree.getParent(node); up; up = model.tree.getParent(up)) {
    if (up.type === 'TSAsExpression' || up.type === 'TSSatisfiesExpression' || up.type === 'TSTypeAssertion')
      types.push(up.typeAnnotation);
    else if (up.type === 'VariableDeclarator' && up.init === node) {
      if (up.id.typeAnnotation) types.push(up.id.typeAnnotation.typeAnnotation);
      break;
    } else if (up.type === 'PropertyDefinition' && up.value === node) {
      if (up.typeAnnotation) types.push(up.typeAnnotation.typeAnnotation);
      break;
    } else if (!isWrappedBy(node, up)) break;
    node = up;
  }
  return types;
}

/** Whether a type is imported from another file of the same project. Babel's scopes do not know the names of types. */
function isOfProject(model: ProgramModel, type: Node): boolean {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  return model.tree.root.body.some(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      /^\.{0,2}\//u.test(statement.source.value) &&
      statement.specifiers.some(({ local }) => local.name === name),
  );
}

/** The first node below another that is looked for, in source order. */
function find(root: Node, isMeant: (node: Node) => boolean): Node | undefined {
  let found: Node | undefined;
  const pending: Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isMeant(node) && (!found || node.range[0] < found.range[0])) found = node;
    forEachChild(node, (child) => pending.push(child));
  }
  return found;
}
