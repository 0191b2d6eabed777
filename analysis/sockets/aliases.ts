import type { TSESTree } from '@typescript-eslint/utils';
import type { Activation } from '../dataflow/activation.ts';
import type { FlowEvent } from '../program/control-flow.ts';
import {
  type KeyedNode,
  type Node,
  getPropertyName,
  isCall,
  isFunction,
  isWriteTarget,
  unwrap,
  getParameters,
} from '../program/syntax.ts';

/** The field of `this` that a getter gives, where a property is one that gives a field. */
export type GetForwardedField = (
  member: TSESTree.MemberExpression,
  activation: Activation,
) => string | undefined;

/**
 * By which names one socket is certainly meant at one point of a function, and whether other code may have it.
 *
 * Names are variables (`v:12`, by the place of their declaration) and fields of `this` or of a variable (`this.socket`).
 */
export class Aliases {
  readonly #activation: Activation;
  /** The expressions whose value is the socket: the call that made it. */
  readonly #sources: ReadonlySet<Node>;
  readonly #names: ReadonlySet<string>;
  readonly isShared: boolean;
  readonly #getForwarded: GetForwardedField;
  /** Equal for the same knowledge. */
  readonly key: string;

  private constructor(
    activation: Activation,
    sources: ReadonlySet<Node>,
    names: ReadonlySet<string>,
    isShared: boolean,
    getForwarded: GetForwardedField,
  ) {
    this.#getForwarded = getForwarded;
    this.#activation = activation;
    this.#sources = sources;
    this.#names = names;
    this.isShared = isShared;
    this.key = `${[...names].sort().join(' ')}${isShared ? '!' : ''}`;
  }

  /**
   * @param source the call that gives the socket
   * @param getForwarded what getters of `this` give
   */
  static start(source: Node, activation: Activation, getForwarded: GetForwardedField): Aliases {
    const aliases = new Aliases(activation, new Set([source]), new Set(), false, getForwarded);
    return aliases.#use(source);
  }

  #with(names: ReadonlySet<string>, isShared = this.isShared): Aliases {
    return new Aliases(this.#activation, this.#sources, names, isShared, this.#getForwarded);
  }

  /** The same, from where other code may have the socket. */
  share(): Aliases {
    return this.isShared ? this : this.#with(this.#names, true);
  }

  /** Whether an expression certainly is the socket. */
  includes(node: Node): boolean {
    const expression = unwrap(node);
    if (this.#sources.has(expression)) {
      return true;
    }
    switch (expression.type) {
      case 'AwaitExpression':
        return this.includes(expression.argument);
      case 'AssignmentExpression':
        return expression.operator === '=' && this.includes(expression.right);
      case 'CallExpression':
        // `socket.on(…).once(…)` is the socket, as far as it is one of its methods that returns it.
        return isChain(expression.callee) && this.includesReceiver(expression);
      default: {
        const name = this.#getName(expression);
        return name !== undefined && this.#names.has(name);
      }
    }
  }

