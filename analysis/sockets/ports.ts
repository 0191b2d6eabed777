import type { BindMethod, MakingRole } from '../apis/description.ts';
import type { Engine } from '../dataflow/engine.ts';
import type { HeapValue, Hub, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import { CONVERSIONS, getPortProperty, readArgument, readConversions, readProperty } from './arguments.ts';
import type { MadeSocket, MethodCall } from './made-socket.ts';

/** How a port is chosen: by the kernel, by the program, by another socket, or not to be seen. */
type PortChoice = 'ephemeral' | 'explicit' | 'shared' | 'unknown';

/** What one value says of a port. One that is given counts as explicit, as long as no other file shows what it is. */
type ValueChoice = PortChoice | 'given';

/** What a call that binds, or makes a bound socket, says of its port. */
export interface PortReading {
  readonly choice: PortChoice;
  /** Whether it counts as explicit only because the program does not show its value. */
  readonly isGiven: boolean;
  /** Whether only some of its values, which are all shown, are ports. */
  readonly isPartly: boolean;
  /** The property that hands over a socket whose port is not shown, where one decides. */
  readonly adopted?: string;
  /** Where the port's values are, or the objects that hold them. */
  readonly values: Hub | undefined;
  /** What the port's property holds in those objects, where there are any. */
  readonly inObjects?: Hub;
  /** The form of the argument, for messages. */
  readonly form: 'none' | 'object' | 'function' | 'value';
  /** The socket whose port it is, where it is that of another one. */
  readonly sharedWith: readonly HeapValue[];
}

const NO_PORT: PortReading = {
  choice: 'ephemeral',
  isGiven: false,
  isPartly: false,
  values: undefined,
  form: 'none',
  sharedWith: [],
};

/** Who chooses the port of a call that binds a socket (Node.js lib/dgram.js, `Socket.prototype.bind`). */
export function readBindPort(engine: Engine, event: MethodCall, method: BindMethod): PortReading {
  const argument = readArgument(engine, event, event.args, method.port);
  if (argument.isMissing) {
    return { ...NO_PORT, choice: getMissingChoice(method) };
  }
  const { values } = argument.values;
  const choices = values.map((value) => readValue(engine, event, value, method));
  if (values.length === 0) {
    choices.push('unknown');
  }
  const form = getForm(values);
  const property = form === 'object' ? getPortProperty(method) : undefined;
  const inObjects =
    property === undefined ? undefined : readProperty(engine, event, method.port.argument, property).values;
  const adopted = form === 'object' ? findAdopted(engine, event, method) : undefined;
  return {
    ...toReading(argument.isHidden ? 'unknown' : combine(choices), [argument.values, inObjects]),
    values: argument.values,
    ...(inObjects && { inObjects }),
    ...(adopted !== undefined && { adopted }),
    form,
    sharedWith: values.flatMap((value) => getSharing(engine, event, value, method)),
  };
}

function readValue(engine: Engine, event: MethodCall, value: Value, method: BindMethod): ValueChoice {
  if (!isHeapValue(value)) {
    const isAddress = value.kind === 'constant' && method.stringIsAddress && typeof value.value === 'string';
    return isAddress || isMissing(value) ? getMissingChoice(method) : readPrimitive(value);
  }
  switch (value.kind) {
    case 'function':
    case 'bound':
    case 'class':
    case 'builtin':
      return hasConversion(engine, event, value, method) ? 'unknown' : getMissingChoice(method);
    case 'port':
      return 'shared';
    case 'address':
      return 'shared';
    default:
      return readObject(engine, event, method);
  }
}

/** Whether the program says to what number a function is converted. Without that it is NaN, which counts as port 0. */
function hasConversion(
  engine: Engine,
  event: MethodCall,
  { stores }: HeapValue,
  method: BindMethod,
): boolean {
  const isStored = stores.some(({ name, isElsewhere }) => !isElsewhere && CONVERSIONS.includes(name ?? ''));
  return (
    isStored ||
    readConversions(engine, event, method).some(({ values }) =>
      values.some((value) => isHeapValue(value) && value.kind !== 'builtin'),
    )
  );
}

/** The port in an object argument. */
function readObject(engine: Engine, event: MethodCall, method: BindMethod): ValueChoice {
  const { argument } = method.port;
  const property = getPortProperty(method);
  if (property === undefined || findAdopted(engine, event, method) !== undefined) {
    return 'unknown';
  }
  const port = readProperty(engine, event, argument, property);
  const choices = port.values.values.map((value): ValueChoice => {
    if (!isHeapValue(value)) {
      return isMissing(value) ? getMissingChoice(method) : readPrimitive(value);
    }
    return value.kind === 'port' ? 'shared' : 'unknown';
  });
  return choices.length === 0 || port.isHidden ? 'unknown' : combine(choices);
}

/** The property of an object argument that hands over a socket, or may. */
function findAdopted(engine: Engine, event: MethodCall, method: BindMethod): string | undefined {
  return method.adoptProperties?.find((name) =>
    readProperty(engine, event, method.port.argument, name).values.values.some((value) => !isMissing(value)),
  );
}

function getSharing(
  engine: Engine,
  event: MethodCall,
  value: Value,
  method: BindMethod,
): readonly HeapValue[] {
  if (!isHeapValue(value)) {
    return [];
  }
  if (value.detail.socket) {
    return [value.detail.socket];
  }
  const property = getPortProperty(method);
  if (property === undefined || ['function', 'bound', 'class', 'builtin'].includes(value.kind)) {
    return [];
  }
  return readProperty(engine, event, method.port.argument, property).values.values.flatMap((port) =>
    isHeapValue(port) && port.detail.socket ? [port.detail.socket] : [],
  );
}

function getForm(values: readonly Value[]): PortReading['form'] {
  const heap = values.filter(isHeapValue);
  if (heap.some(({ kind }) => !['function', 'bound', 'class', 'builtin', 'port'].includes(kind))) {
    return 'object';
  }
  return heap.length > 0 && heap.length === values.length && heap.every(({ kind }) => kind !== 'port')
    ? 'function'
    : 'value';
}

/** A value of which only its own kind counts: a number, a text, or something that is given from elsewhere. */
function readPrimitive(value: Value): ValueChoice {
  if (value.kind !== 'constant') {
    return 'given';
  }
  return isEphemeralPort(value.value) ? 'ephemeral' : 'explicit';
}

/** What a call means that names no port. */
function getMissingChoice({ whenMissing }: BindMethod): 'ephemeral' | 'explicit' {
  return whenMissing ?? 'ephemeral';
}

function isMissing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null);
}

