import type { Engine } from '../dataflow/engine.ts';
import type { Site } from '../dataflow/value-graph.ts';
import type { Node } from '../program/syntax.ts';
import type { Judgement, Role } from '../sockets/judgement.ts';
import type { MadeSocket, MethodCall } from '../sockets/made-socket.ts';
import type { OptionSite } from '../sockets/option-site.ts';
import { getState } from '../sockets/option-state.ts';
import { readBindPort, readMakingPort } from '../sockets/ports.ts';
import type { PortReading } from '../sockets/ports.ts';
import type { SiteUse } from '../sockets/socket-program.ts';
import { findSteps, toCode, toExplainedPlace } from './explained-steps.ts';
import type { ExplainedPlace, ExplainedStep } from './explained-steps.ts';
import { explainHub, explainPort } from './explained-values.ts';
import type { ExplainedValue } from './explained-values.ts';
import { describeGround, describeReason, getCalledNames, getDecider } from './evidence.ts';

/** A call that decides on the port of a socket. */
interface ExplainedBind {
  readonly place: ExplainedPlace;
  /** Such as `bind`; of a call that binds what it makes, its own name. */
  readonly call: string;
  readonly choice: PortReading['choice'];
  /** Whether other code decides about a port that counts as named by the program. */
  readonly isGiven: boolean;
  /** Whether it names a port only in some runs. */
  readonly isPartly: boolean;
  /** The property that gives it a descriptor, whose port is not shown. */
  readonly descriptor?: string;
  /** What its port can be; empty where it names none. */
  readonly values: readonly ExplainedValue[];
  /** Whether the socket is bound already wherever the call runs, so that it throws. */
  readonly isTooLate: boolean;
}

/** What decides whether an option is on that is not on in every run. */
interface ExplainedSetting {
  readonly place: ExplainedPlace;
  /** What stands there. */
  readonly code: string;
  /**
   * How much is known: it is on in some runs; its value is not shown; or its value switches it on, and something may be written
   * over it before the call reads it.
   */
  readonly state: 'sometimes' | 'unknown' | 'changeable';
  /** What the value can be. */
  readonly values: readonly ExplainedValue[];
}

/** A call of a method that binds an unbound socket to a port of the kernel's choice. */
interface ExplainedUse {
  readonly place: ExplainedPlace;
  readonly call: string;
}

/** A way by which a socket comes to code that is not shown. */
interface ExplainedEscape {
  /** Undefined for what the whole file does, such as to export. */
  readonly place: ExplainedPlace | undefined;
  /** `is exported as 'socket'`. */
  readonly what: string;
  /** Who has it then. */
  readonly who: string;
  /** Whether the socket is already bound when that code can run, which therefore cannot bind it. */
  readonly isTooLate: boolean;
}

/** A socket that gets an option, and all that decides what it is. */
export interface ExplainedSocket {
  readonly role: Role;
  /** The clause that says what decided. */
  readonly evidence: string;
  readonly maker: ExplainedStep;
  /** Whether the option is on for it, as far as that is known. */
  readonly option: 'on' | 'unknown';
  /** What decides about the option, where it is not on in every run. */
  readonly setting?: ExplainedSetting;
  /** Each place that the socket comes to. A place stands behind the one that the socket comes from. */
  readonly steps: readonly ExplainedStep[];
  readonly binds: readonly ExplainedBind[];
  readonly uses: readonly ExplainedUse[];
  readonly escapes: readonly ExplainedEscape[];
  /** The public field through which other code has the socket, if there is one. */
  readonly heldBy?: string;
}

/** Explains what one socket is. */
export function explainSocket(engine: Engine, { made, judgement, site }: SiteUse): ExplainedSocket {
  const isTooLate = (event: Site): boolean => isAmong(judgement, event);
  const [maker, ...steps] = findSteps(made.value);
  const name = getCalledNames(made)[0];
  return {
    role: judgement.role,
    evidence: describeGround(judgement.ground, made),
    maker: {
      place: toExplainedPlace(made),
      code: maker?.code ?? '',
      what: `is made by ${name === undefined ? 'this call' : `${name}()`}`,
      from: undefined,
    },
    option: site.state === 'on' ? 'on' : 'unknown',
    ...(site.state !== 'on' && { setting: explainSetting(engine, site) }),
    steps,
    binds: explainBinds(engine, made, isTooLate),
    uses: explainUses(made),
    escapes: (engine.escapes.get(made.value) ?? []).map((escape) => ({
      place: escape.node.type === 'Program' ? undefined : toExplainedPlace(escape),
      what: describeReason(escape.reason),
      who: getDecider(escape.reason),
      isTooLate: isTooLate(escape),
    })),
    ...(judgement.heldBy !== undefined && { heldBy: judgement.heldBy }),
  };
}

function explainSetting(engine: Engine, { node, activation, option, state }: OptionSite): ExplainedSetting {
  const value = getSettingValue(node);
  const site = { node: value, activation };
  const hub = engine.getHub(value, activation);
  const isOn = hub.values.length > 0 && getState(hub, option) === 'on';
  return {
    place: toExplainedPlace(site),
    code: toCode(site),
    state: state === 'sometimes' ? 'sometimes' : isOn ? 'changeable' : 'unknown',
    values: isOn ? [] : explainHub(hub),
  };
}

/** The expression whose value an option gets. */
function getSettingValue(node: Node): Node {
  switch (node.type) {
    case 'Property':
      return node.value;
    case 'AssignmentExpression':
      return node.right;
    default:
      return node;
  }
}

function isAmong({ tooLate }: Judgement, event: Site): boolean {
  return tooLate.some(({ node, activation }) => node === event.node && activation === event.activation);
}

function getMethods({ events }: MadeSocket): readonly MethodCall[] {
  return events
    .filter((event): event is MethodCall => event.kind === 'method')
    .toSorted((a, b) => a.node.range[0] - b.node.range[0] || a.node.range[1] - b.node.range[1]);
}

/** Each call once, in however many runs. */
function explainUses(made: MadeSocket): readonly ExplainedUse[] {
  const calls = new Map(
    getMethods(made)
      .filter(({ name }) => isUse(made, name))
      .map((event) => [event.node, { place: toExplainedPlace(event), call: event.name }]),
  );
  return [...calls.values()];
}

function isUse({ maker: { role } }: MadeSocket, name: string): boolean {
  return role.by === 'methods' && [...role.use, ...(role.join ?? []), ...(role.listen ?? [])].includes(name);
}

function explainBinds(
  engine: Engine,
  made: MadeSocket,
  isTooLate: (event: Site) => boolean,
): readonly ExplainedBind[] {
  const { role } = made.maker;
  if (role.by === 'api') {
    return [];
  }
  if (role.by === 'making') {
    const port = readMakingPort(engine, made, role);
    const call = getCalledNames(made)[0] ?? 'the call';
    const values = explainPort(port);
    const { choice, isGiven, isPartly } = port;
    return [{ place: toExplainedPlace(made), call, choice, isGiven, isPartly, values, isTooLate: false }];
  }
  return getMethods(made).flatMap((event) => {
    const method = role.bind.find(({ name }) => name === event.name);
    if (!method) {
      return [];
    }
    const port = readBindPort(engine, event, method);
    return [
      {
        place: toExplainedPlace(event),
        call: event.name,
        choice: port.choice,
        isGiven: port.isGiven,
        isPartly: port.isPartly,
        ...(port.adopted !== undefined && { descriptor: port.adopted }),
        values: port.adopted === undefined ? explainPort(port) : [],
        isTooLate: isTooLate(event),
      },
    ];
  });
}
