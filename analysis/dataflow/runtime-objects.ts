import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getLastName, getPatternNames, isWriteTarget, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { ROOTS } from './builtins/behaviors.ts';
import { getGlobalBuiltin } from './builtins/globals.ts';
import { isKnownModule } from './builtins/known-modules.ts';
import type { Engine } from './engine.ts';
import { getModule } from './modules.ts';
import type { HeapValue } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** A place of a file that gives an object of the runtime. */
interface Mention {
  readonly node: Node;
  /** Where it is one that can be changed by its name alone. */
  readonly value: HeapValue;
}

/** The names of the object of all globals. */
export const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'global', 'window', 'self']);

/** The places where a file names a builtin or a known module and does more with it than to read it or to call it. */
export function findChangeable(engine: Engine, file: ProgramFile): readonly Mention[] {
  return [...findNamed(engine, file), ...findModules(engine, file)];
}

function* findNamed(engine: Engine, file: ProgramFile): Iterable<Mention> {
  for (const name of ROOTS) {
    const value = getGlobalBuiltin(engine, name);
    if (value && isHeapValue(value)) {
      for (const node of [...file.bindings.getGlobals(name), ...getGlobalMembers(file, name)]) {
        if (canChange(file, node, false)) {
          yield { node, value };
        }
      }
    }
  }
}

/** `globalThis.console`, and the same by a variable that holds `globalThis`. */
export function getGlobalMembers(file: ProgramFile, name: string): readonly TSESTree.MemberExpression[] {
  return file.tree.getMembers(name).filter(({ object }) => isGlobalObject(file, object));
}

/** Whether an expression is the object of all globals, or a constant that is made from nothing else. */
function isGlobalObject(file: ProgramFile, node: Node): boolean {
  let owner = unwrap(node);
  const seen = new Set<Node>();
  while (owner.type === 'Identifier' && !seen.has(owner)) {
    seen.add(owner);
    const definition = file.bindings.getVariable(owner)?.defs[0];
    if (!definition) {
      return GLOBAL_OBJECTS.has(owner.name);
    }
    const declarator: Node = definition.node;
    if (declarator.type !== 'VariableDeclarator' || !declarator.init || declarator.id !== definition.name) {
      return false;
    }
    owner = unwrap(declarator.init);
  }
  return false;
}

function* findModules(engine: Engine, file: ProgramFile): Iterable<Mention> {
  const { root, calls, importExpressions } = file.tree;
  for (const node of [...(root.body as readonly Node[]), ...calls, ...importExpressions]) {
    const specifier = getSpecifier(node);
    const value = specifier && getKnownModule(engine, file, specifier);
    if (value && isModuleChangeable(file, node)) {
      yield { node, value };
    }
  }
}

/** What names the module that a declaration or an expression gives. */
function getSpecifier(node: Node): Node | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ImportExpression':
      return node.source;
    case 'TSImportEqualsDeclaration':
      return node.moduleReference.type === 'TSExternalModuleReference'
        ? node.moduleReference.expression
        : undefined;
    case 'CallExpression':
      return isRequire(node) ? node.arguments[0] : undefined;
    default:
      return undefined;
  }
}

function isModuleChangeable(file: ProgramFile, node: Node): boolean {
  switch (node.type) {
    case 'ImportDeclaration':
      return node.specifiers.some(({ local }) => isChangeable(file, local, true));
    case 'TSImportEqualsDeclaration':
      return isChangeable(file, node.id, true);
    default:
      return canChange(file, node, true);
  }
}

/** `require(…)`, `module.require(…)`, `process.getBuiltinModule(…)`. */
function isRequire(node: TSESTree.CallExpression): boolean {
  return /^(?:require|getBuiltinModule)$/u.test(getLastName(unwrap(node.callee)) ?? '');
}

function getKnownModule(engine: Engine, file: ProgramFile, specifier: Node): HeapValue | undefined {
  if (specifier.type !== 'Literal' || typeof specifier.value !== 'string') {
    return undefined;
  }
  const name = file.getModuleName(specifier.value);
  return isKnownModule(name) ? getModule(engine, [name]) : undefined;
}

/**
 * Whether what is done with an object where it stands may give it a property: by a write there, or since it is passed on.
 *
 * @param isModule whether what its properties hold counts as well: `assert.strict`
 */
function canChange(file: ProgramFile, node: Node, isModule: boolean, seen = new Set<Node>()): boolean {
  const { value, parent } = file.tree.getUse(node);
  switch (parent?.type) {
    case 'MemberExpression':
      return (
        parent.object === value &&
        (isWriteTarget(file.tree.getUse(parent)) || (isModule && canChange(file, parent, isModule, seen)))
      );
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee !== value;
    case 'VariableDeclarator':
      return isModule || parent.id.type === 'Identifier'
        ? getPatternNames(parent.id).some((name) => isChangeable(file, name, isModule, seen))
        : false;
    case 'LogicalExpression':
    case 'AwaitExpression':
      return canChange(file, parent, isModule, seen);
    case 'ConditionalExpression':
      return parent.test !== value && canChange(file, parent, isModule, seen);
    default:
      return !READING.has(parent?.type ?? '');
  }
}

/** What makes nothing but a primitive, a test or a class of an object. */
const READING: ReadonlySet<string> = new Set([
  'BinaryExpression',
  'ClassDeclaration',
  'ClassExpression',
  'ExpressionStatement',
  'IfStatement',
  'TSTypeQuery',
  'TSQualifiedName',
  'TemplateLiteral',
  'UnaryExpression',
]);

/** The same of a variable that holds the object. */
function isChangeable(file: ProgramFile, name: Node, isModule: boolean, seen = new Set<Node>()): boolean {
  const variable = file.bindings.getVariable(name);
  if (!variable || seen.has(name)) {
    return !variable;
  }
  seen.add(name);
  return file.bindings.getReads(variable).some((read) => canChange(file, read, isModule, seen));
}