  /** Whether a call is one of a method of the socket. */
  includesReceiver(call: Node): boolean {
    if (!isCall(call)) {
      return false;
    }
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression') {
      return false;
    }
    const method = getPropertyName(callee);
    if (method === 'call' || method === 'apply') {
      const [self] = call.arguments;
      return self !== undefined && this.includes(self);
    }
    return this.includes(callee.object);
  }

  /** Whether the socket is an argument of a call. */
  isHandedTo(call: Node): boolean {
    const args = call.type === 'TaggedTemplateExpression' ? call.quasi.expressions : [];
    return (isCall(call) ? call.arguments : args).some((argument) => this.includes(argument));
  }

  /** What is known behind an event that is no call. */
  after({ kind, node }: FlowEvent): Aliases {
    switch (kind) {
      case 'write':
        return this.#write(node);
      case 'store':
        return this.#store(node);
      case 'closure':
        return this.#captures(node) ? this.share() : this;
      case 'read':
        return this.#names.has(this.#getName(node) ?? '') ? this.#use(node) : this;
      case 'load':
        return this.#names.has(this.#getName(node) ?? '') ? this.#use(node) : this;
      default:
        return this;
    }
  }

  /** An expression that is the socket is a part of something else: what that does with it is not followed. */
  #use(node: Node): Aliases {
    const { tree } = this.#activation.file;
    const { value, parent } = tree.getUse(node);
    switch (parent?.type) {
      case 'MemberExpression':
        return parent.object === value ? this : this.share();
      case 'VariableDeclarator':
      case 'ExpressionStatement':
      case 'ReturnStatement':
      case 'IfStatement':
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'AwaitExpression':
        return this;
      case 'AssignmentExpression':
        return parent.right === value && parent.operator === '='
          ? this.#use(parent)
          : parent.left === value
            ? this
            : this.share();
      case 'ArrowFunctionExpression':
        return this;
      case 'PropertyDefinition':
      case 'AccessorProperty':
        return this.#useInField(parent);
      case 'CallExpression':
      case 'NewExpression':
        // Arguments are looked at where the call runs.
        return this;
      case 'ConditionalExpression':
      case 'LogicalExpression':
        return parent.type === 'ConditionalExpression' && parent.test === value ? this : this.share();
      default:
        return parent ? this.share() : this;
    }
  }

  /** `#socket = dgram.createSocket(…)`. */
  #useInField(field: KeyedNode): Aliases {
    const name = getPropertyName(field);
    return name === undefined ? this.share() : this.#with(new Set([...this.#names, `this.${name}`]), true);
  }

  #write(target: Node): Aliases {
    const name = this.#getName(target);
    if (name === undefined) {
      return this;
    }
    const value = this.#getWritten(target);
    if (value && this.includes(value)) {
      const names = new Set([...this.#names, name]);
      return this.#with(names, this.isShared || this.#isSeenElsewhere(target));
    }
    return this.#without(name);
  }

  #without(name: string): Aliases {
    const kept = [...this.#names].filter((known) => known !== name && !known.startsWith(`${name}.`));
    return kept.length === this.#names.size ? this : this.#with(new Set(kept));
  }

  #getWritten(target: Node): Node | undefined {
    const parent = this.#activation.file.tree.getParent(target);
    if (parent?.type === 'VariableDeclarator' && parent.id === target) {
      return parent.init ?? undefined;
    }
    return parent?.type === 'AssignmentExpression' &&
      (parent.left as Node) === target &&
      parent.operator === '='
      ? parent.right
      : undefined;
  }

  #store(node: Node): Aliases {
    const target: Node | undefined = node.type === 'AssignmentExpression' ? node.left : undefined;
    const name = target && this.#getName(target);
    const isStored = node.type === 'AssignmentExpression' && this.includes(node.right);
    if (isStored) {
      return name === undefined ? this.share() : this.#with(new Set([...this.#names, name]), true);
    }
    return name === undefined ? this : this.#without(name);
  }

  /** Whether a variable belongs to another unit, or a function that is declared may use it at any time. */
  #isSeenElsewhere(target: Node): boolean {
    const { file, unit } = this.#activation;
    const variable = file.bindings.getVariable(target);
    if (!variable || file.getHome(variable) !== unit) {
      return true;
    }
    return [...file.bindings.getReads(variable), ...file.bindings.getWrites(variable)].some((use) => {
      const inner = file.tree.getUnit(use);
      return (
        inner !== unit &&
        (isFunction(inner) ? inner.type === 'FunctionDeclaration' || inner.range[0] < target.range[0] : true)
      );
    });
  }

  /** Whether a function or class that is made uses one of the names. */
  #captures(closure: Node): boolean {
    const { file } = this.#activation;
    for (const name of this.#names) {
      if (name.startsWith('this.')) {
        return true;
      }
    }
    if (this.#names.size === 0) {
      return false;
    }
    const ids = new Set([...this.#names].map((name) => name.split('.')[0]));
    return [...ids].some((id) => {
      const variable = this.#variables.get(id ?? '');
      return (
        variable !== undefined && file.bindings.getReads(variable).some((read) => contains(closure, read))
      );
    });
  }

  get #variables(): ReadonlyMap<
    string,
    NonNullable<ReturnType<Activation['file']['bindings']['getVariable']>>
  > {
    let known = variablesOfFiles.get(this.#activation.file);
    if (!known) {
      known = new Map();
      variablesOfFiles.set(this.#activation.file, known);
    }
    return known;
  }

  /** The name of a variable, or of a field of `this` or of a variable; undefined for what is no plain path. */
  #getName(node: Node): string | undefined {
    const expression = unwrap(node);
    if (expression.type === 'ThisExpression') {
      return 'this';
    }
    if (expression.type === 'MemberExpression') {
      const base = this.#getName(expression.object);
      const name = this.#getForwarded(expression, this.#activation) ?? getPropertyName(expression);
      return base === undefined || name === undefined ? undefined : `${base}.${name}`;
    }
    if (expression.type !== 'Identifier') {
      return undefined;
    }
    const { file } = this.#activation;
    const variable = file.bindings.getVariable(expression);
    const place = variable?.identifiers[0]?.range[0];
    if (!variable || place === undefined) {
      return undefined;
    }
    const name = `v:${place}`;
    (this.#variables as Map<string, typeof variable>).set(name, variable);
    return name;
  }

  /** The same socket, seen from inside of a function that a call of this one runs. */
  passTo(call: Node, entered: Activation): Aliases {
    const names = new Set<string>();
    const { unit, file } = entered;
    const callee = isCall(call) ? unwrap(call.callee) : undefined;
    const isOnThis =
      unit.type === 'ArrowFunctionExpression' ||
      (callee?.type === 'MemberExpression' && unwrap(callee.object).type === 'ThisExpression');
    for (const name of this.#names) {
      // Variables have the same names wherever they are seen.
      if (!name.startsWith('this') || isOnThis) {
        names.add(name);
      }
    }
    if (isCall(call) && isFunction(unit) && file === this.#activation.file) {
      for (const [index, argument] of call.arguments.entries()) {
        const parameter = getParameters(unit)[index];
        const inner = new Aliases(entered, new Set(), names, false, this.#getForwarded);
        const name = parameter?.type === 'Identifier' ? inner.#getName(parameter) : undefined;
        if (name !== undefined && this.includes(argument)) {
          names.add(name);
        }
      }
    }
    return new Aliases(entered, new Set(), names, this.isShared, this.#getForwarded);
  }

  /** The same, behind code of which it is not known what it writes: what other units write may mean something else now. */
  afterOthers(): Aliases {
    return this.#keep((name) => !this.#isWrittenByOthers(name));
  }

  /**
   * The same, behind a call that ran a function of the program.
   *
   * @param ends what was known where the function ended, or went on later
   */
  afterCall(ends: readonly Aliases[]): Aliases {
    return this.#keep((name) => ends.every((end) => end.#names.has(name)) || !this.#isWrittenByOthers(name));
  }

  #keep(isKept: (name: string) => boolean): Aliases {
    const kept = [...this.#names].filter(isKept);
    return kept.length === this.#names.size ? this : this.#with(new Set(kept));
  }

  /** Whether code of another unit writes a variable, or one of the fields, that a name stands for. */
  #isWrittenByOthers(name: string): boolean {
    const { file, unit } = this.#activation;
    const isOther = (node: Node): boolean => file.tree.getUnit(node) !== unit;
    const [base = '', ...fields] = name.split('.');
    const variable = this.#variables.get(base);
    if (variable && file.bindings.getWrites(variable).some(isOther)) {
      return true;
    }
    return fields.some((field) =>
      [...file.tree.getMembers(field), ...file.tree.computedMembers].some(
        (member) => isOther(member) && isWriteTarget(file.tree.getUse(member)),
      ),
    );
  }

  /** The same names in the constructor of the class whose field holds the socket. */
  inside(entered: Activation): Aliases {
    const names = [...this.#names].filter((name) => name.startsWith('this.'));
    return new Aliases(entered, new Set(), new Set(names), this.isShared, this.#getForwarded);
  }
}

const variablesOfFiles = new WeakMap<
  Activation['file'],
  Map<string, NonNullable<ReturnType<Activation['file']['bindings']['getVariable']>>>
>();

function contains(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** Methods of sockets that return the socket. */
const CHAIN = /^(?:on|once|off|addListener|prepend\w*|remove\w*|setMaxListeners|bind|ref|unref)$/u;

function isChain(callee: Node): boolean {
  const expression = unwrap(callee);
  return expression.type === 'MemberExpression' && CHAIN.test(getPropertyName(expression) ?? '');
}
