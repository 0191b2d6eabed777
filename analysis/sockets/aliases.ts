import type { Activation } from '../dataflow/activation.ts';
import type { FlowEvent } from '../program/control-flow.ts';
import { getParameters, getPropertyName, isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { KeyedNode, Node } from '../program/syntax.ts';
import { getName, isCaptured, isSeenElsewhere, isWrittenByOthers } from './socket-names.ts';
import type { GetForwardedField } from './socket-names.ts';

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
        return isCaptured(this.#names, node, this.#activation.file) ? this.share() : this;
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
      return this.#with(names, this.isShared || isSeenElsewhere(target, this.#activation));
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

  #getName(node: Node): string | undefined {
    return getName(node, this.#activation, this.#getForwarded);
  }

  /** The same socket, seen from inside of a function that a call of this one runs. */
  passTo(call: Node, entered: Activation): Aliases {
    const { unit, file } = entered;
    const callee = isCall(call) ? unwrap(call.callee) : undefined;
    const isOnThis =
      unit.type === 'ArrowFunctionExpression' ||
      (callee?.type === 'MemberExpression' && unwrap(callee.object).type === 'ThisExpression');
    // Variables have the same names wherever they are seen.
    const names = new Set([...this.#names].filter((name) => !name.startsWith('this') || isOnThis));
    if (isCall(call) && isFunction(unit) && file === this.#activation.file) {
      for (const [index, argument] of call.arguments.entries()) {
        const parameter = getParameters(unit)[index];
        const name =
          parameter?.type === 'Identifier' ? getName(parameter, entered, this.#getForwarded) : undefined;
        if (name !== undefined && this.includes(argument)) {
          names.add(name);
        }
      }
    }
    return new Aliases(entered, new Set(), names, this.isShared, this.#getForwarded);
  }

  /** The same, behind code of which it is not known what it writes: what other units write may mean something else now. */
  afterOthers(): Aliases {
    return this.#keep((name) => !isWrittenByOthers(name, this.#activation));
  }

  /**
   * The same, behind a call that ran a function of the program.
   *
   * @param ends what was known where the function ended, or went on later
   */
  afterCall(ends: readonly Aliases[]): Aliases {
    return this.#keep(
      (name) => ends.every((end) => end.#names.has(name)) || !isWrittenByOthers(name, this.#activation),
    );
  }

  #keep(isKept: (name: string) => boolean): Aliases {
    const kept = [...this.#names].filter(isKept);
    return kept.length === this.#names.size ? this : this.#with(new Set(kept));
  }

  /** The same names in the constructor of the class whose field holds the socket. */
  inside(entered: Activation): Aliases {
    const names = [...this.#names].filter((name) => name.startsWith('this.'));
    return new Aliases(entered, new Set(), new Set(names), this.isShared, this.#getForwarded);
  }
}

/** Methods of sockets that return the socket. */
const CHAIN = /^(?:on|once|off|addListener|prepend\w*|remove\w*|setMaxListeners|bind|ref|unref)$/u;

function isChain(callee: Node): boolean {
  const expression = unwrap(callee);
  return expression.type === 'MemberExpression' && CHAIN.test(getPropertyName(expression) ?? '');
}
