import { memoize } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { forEachChild, getValue, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';

/** What the types of one file say, by their names. */
export interface DeclaredTypes {
  /** Interfaces, aliases and classes, all of one name together: whichever is meant, each has a say. */
  readonly declarations: ReadonlyMap<string, readonly Node[]>;
  /** Parameters of generic types and functions. */
  readonly parameters: ReadonlyMap<string, readonly Node[]>;
  /** The modules that names are imported from, by `import`, `import =` or `require`. */
  readonly modules: ReadonlyMap<string, string>;
  /** Types that are taken from a value, `typeof options`, by the value's first name. */
  readonly queries: ReadonlyMap<string, Node>;
  /** Types that are taken from a member of another one, `Client['options']`, by the other's name. */
  readonly indexed: ReadonlyMap<string, Node>;
  /** The names of values whose types are taken in comments: `typeof options`. */
  readonly takenInComments: ReadonlySet<string>;
  /** The signatures of functions that have several, by the functions' names. */
  readonly overloads: ReadonlyMap<string, readonly Node[]>;
  /** Whether some function says which type its `this` has. */
  readonly hasThisTypes: boolean;
  /** Whether types of Flow may stand in comments. */
  readonly hasFlowComments: boolean;
  /** Whether the file has any type, or asks to be checked: what is not written out is inferred then. */
  readonly isTyped: boolean;
}

/** The types that a file declares, imports and takes from values; found once. */
export const getDeclaredTypes: (file: ProgramFile) => DeclaredTypes = memoize(findDeclaredTypes);

/** Of TypeScript, and of Flow as Babel names them. */
const DECLARATIONS: ReadonlySet<string> = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSEnumDeclaration',
  'ClassDeclaration',
  'TypeAlias',
  'OpaqueType',
  'InterfaceDeclaration',
]);

function findDeclaredTypes(file: ProgramFile): DeclaredTypes {
  const { tree, source } = file;
  const declarations = new Map<string, Node[]>();
  const parameters = new Map<string, Node[]>();
  const modules = new Map<string, string>();
  const queries = new Map<string, Node>();
  const indexed = new Map<string, Node>();
  const overloads = new Map<string, Node[]>();
  let isTyped = source.isTypeScript === true || /@ts-check\b/u.test(source.text);
  let hasThisTypes = /@this\s*\{/u.test(source.text);
  const pending: Node[] = [tree.root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const type: string = node.type;
    hasThisTypes ||= node.type === 'Identifier' && node.name === 'this';
    isTyped ||= /^TS|TypeAnnotation$/u.test(type);
    if (DECLARATIONS.has(type)) {
      append(declarations, getName(getValue(node, 'id')), node);
    } else if (type === 'TSTypeParameter' || type === 'TypeParameter') {
      append(parameters, getName(getValue(node, 'name')), node);
    } else if (type === 'TSDeclareFunction') {
      append(overloads, getName(getValue(node, 'id')), node);
    } else {
      collectModule(file, modules, node);
      collectTaken(queries, indexed, node);
    }
    forEachChild(node, (child) => pending.push(child));
  }
  const takenInComments = findTakenInComments(source);
  return {
    declarations,
    parameters,
    modules,
    queries,
    indexed,
    takenInComments,
    overloads,
    hasThisTypes,
    hasFlowComments: source.text.includes('@flow') && /\/\*\s*::?(?!\/)/u.test(source.text),
    isTyped,
  };
}

/** The imports of a file, by their local names. */
function collectModule(file: ProgramFile, modules: Map<string, string>, node: Node): void {
  if (node.type === 'ImportDeclaration') {
    for (const { local } of node.specifiers) {
      modules.set(local.name, file.getModuleName(node.source.value));
    }
  } else if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node;
    if (moduleReference.type === 'TSExternalModuleReference') {
      setModule(modules, node.id, moduleReference.expression);
    }
  } else if (node.type === 'VariableDeclarator') {
    const { init } = node;
    if (
      init?.type === 'CallExpression' &&
      init.callee.type === 'Identifier' &&
      init.callee.name === 'require'
    ) {
      setModule(modules, node.id, init.arguments[0]);
    }
  }
}

/** A name whose type is taken from a value: `typeof name`, `Name['member']`. */
function collectTaken(queries: Map<string, Node>, indexed: Map<string, Node>, node: Node): void {
  const type: string = node.type;
  if (type === 'TSTypeQuery' || type === 'TypeofTypeAnnotation') {
    keepFirst(queries, getFirstName(getValue(node, 'exprName') ?? getFlowQuery(node)), node);
  } else if (node.type === 'TSIndexedAccessType') {
    const { objectType } = node;
    keepFirst(
      indexed,
      objectType.type === 'TSTypeReference' ? getFirstName(objectType.typeName) : undefined,
      node,
    );
  }
}

function findTakenInComments({ text, comments = [] }: ProgramFile['source']): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { range } of comments) {
    if (text.startsWith('/**', range[0])) {
      for (const [, name = ''] of text.slice(...range).matchAll(/\btypeof\s+([\w$]+)/gu)) {
        names.add(name);
      }
    }
  }
  return names;
}

function setModule(modules: Map<string, string>, pattern: Node, specifier: Node | undefined): void {
  if (specifier?.type !== 'Literal' || typeof specifier.value !== 'string') {
    return;
  }
  if (pattern.type === 'Identifier') {
    modules.set(pattern.name, specifier.value);
  } else if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      if (property.type === 'Property' && property.value.type === 'Identifier') {
        modules.set(property.value.name, specifier.value);
      }
    }
  }
}

function append(map: Map<string, Node[]>, name: string | undefined, node: Node): void {
  if (name !== undefined) {
    map.set(name, [...(map.get(name) ?? []), node]);
  }
}

function keepFirst(map: Map<string, Node>, name: string | undefined, node: Node): void {
  const first = name === undefined ? undefined : map.get(name);
  if (name !== undefined && (!first || node.range[0] < first.range[0])) {
    map.set(name, node);
  }
}

function getName(id: unknown): string | undefined {
  if (typeof id === 'string') {
    return id;
  }
  return isNode(id) && id.type === 'Identifier' ? id.name : undefined;
}

/** What Flow's `typeof` asks for: a name, or a type of it, by the version of the parser. */
function getFlowQuery(node: Node): unknown {
  const argument = getValue(node, 'argument');
  return isNode(argument) ? (getValue(argument, 'id') ?? argument) : undefined;
}

/** `a` of `a.b.c`, in types of TypeScript and of Flow. */
export function getFirstName(name: unknown): string | undefined {
  if (!isNode(name)) {
    return undefined;
  }
  const left = getValue(name, 'left') ?? getValue(name, 'qualification') ?? getValue(name, 'object');
  return isNode(left) ? getFirstName(left) : getName(name);
}
