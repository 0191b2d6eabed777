import type { Activation } from '../dataflow/value-graph.ts';
import type { FlowEvent } from '../program/control-flow.ts';
import { getParameters, getPropertyName, isCall, isFunction, unwrap } from '../program/syntax.ts';
import type { CallNode, FunctionNode, KeyedNode, Node } from '../program/syntax.ts';
import { NameSet } from './name-set.ts';
import {
  canBeWrittenAsArgument,
  getFieldWritten,
  getName,
  getWrittenValue,
  isCaptured,
  isSameVariable,
  isSeenElsewhere,
  isWrittenByOthers,
} from './socket-names.ts';
import type { SocketCode } from './socket-code.ts';

/** What is the same for all points of a function. */
interface Place {
  readonly activation: Activation;
  /** The expressions whose value is the socket: the call that made it. */
  readonly sources: ReadonlySet<Node>;
  readonly code: SocketCode;
}

/**
 * By which names one socket is certainly meant at one point of a function, and whether other code may have it.
 *
 * Names are variables (`v:12`, by the place of their declaration) and fields of `this` or of a variable (`this.socket`). Of each
 * it is known that the socket was the last to be put there by this name. That nothing else was put there by another name is sure
 * of some of them; the others are trusted where the expression has no other value.
 */
export class Aliases {
  readonly #place: Place;
  readonly #names: NameSet;
  readonly isShared: boolean;
  /** Equal for the same knowledge. */
  readonly key: string;

  private constructor(place: Place, names: NameSet, isShared: boolean) {
    this.#place = place;
    this.#names = names;
    this.isShared = isShared;
    this.key = `${names.key}${isShared ? '!' : ''}`;
  }

  /** @param source the call that gives the socket */
  static start(source: Node, activation: Activation, code: SocketCode): Aliases {
    const place = { activation, sources: new Set([source]), code };
    return new Aliases(place, NameSet.empty, false).#use(source);
  }

