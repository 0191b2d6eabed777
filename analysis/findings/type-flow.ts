import type { SocketApi } from '../apis/description.ts';
import type { Activation } from '../dataflow/activation.ts';
import type { Engine } from '../dataflow/engine.ts';
import { type HeapValue, isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import {
  type CallNode,
  type ClassNode,
  type Node,
  getPropertyName,
  getValue,
  isClass,
  isFunction,
  isNode,
  unwrap,
} from '../program/syntax.ts';
import { getDeclaredTypes, getFirstName } from './declared-types.ts';
import { findDocTypes } from './doc-comments.ts';
import { DocTypes } from './doc-types.ts';
import { type TypePath, WrittenTypes, getArguments, getNodes } from './written-types.ts';

/** What is asked about an options object. */
export interface TypedObject {
  readonly object: HeapValue;
  /** The property that would go. */
  readonly option: string;
  readonly api: SocketApi;
  /** The calls of the API that are given the object: what they take is the API's own type. */
  readonly calls: ReadonlySet<Node>;
}

/**
 * Why the types of a program may refuse an options object without one of its properties.
 *
 * Follows the annotations along the flow of the object. Those of the API, and those that are written out and let the property be
 * left out, are known to accept it; any other may ask for it.
 *
 * @returns a clause, or undefined when every type on its way accepts the object without the property
 */
export function findTypeReason(engine: Engine, typed: TypedObject): string | undefined {
  const written = typed.object.stores.find(
    ({ name, node }) => name === typed.option && node.type !== 'Property',
  );
  if (written && getDeclaredTypes(written.activation.file).isTyped) {
    return `the option is also set at ${written.activation.file.formatPlace(written.node)}`;
  }
  for (const { origin } of typed.object.hubs) {
    if (origin.kind === 'expression') {
      const reason = new TypeWalk(engine, typed, origin.activation).findReason(origin.node);
      if (reason !== undefined) {
        return reason;
      }
    }
  }
  return undefined;
}

/** The way upwards from one expression that holds the object. */
class TypeWalk {
  readonly #engine: Engine;
  readonly #typed: TypedObject;
  readonly #activation: Activation;
  readonly #file: ProgramFile;
  readonly #types: WrittenTypes;
  readonly #docs: DocTypes;
  #reason: string | undefined;

  constructor(engine: Engine, typed: TypedObject, activation: Activation) {
    this.#engine = engine;
    this.#typed = typed;
    this.#activation = activation;
    this.#file = activation.file;
    this.#types = new WrittenTypes(this.#file, typed.api, typed.option);
    this.#docs = new DocTypes(this.#file, typed.api, typed.option);
  }

  findReason(node: Node): string | undefined {
    this.#checkRead(node, []);
    this.#climb(node, []);
    return this.#reason;
  }

  #refuse(reason: string): void {
    this.#reason ??= reason;
  }

  #check(annotation: unknown, path: TypePath): void {
    const inner =
      isNode(annotation) && /^(?:TS)?TypeAnnotation$/u.test(annotation.type)
        ? getNodes(annotation, 'typeAnnotation')[0]
        : annotation;
    const refusal = isNode(inner) ? this.#types.findRefusal(inner, path) : undefined;
    if (refusal) {
      this.#refuse(`its type at ${this.#file.formatPlace(refusal)} may ask for it`);
    }
  }

  /** Types that stand in comments at a declaration. */
  #checkDocs(node: Node, tag: 'type' | 'returns' | 'param', path: TypePath, name?: string): void {
    for (const doc of findDocTypes(this.#file, node, tag, name)) {
      if (!this.#docs.accepts(doc.text, path)) {
        this.#refuse(`its type in the comment at ${this.#file.formatPlace(doc.node)} may ask for it`);
      }
    }
  }

  /** A name whose type is taken from a value that holds the object: the type would change with it. */
  #checkTaken(name: string | undefined, isClassName = false): void {
    const { queries, indexed } = getDeclaredTypes(this.#file);
    const taken =
      name === undefined ? undefined : (queries.get(name) ?? (isClassName ? indexed.get(name) : undefined));
    if (taken) {
      this.#refuse(`its type is taken at ${this.#file.formatPlace(taken)}`);
    }
  }

  /** What the object is read from: the annotation of a variable, a parameter, a field. */
  #checkRead(node: Node, path: TypePath): void {
    if (node.type === 'Identifier') {
      this.#checkVariable(node, path);
    } else if (node.type === 'MemberExpression') {
      this.#checkTarget(node, path);
    }
  }

  #climb(start: Node, startPath: TypePath): void {
    const { tree } = this.#file;
    let path = startPath;
    let value = start;
    for (let parent = tree.getParent(value); parent; parent = tree.getParent(value)) {
      const next = this.#step(value, parent, path);
      this.#checkDocs(value, 'type', path);
      if (!next || this.#reason !== undefined) {
        return;
      }
      path = next;
      value = parent;
    }
  }

  /** @returns the path from what is around a value to the object, or undefined where the way ends */
  #step(value: Node, parent: Node, path: TypePath): TypePath | undefined {
    switch (parent.type as string) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TypeCastExpression':
      case 'AsExpression':
      case 'SatisfiesExpression':
        this.#check(getValue(parent, 'typeAnnotation'), path);
        return path;
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'AsConstExpression':
      case 'AwaitExpression':
        return path;
      case 'SequenceExpression':
        return (parent as { expressions?: readonly Node[] }).expressions?.at(-1) === value ? path : undefined;
      case 'ConditionalExpression':
        return getValue(parent, 'test') === value ? undefined : path;
      case 'LogicalExpression':
        return path;
      default:
        return this.#stepInto(value, parent, path);
    }
  }

  #stepInto(value: Node, parent: Node, path: TypePath): TypePath | undefined {
    switch (parent.type) {
      case 'AssignmentExpression':
        if ((parent.right as Node) !== value) {
          return undefined;
        }
        this.#checkTarget(parent.left, path);
        return path;
      case 'VariableDeclarator':
        if (parent.init === value) {
          this.#checkPattern(parent.id, path);
        }
        return undefined;
      case 'AssignmentPattern':
        if (parent.right === value) {
          this.#checkPattern(parent.left, path);
        }
        return undefined;
      case 'PropertyDefinition':
      case 'AccessorProperty':
        if (parent.value === value) {
          this.#check(parent.typeAnnotation, path);
          this.#checkDocs(parent, 'type', path);
          this.#checkMember(parent, isPrivate(parent));
        }
        return undefined;
      case 'Property':
        if (parent.value !== value || this.#file.tree.getParent(parent)?.type !== 'ObjectExpression') {
          return undefined;
        }
        this.#checkDocs(parent, 'type', path);
        return [getPropertyName(parent) ?? '*', ...path];
      case 'ObjectExpression':
        return path;
      case 'ArrayExpression':
        return ['[]', ...path];
      case 'CallExpression':
      case 'NewExpression':
        this.#checkArgument(parent, value, path);
        return undefined;
      case 'ReturnStatement':
        this.#checkReturn(this.#file.tree.getUnit(parent), path);
        return undefined;
      case 'YieldExpression':
        this.#checkReturn(this.#file.tree.getUnit(parent), ['[]', ...path]);
        return undefined;
      case 'ArrowFunctionExpression':
        if (parent.body === value) {
          this.#checkReturn(parent, path);
        }
        return undefined;
      default:
        return undefined;
    }
  }

  #checkReturn(unit: Node, path: TypePath): void {
    if (!isFunction(unit)) {
      return;
    }
    const returnType = unit.returnType as unknown;
    this.#check(isNode(returnType) ? getValue(returnType, 'typeAnnotation') : undefined, path);
    this.#checkDocs(unit, 'returns', path);
    this.#checkTaken(unit.id?.name);
    const parent = this.#file.tree.getParent(unit);
    if (parent?.type === 'MethodDefinition') {
      this.#checkMember(parent, isPrivate(parent));
    } else if (unit.type !== 'FunctionDeclaration') {
      // The type of what holds the function.
      this.#climb(unit, ['()', ...path]);
    }
  }

  /** A member of a class: an interface or a base class may ask for the option in it. */
  #checkMember(member: Node, isPrivateMember: boolean): void {
    const body = this.#file.tree.getParent(member);
    const owner = body && this.#file.tree.getParent(body);
    if (!isClass(owner)) {
      return;
    }
    this.#checkTaken(owner.id?.name, true);
    if (isPrivateMember) {
      return;
    }
    const [contract] = getNodes(owner, 'implements');
    if (contract) {
      this.#refuse(`the interface at ${this.#file.formatPlace(contract)} may ask for it`);
    }
    if (owner.superClass && !this.#isPlainBase(owner)) {
      this.#refuse(`the base class at ${this.#file.formatPlace(owner.superClass)} may ask for it`);
    }
  }

  /** Whether a class extends one that has no options: an emitter, or a class of the file without a base of its own. */
  #isPlainBase({ superClass }: ClassNode): boolean {
    const name = getFirstName(superClass);
    const { modules } = getDeclaredTypes(this.#file);
    const module = name === undefined ? undefined : modules.get(name);
    if (module !== undefined) {
      return (
        /^(?:node:)?(?:events|stream|net|dgram)$/u.test(module) ||
        (this.#typed.api.modules ?? []).includes(module)
      );
    }
    const base = this.#file.tree.classes.find(({ id }) => id?.name === name);
    return (
      base !== undefined &&
      !base.superClass &&
      !base.body.body.some((member) => member.type.startsWith('TSAbstract'))
    );
  }

  #checkArgument(call: CallNode, value: Node, path: TypePath): void {
    const index = call.arguments.indexOf(value as (typeof call.arguments)[number]);
    if (index < 0 || this.#typed.calls.has(call)) {
      return;
    }
    const isPlain = path.every((step) => step === '[]' || step === '*');
    for (const argument of getArguments(call)) {
      if (this.#types.findRefusal(argument, []) !== undefined || !isPlain) {
        this.#refuse(`its type at ${this.#file.formatPlace(argument)} may ask for it`);
      }
    }
    this.#checkRead(unwrap(call.callee), [`(${index})`, ...path]);
    for (const callee of this.#engine.getCallees(call, this.#activation)) {
      const taking = isHeapValue(callee) ? getParameters(callee) : undefined;
      if (taking && isHeapValue(callee)) {
        this.#inFile(callee, (walk) => {
          walk.#checkParameter(taking, index, path);
        });
      }
    }
  }

  #checkParameter(parameters: readonly Node[], index: number, path: TypePath): void {
    const parameter = parameters[index] ?? parameters.at(-1);
    if (parameter?.type === 'RestElement') {
      this.#checkPattern(parameter, ['[]', ...path]);
    } else if (parameter && index < parameters.length) {
      this.#checkPattern(parameter, path);
    }
  }

  /** A function may be of another file of the program. */
  #inFile({ activation }: HeapValue, check: (walk: TypeWalk) => void): void {
    if (!activation || activation.file === this.#file) {
      check(this);
      return;
    }
    const walk = new TypeWalk(this.#engine, this.#typed, activation);
    check(walk);
    this.#reason ??= walk.#reason;
  }

  #checkPattern(pattern: Node, path: TypePath): void {
    switch (pattern.type) {
      case 'AssignmentPattern':
        this.#checkPattern(pattern.left, path);
        return;
      case 'TSParameterProperty':
        this.#checkPattern(pattern.parameter, path);
        return;
      case 'Identifier':
        this.#checkVariable(pattern, path);
        return;
      case 'MemberExpression':
        this.#checkTarget(pattern, path);
        return;
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
        this.#check(pattern.typeAnnotation, path);
        return;
      default:
    }
  }

  #checkVariable(identifier: Node, path: TypePath): void {
    const variable = this.#file.bindings.getVariable(identifier);
    const definition = variable?.defs[0];
    const name: Node | undefined = definition?.name;
    if (!variable || !definition || name?.type !== 'Identifier') {
      return;
    }
    this.#checkTaken(name.name, isClass(definition.node));
    const declaration: Node = definition.node;
    const kind: string = definition.type;
    if (kind === 'Parameter') {
      this.#checkDocs(declaration, 'param', path, name.name);
    }
    if (declaration.type === 'VariableDeclarator') {
      this.#checkDocs(declaration, 'type', path);
    }
    const pattern = this.#findAnnotated(name);
    if (pattern) {
      // What is destructured has a type by the path that leads to it.
      const annotation = 'typeAnnotation' in pattern ? pattern.typeAnnotation : undefined;
      this.#check(annotation, pattern === name ? path : [...this.#getPatternPath(name, pattern), ...path]);
    } else if (path.length === 0) {
      this.#checkInferred(identifier);
    }
  }

  /** The pattern with an annotation that declares a name. */
  #findAnnotated(name: Node): Node | undefined {
    for (let node: Node | undefined = name; node; node = this.#file.tree.getParent(node)) {
      if ('typeAnnotation' in node && node.typeAnnotation && isPattern(node)) {
        return node;
      }
      if (!isPattern(node) && node.type !== 'Property') {
        return undefined;
      }
    }
    return undefined;
  }

  #getPatternPath(name: Node, pattern: Node): TypePath {
    const path: string[] = [];
    for (let node = this.#file.tree.getParent(name); node; node = this.#file.tree.getParent(node)) {
      if (node.type === 'Property') {
        path.unshift(getPropertyName(node) ?? '*');
      } else if (node.type === 'ArrayPattern') {
        path.unshift('[]');
      }
      if (node === pattern) {
        break;
      }
    }
    return path;
  }

  /** A variable gets its type from what it is first given; another object with the option would no longer fit. */
  #checkInferred(identifier: Node): void {
    const variable = this.#file.bindings.getVariable(identifier);
    if (!variable || !getDeclaredTypes(this.#file).isTyped) {
      return;
    }
    for (const write of this.#file.bindings.getWrites(variable)) {
      const parent = this.#file.tree.getParent(write);
      const given =
        parent?.type === 'AssignmentExpression' && parent.operator === '=' ? unwrap(parent.right) : undefined;
      if (
        given?.type === 'ObjectExpression' &&
        given !== this.#typed.object.node &&
        given.properties.some(
          (property) => property.type === 'Property' && getPropertyName(property) === this.#typed.option,
        )
      ) {
        this.#refuse(`another object with the option is assigned at ${this.#file.formatPlace(write)}`);
      }
    }
  }

  /** What is assigned to: a variable, or a field by its name in the classes of the file. */
  #checkTarget(target: Node, path: TypePath): void {
    const expression = unwrap(target);
    if (expression.type === 'Identifier') {
      this.#checkVariable(expression, path);
      return;
    }
    if (expression.type !== 'MemberExpression') {
      return;
    }
    const name = getPropertyName(expression);
    const holder = unwrap(expression.object);
    if (holder.type !== 'ThisExpression') {
      this.#checkTarget(holder, [name ?? (isIndex(expression.property) ? '[]' : '*'), ...path]);
      return;
    }
    const owner = this.#file.tree.getClass(this.#file.tree.getThisUnit(holder));
    for (const member of owner?.body.body ?? []) {
      if ('key' in member && getPropertyName(member) === name) {
        this.#check('typeAnnotation' in member ? member.typeAnnotation : undefined, path);
        this.#checkDocs(member, 'type', path);
        this.#checkMember(member, isPrivate(member));
      }
    }
    for (const parameter of owner ? getParameterProperties(owner) : []) {
      const { parameter: inner } = parameter;
      const declared: Node = inner.type === 'AssignmentPattern' ? inner.left : inner;
      if (declared.type === 'Identifier' && declared.name === name) {
        this.#check(declared.typeAnnotation, path);
        this.#checkMember(
          this.#file.tree.getParent(this.#file.tree.getUnit(parameter)) ?? parameter,
          isPrivate(parameter),
        );
      }
    }
  }
}

function isPattern(node: Node): boolean {
  return ['Identifier', 'ObjectPattern', 'ArrayPattern', 'RestElement', 'AssignmentPattern'].includes(
    node.type,
  );
}

function isIndex(property: Node): boolean {
  return property.type !== 'Identifier' && property.type !== 'PrivateIdentifier';
}

/** Whether a member of a class is one that no interface or base class from elsewhere can ask for. */
function isPrivate(member: Node): boolean {
  return (
    ('accessibility' in member && member.accessibility === 'private') ||
    ('key' in member && (member.key as Node | null)?.type === 'PrivateIdentifier')
  );
}

/** The parameters of a function, or of the constructor of a class. */
function getParameters({ node }: HeapValue): readonly Node[] | undefined {
  const called = isClass(node)
    ? node.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor')
    : undefined;
  const owner = called?.type === 'MethodDefinition' ? (called.value as Node) : node;
  return isFunction(owner) ? owner.params : undefined;
}

function getParameterProperties(owner: ClassNode) {
  return owner.body.body.flatMap((member) =>
    member.type === 'MethodDefinition' && member.kind === 'constructor'
      ? (member.value.params as readonly Node[]).filter(
          (parameter) => parameter.type === 'TSParameterProperty',
        )
      : [],
  );
}
