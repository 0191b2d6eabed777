import type { Escape, EscapeReason } from '../dataflow/escape.ts';
import { ANY } from '../dataflow/fields.ts';
import type { Site, Value } from '../dataflow/value-graph.ts';
import type { Ground, Bind } from '../sockets/judgement.ts';
import type { MadeSocket } from '../sockets/made-socket.ts';
import type { PortReading } from '../sockets/ports.ts';

/** A clause that says what decided the role of a socket, with its place. */
export function describeGround(ground: Ground, made: MadeSocket): string {
  switch (ground.kind) {
    case 'bind':
      return describeBind(ground.bind);
    case 'use':
      return `it is not bound before ${ground.name}() at ${formatSite(ground.site)}`;
    case 'join':
      return `it is not bound before ${ground.name}() at ${formatSite(ground.site)}, which binds it`;
    case 'listen':
      return `${ground.name}() at ${formatSite(ground.site)} listens on it`;
    case 'making':
      return describeMaking(ground, made);
    case 'adopts':
      return `${getMakerName(made)} gets '${ground.property}', which decides its port`;
    case 'api':
      return `${getMakerName(made)} ${ground.because}`;
    case 'adoption': {
      const place = formatSite(ground.site);
      return ground.name === 'listen'
        ? `${ground.name}() at ${place} listens on it`
        : `${describeMaking(ground, made)} and ${ground.name}() at ${place} connects it`;
    }
    case 'method':
      return ground.name === '*'
        ? `a method of it whose name is computed is called at ${formatSite(ground.site)}, and may be bind()`
        : `${ground.name}() at ${formatSite(ground.site)} may bind it`;
    case 'escape':
      return describeEscape(ground.escape);
    case 'shared': {
      const { node, activation } = ground.other;
      const place = node && activation ? formatSite({ node, activation }) : '';
      const method = `${ground.bind.event.name}() at ${formatSite(ground.bind.event)}`;
      return `${method} takes the port of the socket made at ${place}, so that both need the option`;
    }
    case 'lends': {
      const method = `${ground.bind.event.name}() at ${formatSite(ground.bind.event)}`;
      return `${method} binds another socket to its port, so that both need the option`;
    }
    case 'unadopted':
      return 'the file does not show who adopts it: a call that connects with it or one that listens with it decides';
    case 'idle':
      return 'the file neither binds nor uses the socket: whatever does so first decides';
    case 'interrupted':
      return `what would give ${ground.name}() at ${formatSite(ground.site)} its port throws`;
    case 'unasked':
      return `other code has the object whose field '${ground.field}' holds the socket, and may bind it: with the files that have it, the program is too large or too entangled to be followed`;
    case 'limit':
      return 'the program is too large or too entangled to be followed to its end, and what is left of it may bind the socket';
  }
}

function formatSite({ node, activation }: Site): string {
  return activation.file.formatPlace(node);
}

function describeMaking(ground: Ground & { readonly kind: 'making' | 'adoption' }, made: MadeSocket): string {
  const name = getMakerName(made);
  if (ground.isUnbound) {
    return `${name} is not bound`;
  }
  switch (ground.port.choice) {
    case 'explicit':
      return `${name} names a ${ground.property}${describeRuns(ground.port)}`;
    case 'ephemeral':
      return `${name} names no ${ground.property}`;
    default:
      return `${name} does not show its ${ground.property}, and only 0 makes it a client`;
  }
}

/** The call that makes a socket, as messages show it: `Deno.listenDatagram() at 3:1`, `new Sender() at 3:1`. */
function getMakerName({ node, activation }: MadeSocket): string {
  const { file } = activation;
  const place = file.formatPlace(node);
  const name = 'callee' in node ? file.getCalledName(node.callee) : undefined;
  if (name === undefined) {
    return `the call at ${place}`;
  }
  return `${node.type === 'NewExpression' ? `new ${name}()` : `${name}()`} at ${place}`;
}

/** The name of the call that makes a socket, if it has one. */
export function getCalledNames({ node, activation }: MadeSocket): readonly string[] {
  const name = 'callee' in node ? activation.file.getCalledName(node.callee) : undefined;
  return name === undefined ? [] : [name];
}

/** A longer argument is not shown. */
const SHOWN_LENGTH = 30;

