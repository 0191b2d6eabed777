import type { Engine } from '../../dataflow/engine.ts';
import { isHeapValue } from '../../dataflow/values.ts';
import type { Variable } from '../../program/bindings.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  getValue,
  isCall,
  isClass,
  isFunction,
  isNode,
  unwrap,
} from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { findAskingComment } from './doc-comments.ts';
import { TypeChecks } from './type-checks.ts';
import { getArguments } from './type-nodes.ts';
import type { TypePath } from './type-path.ts';
import {
  CALLING,
  CONTAINER_METHODS,
  ELEMENT,
  ENDS,
  GROWING,
  hasOption,
  isConst,
  isIdentityFunction,
  isIndex,
  isOfNamespace,
} from './type-steps.ts';
import type { TypedObject } from './typed-object.ts';
import { findBase, findDefinition, findMembers, findOwner, isHidden } from './typed-members.ts';

/** Methods of functions that are handed what becomes `this`. */
const THIS_METHODS: ReadonlySet<string> = new Set(['call', 'apply', 'bind']);

/** Steps from one expression to the next, at most. */
const STEPS = 2000;

/** The way of the type through one file. */
export class TypeWalk {
  readonly places: Set<Node> = new Set<Node>();
  readonly #engine: Engine;
  readonly #typed: TypedObject;
  readonly #file: ProgramFile;
  readonly #checks: TypeChecks;
  readonly #isTyped: boolean;
  readonly #askingComment: string | undefined;
  readonly #seen = new Map<Node, Set<string>>();
  readonly #pending: (readonly [Node, TypePath])[] = [];
  #steps = 0;

  constructor(engine: Engine, typed: TypedObject, file: ProgramFile) {
    this.#engine = engine;
    this.#typed = typed;
    this.#file = file;
    this.#checks = new TypeChecks(file, typed);
    this.#isTyped = getDeclaredTypes(file).isTyped;
    // Where comments with types may stand is not all followed.
    this.#askingComment = file.source.isTypeScript ? undefined : findAskingComment(file, typed.option);
  }

  findReason(starts: ReadonlySet<Node>): string | undefined {
    for (const start of starts) {
      const { parent } = this.#file.tree.getUse(start);
      if (this.#hasFlowComments() && !(isCall(parent) && this.#typed.calls.has(parent))) {
        this.#checks.refuse('the types of Flow that stand in comments are not read');
      }
      if (this.#askingComment !== undefined && !(isCall(parent) && this.#typed.calls.has(parent))) {
        this.#checks.refuse(`a type in the comment at ${this.#askingComment} may ask for it`);
      }
      this.#checkRead(start);
      this.#follow(start, []);
    }
    for (let next = this.#pending.pop(); next && !this.#checks.reason; next = this.#pending.pop()) {
      this.#climb(...next);
    }
    return this.#checks.reason;
  }

