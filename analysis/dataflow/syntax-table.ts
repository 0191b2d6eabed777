import type { TSESTree } from '@typescript-eslint/utils';

/**
 * What becomes of the value of a child.
 *
 * - `value`: it is the value of the node, or one of those that it can have.
 * - `unused`: nothing keeps it: tests, `typeof`, statements.
 * - `code`: it has no value, or runs in a unit of its own.
 * - `type`, `name`: it is not evaluated.
 * - `consequent`, `alternate`: it is the node's value where the test allows it.
 * - `alternative`: the left side of `||`, `&&`, `??`; `fallback` is the right one.
 * - `awaited`, `returned`, `yielded`, `thrown`, `exported`, `rendered`: as the words say.
 * - `operand`: the node computes a primitive of it.
 * - `object`, `key`: what a property is read of, written to or deleted from, and its name.
 * - `callee`, `argument`: what is called, and what it is handed; so is `decorator` with what it decorates.
 * - `element`, `property`, `spread`: it becomes a part of the object that is made around it.
 * - `assigned`: it is written to the target beside it; `iterated`: its elements or keys are.
 * - `target`: it is no value but a place to write to.
 * - `member`, `superclass`: a part of a class.
 */
export type Role =
  | 'value'
  | 'unused'
  | 'code'
  | 'type'
  | 'name'
  | 'consequent'
  | 'alternate'
  | 'alternative'
  | 'fallback'
  | 'awaited'
  | 'returned'
  | 'yielded'
  | 'thrown'
  | 'exported'
  | 'rendered'
  | 'operand'
  | 'object'
  | 'key'
  | 'callee'
  | 'argument'
  | 'decorator'
  | 'element'
  | 'property'
  | 'spread'
  | 'assigned'
  | 'iterated'
  | 'target'
  | 'member'
  | 'superclass'
  | 'dynamic';

type NodeOfType<Type> = Extract<TSESTree.Node, { readonly type: Type }>;

/** The keys of a type of node under which other nodes stand. */
type ChildKey<Node> = {
  [Key in keyof Node]-?: HoldsNode<Node[Key]> extends never ? never : Key;
}[keyof Node];

type HoldsNode<Value> = Value extends TSESTree.Node
  ? Value
  : Value extends readonly (infer Item)[]
    ? Extract<Item, TSESTree.Node>
    : never;

/** A row for each place of each type of node; one that is missing does not compile. */
type SyntaxTable = {
  readonly [Type in TSESTree.Node['type'] as `${Type}`]: {
    readonly [Key in Exclude<ChildKey<NodeOfType<Type>>, 'parent'> as Key & string]: Role;
  };
};

const FUNCTION = {
  id: 'name',
  params: 'target',
  body: 'returned',
  returnType: 'type',
  typeParameters: 'type',
} as const;

const CLASS = {
  id: 'name',
  superClass: 'superclass',
  body: 'code',
  decorators: 'decorator',
  implements: 'type',
  superTypeArguments: 'type',
  typeParameters: 'type',
} as const;

const FIELD = {
  key: 'key',
  value: 'assigned',
  decorators: 'decorator',
  typeAnnotation: 'type',
} as const;

const METHOD = { key: 'key', value: 'member', decorators: 'decorator' } as const;

const TYPES = { elementType: 'type' } as const;