/** What a clause adds that says of a call that it names a port. */
function describeRuns({ isPartly }: PortReading): string {
  return isPartly ? ' in some runs, which is enough' : '';
}

function describeBind({ event, port }: Bind): string {
  const { file } = event.activation;
  const place = file.formatPlace(event.node);
  const origin = port.values?.origin;
  const text = origin?.kind === 'expression' ? origin.activation.file.getText(origin.node) : '…';
  const isShort = text.length <= SHOWN_LENGTH && !text.includes('\n');
  const shown = { none: '', function: '', object: '{…}', value: isShort ? text : '…' }[port.form];
  const call = `${event.name}(${shown}) at ${place}`;
  switch (port.choice) {
    case 'explicit':
      return port.form === 'value' || port.form === 'object'
        ? `${call} names a port${describeRuns(port)}`
        : `${call} takes a port of its own`;
    case 'ephemeral':
      return port.values?.values.some(isZero) ? `${call} names no port but 0` : `${call} names no port`;
    default:
      return port.adopted === undefined
        ? `${call} does not show its port, and only 0 or none makes it a client`
        : `${call} is given a descriptor, '${port.adopted}', whose port is not shown`;
  }
}

/** Whether a value is a port that is written down, and leaves the choice to the kernel. */
function isZero(value: Value): boolean {
  return value.kind === 'constant' && value.value !== undefined && value.value !== null;
}

/** A clause that says who decides about a socket that leaves what the program shows, and how it does, with the place. */
function describeEscape({ reason, node, activation }: Escape): string {
  const place = node.type === 'Program' ? '' : ` at ${activation.file.formatPlace(node)}`;
  return `${getDecider(reason)} may bind it, as the socket ${describeReason(reason)}${place}`;
}

/** Who has a value that leaves what the program shows. */
export function getDecider(reason: EscapeReason): string {
  switch (reason.kind) {
    case 'exported':
      return 'whoever imports it';
    case 'argument':
    case 'receiver':
      return reason.callee === 'super' ? 'that class' : 'that function';
    case 'stored':
    case 'held':
      return 'whoever has that object';
    case 'returned':
      return 'callers';
    case 'thrown':
      return 'whoever catches it';
    case 'yielded':
      return 'whoever takes it';
    case 'rendered':
      return 'the template';
    case 'method':
      return 'that method';
    case 'dynamic':
      return 'code that is made at run time';
    case 'global':
      return 'any other script';
    case 'unmodelled':
      return 'what comes of it';
  }
}

/** What becomes of a value that leaves: `is exported`. */
export function describeReason(reason: EscapeReason): string {
  switch (reason.kind) {
    case 'exported':
      return reason.name === undefined || reason.name === 'default'
        ? 'is exported'
        : `is exported as '${reason.name}'`;
    case 'argument':
      return `is handed to ${describeCallee(reason)}`;
    case 'receiver':
      return reason.callee === 'super'
        ? 'is in reach of a base class from elsewhere'
        : `is the 'this' of ${describeCallee(reason)}`;
    case 'stored':
      return `is stored in an object from elsewhere${isNamed(reason.name) ? `, as '${reason.name}'` : ''}`;
    case 'held':
      return `is held${isNamed(reason.name) ? ` as '${reason.name}'` : ''} by an object that ${describeReason(reason.holder)}`;
    case 'returned':
      return 'is returned to callers elsewhere';
    case 'thrown':
      return 'is thrown';
    case 'yielded':
      return 'is yielded';
    case 'rendered':
      return 'is handed to a component or a template';
    case 'method':
      return `has ${reason.name === undefined ? 'a method whose name is computed' : `${reason.name}()`} called`;
    case 'dynamic':
      return "is in reach of 'eval' or 'with'";
    case 'global':
      return `is stored in the global '${reason.name}'`;
    case 'unmodelled':
      return `is used in a way that is not followed (${reason.what})`;
  }
}

/** Whether a field has one name, and not whatever name. */
function isNamed(name: string | undefined): name is string {
  return name !== undefined && name !== ANY;
}

function describeCallee({ callee, from }: EscapeReason & { readonly kind: 'argument' | 'receiver' }): string {
  const name = callee === undefined ? 'a function' : `${callee}()`;
  return from === undefined ? name : `${name} of '${from}'`;
}
