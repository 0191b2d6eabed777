import type { ArgumentPlace, BindMethod, MakingRole } from './apis/description.ts';
import type { CallContext } from './context.ts';
import type { ProgramModel } from './model.ts';
import { type Node, getPropertyName, isCall, unwrap } from './syntax.ts';
import type { PropertyValues } from './properties.ts';
import type { Evaluator, Value } from './values.ts';

/** How a port is chosen: by the kernel, by the program, or not to be seen. */
export type PortChoice = 'ephemeral' | 'explicit' | 'unknown';

/** Reads from arguments who chooses a socket's local port. */
export class PortReader {
  readonly #model: ProgramModel;
  readonly #values: Evaluator;

  constructor(model: ProgramModel, values: Evaluator) {
    this.#model = model;
    this.#values = values;
  }

  /**
   * The choice of a call that binds.
   *
   * @param argument the argument that is the port or holds it
   * @param values its values
   */
  getBindChoice(
    argument: Node,
    values: readonly Value[],
    method: BindMethod,
    context: CallContext,
  ): PortChoice {
    if (method.addressPort) return this.#getAddressChoice(argument, method, context);
    return combine(values.map((value) => this.#getChoice(value, method)));
  }

  /** The choice of a call that makes a socket and names its port. */
  getMakingChoice(args: readonly Node[], role: MakingRole, context: CallContext): PortChoice {
    const { values, isAbsent, isOpen } = this.#read(args, role.port, context);
    const choices = values.map((value): PortChoice => {
      if (value.kind === 'object') return 'unknown';
      const isNumber = value.kind !== 'constant' || typeof value.value === 'number';
      const isMissingValue = value.kind === 'constant' && value.value === undefined;
      if (isMissingValue || (role.mustBeNumber && !isNumber)) return role.whenMissing;
      return this.#getChoice(value, PLAIN_PORT);
    });
    if (isOpen) choices.push('unknown');
    return combine(isAbsent ? [...choices, role.whenMissing] : choices);
  }

  /** Whether a place holds something, or may. */
  isGiven(args: readonly Node[], place: ArgumentPlace, context: CallContext): boolean {
    const { values, isOpen } = this.#read(args, place, context);
    return isOpen || values.some((value) => !isMissing(value));
  }

  /** Whether a place holds `false`. */
  isFalse(args: readonly Node[], place: ArgumentPlace, context: CallContext): boolean {
    const { values, isAbsent } = this.#read(args, place, context);
    return (
      !isAbsent &&
      values.length > 0 &&
      values.every((value) => value.kind === 'constant' && value.value === false)
    );
  }

  #read(args: readonly Node[], place: ArgumentPlace, context: CallContext): PropertyValues {
    const argument = args[place.argument];
    if (!argument) return { values: [], isAbsent: true, isOpen: false };
    let values = this.#values.evaluate(argument, context);
    let isAbsent = false;
    let isOpen = false;
    for (const name of place.property ?? []) {
      const inner: Value[] = [];
      for (const value of values) {
        if (value.kind === 'object') {
          const found = this.#values.properties.read(value.node, name, value.context);
          inner.push(...found.values);
          isAbsent ||= found.isAbsent;
          isOpen ||= found.isOpen;
        } else {
          isAbsent = true;
          isOpen ||= value.kind === 'given';
        }
      }
      values = inner;
    }
    return { values, isAbsent, isOpen };
  }

  /** How one value of the argument chooses the port (Node.js lib/dgram.js, `Socket.prototype.bind`). */
  #getChoice(value: Value, method: Omit<BindMethod, 'name' | 'port'>): PortChoice {
    switch (value.kind) {
      case 'constant':
        if (method.stringIsAddress && typeof value.value === 'string') return 'ephemeral';
        return isEphemeralPort(value.value) ? 'ephemeral' : 'explicit';
      case 'function':
        return 'ephemeral';
      case 'given':
        return 'explicit';
      case 'opaque':
        return 'unknown';
      case 'object':
        return this.#getObjectChoice(value, method);
    }
  }

  #getObjectChoice(value: Value & { kind: 'object' }, method: Omit<BindMethod, 'name' | 'port'>): PortChoice {
    for (const name of method.adoptProperties ?? []) {
      const adopted = this.#values.properties.read(value.node, name, value.context);
      if (!adopted.isAbsent && adopted.values.some((known) => !isMissing(known))) return 'unknown';
    }
    if (method.portProperty === undefined) return 'unknown';
    const port = this.#values.properties.read(value.node, method.portProperty, value.context);
    const choices = port.values.map((known): PortChoice =>
      known.kind === 'object' ? 'unknown' : this.#getChoice(known, PLAIN_PORT),
    );
    // A spread of something that the file does not show may hold a port.
    if (port.isOpen) choices.push('unknown');
    return combine(port.isAbsent ? [...choices, 'ephemeral'] : choices);
  }

  /** The port of an address object: `Gio.InetSocketAddress.new_from_string(host, 0)`. */
  #getAddressChoice(argument: Node, method: BindMethod, context: CallContext): PortChoice {
    const call = this.#getMaking(argument);
    if (!isCall(call)) return 'explicit';
    const callee = unwrap(call.callee);
    const name =
      callee.type === 'MemberExpression'
        ? getPropertyName(callee)
        : callee.type === 'Identifier'
          ? callee.name
          : undefined;
    const maker = method.addressPort?.find((candidate) => candidate.name === name);
    if (!maker) return 'explicit';
    return this.getMakingChoice(
      call.arguments,
      { by: 'making', port: maker.port, whenMissing: 'ephemeral' },
      context,
    );
  }

  /** The expression that makes the value of a variable with one value. */
  #getMaking(node: Node): Node {
    const expression = unwrap(node);
    if (expression.type !== 'Identifier') return expression;
    const variable = this.#model.bindings.getVariable(expression);
    const writes = variable ? this.#model.getAssignments(variable) : [];
    const [only] = writes;
    return only?.value && writes.length === 1 && this.#model.objects.constructors.isDirectWrite(only.target)
      ? unwrap(only.value)
      : expression;
  }
}

/** A port that is no argument of its own: nothing but a number, or what stands for one. */
const PLAIN_PORT: Omit<BindMethod, 'name' | 'port'> = {};

function isMissing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null);
}

/** `0`, `'0'`, `''`, `null`, `undefined`, `NaN` and `false` all leave the port to the kernel (run on Node.js 20). */
function isEphemeralPort(value: string | number | bigint | boolean | null | undefined): boolean {
  if (typeof value === 'string') return value.trim() === '' || Number(value) === 0;
  return !value;
}

/** What several possible choices come to: explicit wins over unknown, unknown over ephemeral. */
function combine(choices: readonly PortChoice[]): PortChoice {
  if (choices.includes('explicit')) return 'explicit';
  return choices.includes('unknown') || choices.length === 0 ? 'unknown' : 'ephemeral';
}