  #hasFlowComments(): boolean {
    const { text } = this.#file.source;
    return text.includes('@flow') && /\/\*\s*::?(?!\/)/u.test(text);
  }

  /** What a file with types does not show to let the type pass. */
  #refuse(node: Node, what = 'is no longer followed at'): void {
    if (this.#isTyped) {
      this.#checks.refuse(`its type ${what} ${this.#file.formatPlace(node)}`);
    }
  }

  /** What takes a value has a type that is written nowhere. */
  #refuseAt(node: Node): void {
    if (this.#isTyped) {
      this.#checks.refuse(`its type at ${this.#file.formatPlace(node)} may ask for it`);
    }
  }

  /** An expression has the type, or holds it. */
  #follow(node: Node, path: TypePath): void {
    const key = path.join('\n');
    const paths = this.#seen.get(node) ?? new Set();
    if (!paths.has(key)) {
      this.#seen.set(node, paths.add(key));
      this.#pending.push([node, path]);
    }
  }

  /** Where an object comes from that is read from a variable or a field of a file that does not make it. */
  #checkRead(node: Node): void {
    if (node.type === 'Identifier' || node.type === 'MemberExpression') {
      this.#assign(node, [], false);
    }
  }

  #climb(start: Node, startPath: TypePath): void {
    const { tree } = this.#file;
    this.places.add(start);
    let path: TypePath | undefined = startPath;
    let value = start;
    for (let parent = tree.getParent(value); parent; parent = tree.getParent(value)) {
      this.#steps += 1;
      if (this.#steps > STEPS) {
        this.#refuse(start);
        return;
      }
      this.#checks.checkDocs(value, 'type', path);
      path = this.#step(value, parent, path);
      if (!path || this.#checks.reason !== undefined) {
        return;
      }
      value = parent;
    }
  }

  /** @returns the path from what is around a value to the object, or undefined where the way ends */
  #step(value: Node, parent: Node, path: TypePath): TypePath | undefined {
    switch (parent.type as string) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
      case 'TypeCastExpression':
      case 'AsExpression':
        this.#checks.check(getValue(parent, 'typeAnnotation'), path);
        return isConst(getValue(parent, 'typeAnnotation')) ? path : undefined;
      case 'TSSatisfiesExpression':
      case 'SatisfiesExpression':
        this.#checks.check(getValue(parent, 'typeAnnotation'), path);
        return path;
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'AsConstExpression':
      case 'LogicalExpression':
        return path;
      case 'AwaitExpression':
        return path[0] === '~' ? path.slice(1) : path;
      case 'SequenceExpression':
        return (parent as { expressions?: readonly Node[] }).expressions?.at(-1) === value ? path : undefined;
      case 'ConditionalExpression':
        return getValue(parent, 'test') === value ? undefined : path;
      case 'ArrayExpression':
        return ['[]', ...path];
      case 'ObjectExpression':
        return path;
      case 'SpreadElement':
        return this.#stepOverSpread(parent, path);
      default:
        return this.#stepInto(value, parent, path);
    }
  }

  #stepOverSpread(spread: Node, path: TypePath): TypePath | undefined {
    const around = this.#file.tree.getParent(spread);
    if (around?.type === 'ObjectExpression') {
      return path;
    }
    if (around?.type === 'ArrayExpression' && path[0] === '[]') {
      return path.slice(1);
    }
    this.#refuse(spread);
    return undefined;
  }

  #stepInto(value: Node, parent: Node, path: TypePath): TypePath | undefined {
    switch (parent.type) {
      case 'AssignmentExpression':
        if ((parent.right as Node) !== value) {
          if (this.#hasOption(parent.right)) {
            this.#refuse(value, 'is also that of the object with the option at');
          }
          return undefined;
        }
        this.#assign(parent.left, path, true);
        return path;
      case 'VariableDeclarator':
        if (parent.init === value) {
          this.#bind(parent.id, path);
        }
        return undefined;
      case 'AssignmentPattern':
        if (parent.right === value) {
          this.#checkDefault(parent.left, path);
        }
        return undefined;
      case 'PropertyDefinition':
      case 'AccessorProperty':
        if (parent.value === value && !this.#checks.checkMember(parent, path)) {
          this.#followMember(parent, path);
        }
        return undefined;
      case 'Property':
        return this.#stepOverProperty(value, parent, path);
      case 'MemberExpression':
        return parent.object === value ? this.#stepOverMember(parent, path) : undefined;
      case 'CallExpression':
      case 'NewExpression':
        return parent.callee === value ? this.#stepOverCall(parent, path) : this.#give(parent, value, path);
      case 'ReturnStatement':
        this.#return(this.#file.tree.getUnit(parent), path);
        return undefined;
      case 'YieldExpression':
        if (parent.delegate) {
          this.#refuse(parent);
        } else {
          this.#return(this.#file.tree.getUnit(parent), ['[]', ...path]);
        }
        return undefined;
      case 'ArrowFunctionExpression':
        if (parent.body === value) {
          this.#return(parent, path);
        }
        return undefined;
      case 'ForOfStatement':
        if (parent.right === value) {
          this.#loop(parent.left, path[0] === '[]' ? path.slice(1) : path);
        }
        return undefined;
      default:
        if (!ENDS.has(parent.type)) {
          this.#refuse(value);
        }
        return undefined;
    }
  }

  #stepOverProperty(value: Node, property: Node, path: TypePath): TypePath | undefined {
    if (
      property.type !== 'Property' ||
      property.value !== value ||
      this.#file.tree.getParent(property)?.type !== 'ObjectExpression'
    ) {
      return undefined;
    }
    this.#checks.checkDocs(property, 'type', path);
    const [step, ...rest] = path;
    return [getPropertyName(property) ?? '*', ...(property.kind === 'get' && step === '()' ? rest : path)];
  }

  /** A property of what has the type, or holds it. */
  #stepOverMember(member: Node, [step, ...rest]: TypePath): TypePath | undefined {
    if (member.type !== 'MemberExpression') {
      return undefined;
    }
    const name = getPropertyName(member);
    const { parent } = this.#file.tree.getUse(member);
    if (isCall(parent) && unwrap(parent.callee) === member && getDeclaredTypes(this.#file).hasThisTypes) {
      this.#refuse(member);
    }
    if (step === '[]' || step === '~') {
      return this.#stepOverContainer(member, name, [step, ...rest]);
    }
    if (step === undefined) {
      if (name === undefined || name === this.#typed.option) {
        this.#refuse(member);
      }
      return undefined;
    }
    if (name === step) {
      return rest;
    }
    if (name === undefined || step === '*' || step === '()') {
      this.#refuse(member);
    }
    return undefined;
  }

  /** A member of a list, a map, or a promise. */
  #stepOverContainer(member: Node, name: string | undefined, path: TypePath): TypePath | undefined {
    if (name === undefined || /^\d+$/u.test(name)) {
      return path.slice(1);
    }
    const call = this.#file.tree.getUse(member).parent;
    if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member || !CONTAINER_METHODS.has(name)) {
      if (name !== 'length' && name !== 'size') {
        this.#refuse(member);
      }
      return undefined;
    }
    const [first] = call.arguments;
    if (GROWING.has(name)) {
      // What joins the others must have their type.
      const other = call.arguments.find((argument) => this.#hasOption(argument));
      if (other) {
        this.#refuse(other, 'is also that of the object with the option at');
      }
      return undefined;
    }
    if (CALLING.has(name)) {
      if (!isFunction(first)) {
        this.#refuse(member);
        return undefined;
      }
      const [parameter] = first.params as readonly Node[];
      if (parameter) {
        this.#bind(parameter, path.slice(1));
      }
      return undefined;
    }
    // The member stands for what its call gives.
    return ['()', ...(ELEMENT.has(name) ? path.slice(1) : path)];
  }

  /** The call of a function that returns what has the type. */
  #stepOverCall(call: Node, [step, ...rest]: TypePath): TypePath | undefined {
    if (call.type === 'NewExpression' || step !== '()') {
      this.#refuse(call);
      return undefined;
    }
    return rest;
  }

  /** A value becomes the argument of a call. */
  #give(call: CallNode, value: Node, path: TypePath): TypePath | undefined {
    const index = call.arguments.indexOf(value as (typeof call.arguments)[number]);
    if (index < 0 || this.#typed.calls.has(call)) {
      return undefined;
    }
    const args = getArguments(call);
    for (const argument of args) {
      if (path.length > 0) {
        this.#refuse(argument);
      }
      this.#checks.check(argument, []);
    }
    const builtin = this.#giveBuiltin(call, value, path);
    if (builtin !== undefined) {
      return builtin === 'end' ? undefined : builtin;
    }
    const callee = unwrap(call.callee);
    const isCalledOn = callee.type === 'MemberExpression' && THIS_METHODS.has(getPropertyName(callee) ?? '');
    if (isCalledOn && getDeclaredTypes(this.#file).hasThisTypes) {
      this.#checks.refuse(`its type is no longer followed at ${this.#file.formatPlace(call)}`);
    }
    this.#checkCasts(call, [`(${String(index)})`, ...path]);
    if (callee.type !== 'Super' && this.#assign(callee, [`(${String(index)})`, ...path], false)) {
      return undefined;
    }
    return this.#giveFunctions(call, index, path);
  }

  /** What a function is said to be where it is called, or where it is given its name: `const start = open as Start`. */
  #checkCasts(call: CallNode, path: TypePath): void {
    const definition = findDefinition(this.#file, unwrap(call.callee));
    const initial = definition?.type === 'VariableDeclarator' ? definition.init : undefined;
    for (const expression of [call.callee, initial]) {
      for (let cast: unknown = expression; isNode(cast); cast = getValue(cast, 'expression')) {
        this.#checks.check(getValue(cast, 'typeAnnotation'), path);
      }
    }
  }

  #giveFunctions(call: CallNode, index: number, path: TypePath): TypePath | undefined {
    const functions = this.#findFunctions(call);
    if (functions.length === 0) {
      this.#refuse(call);
    }

    let isGeneric = false;
    for (const { file, node } of functions) {
      const checks = file === this.#file ? this.#checks : new TypeChecks(file, this.#typed);
      const result = checks.checkParameter(node, index, path);
      if (checks.reason !== undefined) {
        this.#checks.refuse(checks.reason);
      }
      isGeneric ||= result === 'generic';
      if (node === unwrap(call.callee) && isFunction(node)) {
        this.#bindParameter(node, index, path);
      }
      if (result === 'generic' && isFunction(node) && node.params.length > 1) {
        // What else it takes may hang on the type.
        this.#refuse(call);
      }
    }
    if (!isGeneric) {
      return undefined;
    }
    if (this.#file.tree.getUse(call).parent?.type === 'ExpressionStatement') {
      if (this.#hasOption(call)) {
        this.#refuse(call, 'is also that of the object with the option at');
      }
      return undefined;
    }
    const isIdentity = functions.length === 1 && functions.every(({ node }) => isIdentityFunction(node));
    if (!isIdentity) {
      this.#refuse(call);
      return undefined;
    }
    return path;
  }

  /** The parameters of a function that is called where it stands have the types of what they are given. */
  #bindParameter(callee: FunctionNode, index: number, path: TypePath): void {
    const parameters = callee.params as readonly Node[];
    const parameter = parameters[index] ?? parameters.at(-1);
    if (parameter?.type === 'RestElement') {
      this.#bind(parameter.argument, ['[]', ...path]);
    } else if (parameter && index < parameters.length) {
      this.#bind(parameter, path);
    }
  }

  /** @returns where the type goes in what a builtin gives, `end` where it goes nowhere, undefined for other functions */
  #giveBuiltin(call: CallNode, value: Node, path: TypePath): TypePath | 'end' | undefined {
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') {
      return undefined;
    }
    const name = getPropertyName(callee) ?? '';
    const holder = unwrap(callee.object);
    if (holder.type === 'Identifier' && this.#file.bindings.isGlobal(holder)) {
      const whole = `${holder.name}.${name}`;
      if (/^Object\.(?:freeze|seal|preventExtensions|assign)$/u.test(whole)) {
        return path;
      }
      if (whole === 'Promise.resolve') {
        return ['~', ...path];
      }
      if (holder.name === 'console') {
        return 'end';
      }
    }
    if (GROWING.has(name) && this.#findFunctions(call).length === 0) {
      this.#assign(holder, ['[]', ...path], true);
      return 'end';
    }
    const isMapped = isFunction(value) && path[0] === '()' && call.arguments[0] === value;
    if (isMapped && (name === 'map' || name === 'flatMap') && !getArguments(call)[0]) {
      return ['[]', ...path.slice(1)];
    }
    return isMapped && (name === 'then' || name === 'catch') ? ['~', ...path.slice(1)] : undefined;
  }

  /** The functions of the program that a call may run. */
  #findFunctions(call: CallNode): readonly { readonly file: ProgramFile; readonly node: Node }[] {
    const found = new Map<Node, ProgramFile>();
    const callee = unwrap(call.callee);
    const definition =
      callee.type === 'Super' ? findBase(this.#file, call) : findDefinition(this.#file, callee);
    if (isFunction(definition) || isClass(definition)) {
      found.set(definition, this.#file);
    }
    if (isFunction(callee)) {
      found.set(callee, this.#file);
    }
    for (const activation of this.#engine.getActivations(this.#file.tree.getUnit(call))) {
      for (const value of this.#engine.getCallees(call, activation)) {
        if (!isHeapValue(value) || !value.node || !value.activation || value.kind === 'bound') {
          return [];
        }
        found.set(value.node, value.activation.file);
      }
    }
    return [...found].map(([node, file]) => ({ file, node }));
  }

  #return(unit: Node, path: TypePath): void {
    if (!isFunction(unit)) {
      return;
    }
    const isDeclared = this.#checks.checkReturn(unit, path);
    const given = ['()', ...(unit.async && !unit.generator ? ['~'] : []), ...path];
    const parent = this.#file.tree.getParent(unit);
    if (parent?.type === 'MethodDefinition') {
      if (!isDeclared) {
        this.#followMember(parent, parent.kind === 'get' ? given.slice(1) : given);
      }
    } else if (unit.type !== 'FunctionDeclaration') {
      if (!isDeclared) {
        this.#follow(unit, given);
      }
    } else if (!isDeclared) {
      this.#followName(unit, given);
    }
  }

  #followName(declaration: FunctionNode, path: TypePath): void {
    const variable = declaration.id ? this.#file.bindings.getVariable(declaration.id) : undefined;
    if (variable) {
      this.#followVariable(variable, path);
    } else {
      this.#refuse(declaration);
    }
  }

  /** All that reads a variable whose type is inferred. */
  #followVariable(variable: Variable, path: TypePath): void {
    this.#checks.checkTaken(variable.name);
    const declaration = variable.defs[0]?.node;
    if (declaration && isOfNamespace(this.#file, declaration)) {
      this.#refuse(declaration);
    }
    for (const read of this.#file.bindings.getReads(variable)) {
      this.#follow(read, path);
    }
    for (const write of this.#file.bindings.getWrites(variable)) {
      const parent = this.#file.tree.getParent(write);
      const given =
        parent?.type === 'AssignmentExpression' && parent.left === write ? parent.right : undefined;
      if (given && this.#hasOption(given)) {
        this.#refuse(write, 'is also that of the object with the option at');
      }
    }
  }

  /** A member of a class whose type is inferred: all that reads it in the file has the type. */
  #followMember(member: Node, path: TypePath): void {
    this.#checks.checkContract(member);
    const owner = findOwner(this.#file, member);
    this.#checks.checkTaken(owner?.id?.name, true);
    const name =
      'key' in member ? getPropertyName(member as Parameters<typeof getPropertyName>[0]) : undefined;
    if (name === undefined || !isHidden(member)) {
      this.#refuse(member, 'is part of what others see of its class at');
    }
    if (name !== undefined) {
      this.#followMembers(name, path);
    }
  }

  #followMembers(name: string, path: TypePath): void {
    const { tree } = this.#file;
    for (const read of tree.getMembers(name)) {
      this.#follow(read, path);
    }
    for (const { property } of tree.getDestructuredReads(name)) {
      this.#bind(property.value, path);
    }
  }

  /** A pattern takes a value whose type is inferred, unless the pattern says what it takes. */
  #bind(pattern: Node, path: TypePath): void {
    if (this.#checks.checkPattern(pattern, path)) {
      return;
    }
    const [step, ...rest] = path;
    switch (pattern.type) {
      case 'AssignmentPattern':
        this.#bind(pattern.left, path);
        return;
      case 'Identifier': {
        const variable = this.#file.bindings.getVariable(pattern);
        if (variable?.identifiers.includes(pattern)) {
          this.#followVariable(variable, path);
        } else {
          this.#assignVariable(pattern, path, true);
        }
        return;
      }
      case 'MemberExpression':
        this.#assign(pattern, path, true);
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) {
          if (element) {
            this.#bind(
              element.type === 'RestElement' ? element.argument : element,
              step === '[]' ? rest : path,
            );
          }
        }
        return;
      case 'ObjectPattern':
        this.#bindProperties(pattern, path);
        return;
      default:
        this.#refuse(pattern);
    }
  }

  #bindProperties(pattern: Node, [step, ...rest]: TypePath): void {
    if (pattern.type !== 'ObjectPattern') {
      return;
    }
    for (const property of pattern.properties) {
      const name = property.type === 'Property' ? getPropertyName(property) : undefined;
      if (name === undefined || step === '*' || (step === undefined && name === this.#typed.option)) {
        this.#refuse(property);
      } else if (name === step && property.type === 'Property') {
        this.#bind(property.value, rest);
      }
    }
  }

  /** The default of a parameter or of a part of a pattern: whoever gives another one must give its type. */
  #checkDefault(pattern: Node, path: TypePath): void {
    if (!this.#checks.checkNested(pattern, path)) {
      this.#refuse(pattern, 'is that of the parameter at');
      this.#bind(pattern, path);
    }
  }

  #loop(left: Node, path: TypePath): void {
    if (left.type === 'VariableDeclaration') {
      for (const { id } of left.declarations) {
        this.#bind(id, path);
      }
    } else {
      this.#assign(left, path, true);
    }
  }

  /**
   * What is assigned to, or called, or read: what it is declared as decides.
   *
   * @param isWrite whether its type comes of what it is given, where nothing declares it
   * @returns whether it is declared
   */
  #assign(target: Node, path: TypePath, isWrite: boolean): boolean {
    const expression = unwrap(target);
    if (expression.type === 'Identifier') {
      return this.#assignVariable(expression, path, isWrite);
    }
    if (expression.type !== 'MemberExpression') {
      if (isWrite && !['ObjectPattern', 'ArrayPattern'].includes(expression.type)) {
        this.#refuse(expression);
      } else if (isWrite) {
        this.#bind(expression, path);
      }
      return false;
    }
    const name = getPropertyName(expression);
    const holder = unwrap(expression.object);
    const members = name === undefined ? [] : findMembers(this.#file, expression, name);
    if (members.length > 0) {
      let isDeclared = true;
      for (const member of members) {
        if (!this.#checks.checkMember(member, path)) {
          isDeclared = false;
          this.#assignMember(member, path, isWrite);
        }
      }
      return isDeclared;
    }
    if (holder.type === 'ThisExpression') {
      if (isWrite && name !== undefined) {
        this.#refuse(expression);
        this.#followMembers(name, path);
      }
      return false;
    }
    const step = name ?? (isIndex(expression.property) ? '[]' : '*');
    return this.#assign(holder, [step, ...path], false) || (isWrite && this.#refuseTarget(expression));
  }

  #refuseTarget(target: Node): false {
    this.#refuseAt(target);
    return false;
  }

  #assignVariable(identifier: Node, path: TypePath, isWrite: boolean): boolean {
    const variable = this.#file.bindings.getVariable(identifier);
    const definition = variable?.defs[0];
    const name: Node | undefined = definition?.name;
    if (!variable || name?.type !== 'Identifier') {
      return false;
    }
    this.#checks.checkTaken(name.name, isClass(definition?.node));
    if (this.#checks.checkNested(name, path)) {
      return true;
    }
    if (!isWrite) {
      return false;
    }
    const declaration: Node | undefined = definition?.node;
    const initial = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined;
    if (initial && !this.#isOpen(initial, path)) {
      // It has the type of what it was given first, which may be another.
      this.#refuseAt(identifier);
    }
    this.#followVariable(variable, path);
    return false;
  }

  #assignMember(member: Node, path: TypePath, isWrite: boolean): void {
    if (!isWrite) {
      return;
    }
    const initial = getValue(member, 'value');
    if (isNode(initial) && !this.#isOpen(initial, path)) {
      this.#refuseAt(member);
    }
    this.#followMember(member, path);
  }

  /** Whether what a variable is given first leaves open what it will hold: `[]`, or a container with types that are checked here. */
  #isOpen(initial: Node, path: TypePath): boolean {
    const value = unwrap(initial);
    if (value.type === 'ArrayExpression') {
      return value.elements.length === 0;
    }
    if (value.type !== 'NewExpression' || path[0] !== '[]') {
      return false;
    }
    const element = getArguments(value).at(-1);
    if (element) {
      this.#checks.check(element, path.slice(1));
    }
    return value.arguments.length === 0;
  }

  #hasOption(root: Node): boolean {
    return hasOption(root, this.#typed.option, this.#typed.object.node);
  }
}