/** What becomes of each value in each place of the language. What is not in it escapes. */
export const SYNTAX: SyntaxTable = {
  AccessorProperty: FIELD,
  ArrayExpression: { elements: 'element' },
  ArrayPattern: { elements: 'target', decorators: 'decorator', typeAnnotation: 'type' },
  ArrowFunctionExpression: FUNCTION,
  AssignmentExpression: { left: 'target', right: 'assigned' },
  AssignmentPattern: {
    left: 'target',
    right: 'assigned',
    decorators: 'decorator',
    typeAnnotation: 'type',
  },
  AwaitExpression: { argument: 'awaited' },
  BinaryExpression: { left: 'operand', right: 'operand' },
  BlockStatement: { body: 'code' },
  BreakStatement: { label: 'name' },
  CallExpression: { callee: 'callee', arguments: 'argument', typeArguments: 'type' },
  CatchClause: { param: 'target', body: 'code' },
  ChainExpression: { expression: 'value' },
  ClassBody: { body: 'member' },
  ClassDeclaration: CLASS,
  ClassExpression: CLASS,
  ConditionalExpression: { test: 'unused', consequent: 'consequent', alternate: 'alternate' },
  ContinueStatement: { label: 'name' },
  DebuggerStatement: {},
  Decorator: { expression: 'callee' },
  DoWhileStatement: { test: 'unused', body: 'code' },
  EmptyStatement: {},
  ExportAllDeclaration: { source: 'name', exported: 'name', attributes: 'name', assertions: 'name' },
  ExportDefaultDeclaration: { declaration: 'exported' },
  ExportNamedDeclaration: {
    declaration: 'code',
    specifiers: 'code',
    source: 'name',
    attributes: 'name',
    assertions: 'name',
  },
  ExportSpecifier: { local: 'exported', exported: 'name' },
  ExpressionStatement: { expression: 'unused' },
  ForInStatement: { left: 'target', right: 'iterated', body: 'code' },
  ForOfStatement: { left: 'target', right: 'iterated', body: 'code' },
  ForStatement: { init: 'unused', test: 'unused', update: 'unused', body: 'code' },
  FunctionDeclaration: FUNCTION,
  FunctionExpression: FUNCTION,
  Identifier: { decorators: 'decorator', typeAnnotation: 'type' },
  IfStatement: { test: 'unused', consequent: 'code', alternate: 'code' },
  ImportAttribute: { key: 'name', value: 'name' },
  ImportDeclaration: { source: 'name', specifiers: 'code', attributes: 'name', assertions: 'name' },
  ImportDefaultSpecifier: { local: 'target' },
  ImportExpression: { source: 'key', options: 'unused', attributes: 'unused' },
  ImportNamespaceSpecifier: { local: 'target' },
  ImportSpecifier: { local: 'target', imported: 'name' },
  JSXAttribute: { name: 'name', value: 'rendered' },
  JSXClosingElement: { name: 'name' },
  JSXClosingFragment: {},
  JSXElement: { openingElement: 'code', children: 'rendered', closingElement: 'name' },
  JSXEmptyExpression: {},
  JSXExpressionContainer: { expression: 'rendered' },
  JSXFragment: { openingFragment: 'code', children: 'rendered', closingFragment: 'name' },
  JSXIdentifier: {},
  JSXMemberExpression: { object: 'object', property: 'name' },
  JSXNamespacedName: { namespace: 'name', name: 'name' },
  JSXOpeningElement: { name: 'rendered', attributes: 'code', typeArguments: 'type' },
  JSXOpeningFragment: {},
  JSXSpreadAttribute: { argument: 'rendered' },
  JSXSpreadChild: { expression: 'rendered' },
  JSXText: {},
  LabeledStatement: { label: 'name', body: 'code' },
  Literal: {},
  LogicalExpression: { left: 'alternative', right: 'fallback' },
  MemberExpression: { object: 'object', property: 'key' },
  MetaProperty: { meta: 'name', property: 'name' },
  MethodDefinition: METHOD,
  NewExpression: { callee: 'callee', arguments: 'argument', typeArguments: 'type' },
  ObjectExpression: { properties: 'property' },
  ObjectPattern: { properties: 'target', decorators: 'decorator', typeAnnotation: 'type' },
  PrivateIdentifier: {},
  Program: { body: 'code' },
  Property: { key: 'key', value: 'property' },
  PropertyDefinition: FIELD,
  RestElement: {
    argument: 'target',
    value: 'target',
    decorators: 'decorator',
    typeAnnotation: 'type',
  },
  ReturnStatement: { argument: 'returned' },
  SequenceExpression: { expressions: 'value' },
  SpreadElement: { argument: 'spread' },
  StaticBlock: { body: 'code' },
  Super: {},
  SwitchCase: { test: 'unused', consequent: 'code' },
  SwitchStatement: { discriminant: 'unused', cases: 'code' },
  TaggedTemplateExpression: { tag: 'callee', quasi: 'argument', typeArguments: 'type' },
  TemplateElement: {},
  TemplateLiteral: { quasis: 'name', expressions: 'operand' },
  ThisExpression: {},
  ThrowStatement: { argument: 'thrown' },
  TryStatement: { block: 'code', handler: 'code', finalizer: 'code' },
  UnaryExpression: { argument: 'operand' },
  UpdateExpression: { argument: 'target' },
  VariableDeclaration: { declarations: 'code' },
  VariableDeclarator: { id: 'target', init: 'assigned' },
  WhileStatement: { test: 'unused', body: 'code' },
  WithStatement: { object: 'dynamic', body: 'code' },
  YieldExpression: { argument: 'yielded' },

  TSAbstractAccessorProperty: { key: 'key', decorators: 'decorator', typeAnnotation: 'type' },
  TSAbstractMethodDefinition: METHOD,
  TSAbstractPropertyDefinition: { key: 'key', decorators: 'decorator', typeAnnotation: 'type' },
  TSAsExpression: { expression: 'value', typeAnnotation: 'type' },
  TSEnumBody: { members: 'member' },
  TSEnumDeclaration: { id: 'name', body: 'code', members: 'member' },
  TSEnumMember: { id: 'key', initializer: 'property' },
  TSExportAssignment: { expression: 'exported' },
  TSExternalModuleReference: { expression: 'name' },
  TSImportEqualsDeclaration: { id: 'target', moduleReference: 'assigned' },
  TSInstantiationExpression: { expression: 'value', typeArguments: 'type' },
  TSModuleBlock: { body: 'code' },
  TSModuleDeclaration: { id: 'name', body: 'code' },
  TSNamespaceExportDeclaration: { id: 'name' },
  TSNonNullExpression: { expression: 'value' },
  TSParameterProperty: { parameter: 'target', decorators: 'decorator' },
  TSQualifiedName: { left: 'object', right: 'name' },
  TSSatisfiesExpression: { expression: 'value', typeAnnotation: 'type' },
  TSTypeAssertion: { expression: 'value', typeAnnotation: 'type' },

  TSAbstractKeyword: {},
  TSAnyKeyword: {},
  TSArrayType: TYPES,
  TSAsyncKeyword: {},
  TSBigIntKeyword: {},
  TSBooleanKeyword: {},
  TSCallSignatureDeclaration: { params: 'type', returnType: 'type', typeParameters: 'type' },
  TSClassImplements: { expression: 'type', typeArguments: 'type' },
  TSConditionalType: { checkType: 'type', extendsType: 'type', trueType: 'type', falseType: 'type' },
  TSConstructorType: { params: 'type', returnType: 'type', typeParameters: 'type' },
  TSConstructSignatureDeclaration: { params: 'type', returnType: 'type', typeParameters: 'type' },
  TSDeclareFunction: { id: 'name', params: 'type', returnType: 'type', typeParameters: 'type' },
  TSDeclareKeyword: {},
  TSEmptyBodyFunctionExpression: { params: 'type', returnType: 'type', typeParameters: 'type' },
  TSExportKeyword: {},
  TSFunctionType: { params: 'type', returnType: 'type', typeParameters: 'type' },
  TSImportType: {
    argument: 'type',
    source: 'type',
    options: 'type',
    qualifier: 'type',
    typeArguments: 'type',
  },
  TSIndexedAccessType: { objectType: 'type', indexType: 'type' },
  TSIndexSignature: { parameters: 'type', typeAnnotation: 'type' },
  TSInferType: { typeParameter: 'type' },
  TSInterfaceBody: { body: 'type' },
  TSInterfaceDeclaration: { id: 'type', body: 'type', extends: 'type', typeParameters: 'type' },
  TSInterfaceHeritage: { expression: 'type', typeArguments: 'type' },
  TSIntersectionType: { types: 'type' },
  TSIntrinsicKeyword: {},
  TSLiteralType: { literal: 'type' },
  TSMappedType: {
    key: 'type',
    typeParameter: 'type',
    constraint: 'type',
    nameType: 'type',
    typeAnnotation: 'type',
  },
  TSMethodSignature: { key: 'type', params: 'type', returnType: 'type', typeParameters: 'type' },
  TSNamedTupleMember: { label: 'type', elementType: 'type' },
  TSNeverKeyword: {},
  TSNullKeyword: {},
  TSNumberKeyword: {},
  TSObjectKeyword: {},
  TSOptionalType: { typeAnnotation: 'type' },
  TSPrivateKeyword: {},
  TSPropertySignature: { key: 'type', typeAnnotation: 'type' },
  TSProtectedKeyword: {},
  TSPublicKeyword: {},
  TSReadonlyKeyword: {},
  TSRestType: { typeAnnotation: 'type' },
  TSStaticKeyword: {},
  TSStringKeyword: {},
  TSSymbolKeyword: {},
  TSTemplateLiteralType: { quasis: 'type', types: 'type' },
  TSThisType: {},
  TSTupleType: { elementTypes: 'type' },
  TSTypeAliasDeclaration: { id: 'type', typeAnnotation: 'type', typeParameters: 'type' },
  TSTypeAnnotation: { typeAnnotation: 'type' },
  TSTypeLiteral: { members: 'type' },
  TSTypeOperator: { typeAnnotation: 'type' },
  TSTypeParameter: { name: 'type', constraint: 'type', default: 'type' },
  TSTypeParameterDeclaration: { params: 'type' },
  TSTypeParameterInstantiation: { params: 'type' },
  TSTypePredicate: { parameterName: 'type', typeAnnotation: 'type' },
  TSTypeQuery: { exprName: 'type', typeArguments: 'type' },
  TSTypeReference: { typeName: 'type', typeArguments: 'type' },
  TSUndefinedKeyword: {},
  TSUnionType: { types: 'type' },
  TSUnknownKeyword: {},
  TSVoidKeyword: {},
};

/** The same for types of nodes that only Babel makes, and that mean what one of the language means. */
const BABEL_SYNTAX: Readonly<Record<string, Readonly<Record<string, Role>>>> = {
  // Flow, and parentheses that a parser keeps.
  AsConstExpression: { expression: 'value' },
  AsExpression: { expression: 'value', typeAnnotation: 'type' },
  ParenthesizedExpression: { expression: 'value' },
  SatisfiesExpression: { expression: 'value', typeAnnotation: 'type' },
  TypeCastExpression: { expression: 'value', typeAnnotation: 'type' },
};

/**
 * What becomes of the values of a node's children, by the keys under which they stand.
 *
 * @param type the node's type
 * @returns undefined for a type that is not in the table: the values escape
 */
export function getRows(type: string): Readonly<Record<string, Role>> | undefined {
  return Object.hasOwn(SYNTAX, type)
    ? (SYNTAX as Readonly<Record<string, Readonly<Record<string, Role>>>>)[type]
    : Object.hasOwn(BABEL_SYNTAX, type)
      ? BABEL_SYNTAX[type]
      : undefined;
}