/** `0`, `'0'`, `''`, `null`, `undefined`, `NaN` and `false` all leave the port to the kernel (run on Node.js 20). */
function isEphemeralPort(value: string | number | bigint | boolean | null | undefined): boolean {
  if (typeof value === 'string') {
    return value.trim() === '' || Number(value) === 0;
  }
  return !value;
}

/** Who chooses the port of a socket that is bound where it is made. */
export function readMakingPort(engine: Engine, socket: MadeSocket, role: MakingRole): PortReading {
  const port = readArgument(engine, socket, socket.args, role.port);
  if (port.isMissing) {
    return { ...NO_PORT, choice: role.whenMissing };
  }
  const { values } = port.values;
  const choices = values.map((value): ValueChoice => {
    if (isHeapValue(value)) {
      return value.kind === 'port' ? 'shared' : 'unknown';
    }
    const isNumber = value.kind !== 'constant' || typeof value.value === 'number';
    const isUndefined = value.kind === 'constant' && value.value === undefined;
    return isUndefined || (role.mustBeNumber && !isNumber) ? role.whenMissing : readPrimitive(value);
  });
  if (values.length === 0) {
    choices.push(hasObject(engine, socket, role) ? 'unknown' : role.whenMissing);
  }
  const sharedWith = values.flatMap((value) =>
    isHeapValue(value) && value.detail.socket ? [value.detail.socket] : [],
  );
  const choice = port.isHidden ? 'unknown' : combine(choices);
  return { ...toReading(choice, [port.values]), values: port.values, form: 'value', sharedWith };
}

/** Whether the argument that would hold the port may be an object. */
function hasObject(engine: Engine, socket: MadeSocket, { port }: MakingRole): boolean {
  if (!port.property) {
    return true;
  }
  const whole = readArgument(engine, socket, socket.args, { argument: port.argument });
  const { values } = whole.values;
  return values.length === 0 || values.some((value) => isHeapValue(value) || value.kind === 'unknown');
}

/** Whether a place of a maker's arguments holds something, or may. */
export function isGiven(
  engine: Engine,
  socket: MadeSocket,
  place: { readonly argument: number; readonly property?: readonly string[] },
): boolean {
  const read = readArgument(engine, socket, socket.args, place);
  return read.isHidden || read.values.values.some((value) => !isMissing(value));
}

/** Whether a place of a maker's arguments holds `false` and nothing else. */
export function isFalse(
  engine: Engine,
  socket: MadeSocket,
  place: { readonly argument: number; readonly property?: readonly string[] },
): boolean {
  const { values } = readArgument(engine, socket, socket.args, place).values;
  return values.length > 0 && values.every((value) => value.kind === 'constant' && value.value === false);
}

/** What several possible choices come to: explicit wins over unknown, unknown over shared, shared over ephemeral. */
function combine(choices: readonly ValueChoice[]): ValueChoice {
  for (const choice of ['explicit', 'given', 'unknown', 'shared'] as const) {
    if (choices.includes(choice)) {
      return choice;
    }
  }
  return choices.length === 0 ? 'unknown' : 'ephemeral';
}

function toReading(
  choice: ValueChoice,
  hubs: readonly (Hub | undefined)[],
): Pick<PortReading, 'choice' | 'isGiven' | 'isPartly'> {
  const isPartly =
    choice === 'explicit' &&
    hubs.some((hub) =>
      hub?.values.some((value) => value.kind === 'constant' && isEphemeralPort(value.value)),
    );
  return choice === 'given'
    ? { choice: 'explicit', isGiven: true, isPartly: false }
    : { choice, isGiven: false, isPartly };
}