  get #activation(): Activation {
    return this.#place.activation;
  }

  #with(names: NameSet, isShared = this.isShared): Aliases {
    return names === this.#names && isShared === this.isShared
      ? this
      : new Aliases(this.#place, names, isShared);
  }

  /** The same, from where other code may have the socket. */
  share(): Aliases {
    return this.#with(this.#names, true);
  }

  /** Whether an expression certainly is the socket. */
  includes(node: Node): boolean {
    const expression = unwrap(node);
    if (this.#place.sources.has(expression)) {
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
        return (
          name !== undefined &&
          this.#names.has(name) &&
          (this.#names.isSure(name) || this.#place.code.hasNoOther(expression, this.#activation))
        );
      }
    }
  }

  /** Whether an expression is written like the socket, whatever else it may be by now. */
  #mayBe(node: Node): boolean {
    return this.includes(node) || this.#names.has(this.#getName(node) ?? '');
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
    return (isCall(call) ? call.arguments : args).some((argument) => this.#mayBe(argument));
  }

  /** What is known behind an event that is no call. */
  after({ kind, node }: FlowEvent): Aliases {
    switch (kind) {
      case 'write':
        return this.#write(node);
      case 'store':
        return this.#store(node);
      case 'closure':
        return isCaptured(this.#names.all, node, this.#activation.file) ? this.share() : this;
      case 'read':
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
    return name === undefined ? this.share() : this.#with(this.#names.with(`this.${name}`, true), true);
  }

  #write(target: Node): Aliases {
    const name = this.#getName(target);
    if (name === undefined) {
      return this;
    }
    const value = getWrittenValue(target, this.#activation);
    if (value && this.includes(value)) {
      const isSure = !canBeWrittenAsArgument(target, this.#activation);
      const isShared = this.isShared || isSeenElsewhere(target, this.#activation);
      return this.#with(this.#names.with(name, isSure), isShared);
    }
    return this.#without(name);
  }

  #without(name: string): Aliases {
    return this.#keep((known) => known !== name && !known.startsWith(`${name}.`));
  }

  #store(node: Node): Aliases {
    const target: Node | undefined = node.type === 'AssignmentExpression' ? node.left : undefined;
    const name = target && this.#getName(target);
    const behind = this.#doubtFields(getFieldWritten(node));
    const value = node.type === 'AssignmentExpression' ? node.right : undefined;
    if (value && this.includes(value)) {
      const isSure = this.#place.code.keepsWhatIsWritten(node, this.#activation);
      return name === undefined ? behind.share() : behind.#with(behind.#names.with(name, isSure), true);
    }
    const shared = value && this.#mayBe(value) ? behind.share() : behind;
    return name === undefined ? shared : shared.#without(name);
  }

  /** The same, behind a write of a field by whatever name: it may be a field of one of the objects that the names lead to. */
  #doubtFields(field: string | undefined): Aliases {
    return this.#doubt((name) => {
      const [, ...fields] = name.split('.');
      return fields.length > 0 && (field === undefined || field === 'length' || fields.includes(field));
    });
  }

  /** The same, behind code that may write fields, and the variables that other functions write. */
  doubt(): Aliases {
    return this.#doubt((name) => name.includes('.') || isWrittenByOthers(name, this.#activation));
  }

  #doubt(isDoubtful: (name: string) => boolean): Aliases {
    return this.#with(this.#names.doubt(isDoubtful));
  }

  #getName(node: Node): string | undefined {
    return getName(node, this.#activation, this.#place.code.getForwarded);
  }

  /** The same socket, seen from inside of a function that a call of this one runs. */
  passTo(call: Node, entered: Activation): Aliases {
    const { unit, file } = entered;
    const callee = isCall(call) ? unwrap(call.callee) : undefined;
    const isOnThis =
      unit.type === 'ArrowFunctionExpression' ||
      (callee?.type === 'MemberExpression' && unwrap(callee.object).type === 'ThisExpression');
    const isKept = (name: string): boolean =>
      name.startsWith('this') ? isOnThis : isSameVariable(name, this.#activation, entered);
    const names = this.#names.filter(isKept);
    const place = { ...this.#place, activation: entered, sources: new Set<Node>() };
    const isOfFile = isFunction(unit) && file === this.#activation.file;
    const given = isCall(call) && isOfFile ? this.#nameParameters(call, unit, entered, names) : names;
    return new Aliases(place, given, this.isShared);
  }

  #nameParameters(call: CallNode, unit: FunctionNode, entered: Activation, names: NameSet): NameSet {
    let given = names;
    for (const [index, argument] of call.arguments.entries()) {
      const parameter = getParameters(unit)[index];
      const name =
        parameter?.type === 'Identifier'
          ? getName(parameter, entered, this.#place.code.getForwarded)
          : undefined;
      if (parameter && name !== undefined && this.includes(argument)) {
        given = given.with(name, !canBeWrittenAsArgument(parameter, entered));
      }
    }
    return given;
  }

  /** The same, behind code of which it is not known what it writes: what other units write may mean something else now. */
  afterOthers(): Aliases {
    return this.doubt().#keep((name) => !isWrittenByOthers(name, this.#activation));
  }

  /**
   * The same, behind a call that ran a function of the program.
   *
   * @param ends what was known where the function ended, or went on later
   */
  afterCall(ends: readonly Aliases[]): Aliases {
    return this.doubt().#keep(
      (name) => ends.every((end) => end.#names.has(name)) || !isWrittenByOthers(name, this.#activation),
    );
  }

  #keep(isKept: (name: string) => boolean): Aliases {
    return this.#with(this.#names.filter(isKept));
  }

  /** The same names in the constructor of the class whose field holds the socket. */
  inside(entered: Activation): Aliases {
    const place = { ...this.#place, activation: entered, sources: new Set<Node>() };
    const names = this.#names.filter((name) => name.startsWith('this.'));
    return new Aliases(place, names, this.isShared);
  }
}

/** Methods of sockets that return the socket. */
const CHAIN = /^(?:on|once|off|addListener|prepend\w*|remove\w*|setMaxListeners|bind|ref|unref)$/u;

function isChain(callee: Node): boolean {
  const expression = unwrap(callee);
  return expression.type === 'MemberExpression' && CHAIN.test(getPropertyName(expression) ?? '');
}
