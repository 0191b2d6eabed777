import type { Variable } from '../program/bindings.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { type ClassNode, type Node, isFunction } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { Activation } from './activation.ts';
import type { ElsewhereMember } from './elsewhere-member.ts';
import type { Escape, EscapeReason } from './escape.ts';
import { Hub, type HubOrigin, type Transfer } from './hub.ts';
import { LEAST_STEPS, MOST_STEPS, STEPS_PER_NODE } from './limits.ts';
import { Memo } from './memo.ts';
import type { Site } from './site.ts';
import { type HeapValue, UNKNOWN, type Value, isHeapValue, isNullish } from './values.ts';

/** Makes the transfers of one node in one activation; called once for each pair. */
type Install = (engine: Engine, node: Node, activation: Activation) => void;

/** What the engine is told of the language: how nodes, objects and functions behave. */
export interface Semantics {
  /** The transfers between a node and what stands directly in it. */
  readonly install: Install;
  /** The transfers that write to a pattern or to a part of one. */
  readonly installTarget: Install;
  /** The transfers of all that writes a variable. */
  readonly installWrites: (engine: Engine, variable: Variable, home: Activation) => void;
  /** The transfers of all that reads a variable. */
  readonly installReads: (engine: Engine, variable: Variable, home: Activation) => void;
  /** Makes the transfers from the arguments of a function to its parameters. */
  readonly openParameters: (engine: Engine, activation: Activation) => void;
  /** What a name means that the file does not declare. */
  readonly getGlobal: (engine: Engine, name: string, activation: Activation) => Value;
  /** The transfers of all reads of a property of this name, and of what they read it of. */
  readonly installReadsOf: (engine: Engine, name: string) => void;
  /** The module of a specifier comes to a hub. */
  readonly importModule: (
    engine: Engine,
    specifier: string,
    importer: Activation,
    to: Hub,
    how: 'import' | 'require',
  ) => void;
  /**
   * The modules come to a hub whose names are computed: by the argument of an `import()` or `require()`, or by a call of
   * `import.meta.glob`.
   */
  readonly importComputed: (
    engine: Engine,
    expression: Node,
    importer: Activation,
    to: Hub,
    how: 'import' | 'require',
  ) => void;
  /** What the property of a name can be, of any object of the program that other code has. */
  readonly getElsewhere: (engine: Engine, site: Site, name: string) => Hub;
  /** Code that reads a property of this name runs, whether it is seen how or not: an object of the program holds a socket there. */
  readonly askForReadsOf: (engine: Engine, name: string) => void;
  /** What a file exports under a name flows to whoever imports it. */
  readonly exportName: (engine: Engine, root: Activation, name: string, value: Hub, node: Node) => void;
  /** What other code can do with a value that it has. */
  readonly expose: (engine: Engine, value: Value, escape: Escape) => void;
  /** What a base class from elsewhere can do with an object that it constructs. */
  readonly exposeToBase: (engine: Engine, instance: HeapValue, escape: Escape) => void;
  /** Runs what a value at the callee of a call can be. */
  readonly call: (engine: Engine, call: Call) => void;
  /**
   * Calls a function of the program that is known to be a compiler's helper.
   *
   * @returns whether it is one
   */
  readonly callHelper: (engine: Engine, call: Call, closure: HeapValue) => boolean;
  /** Makes an object what a builtin class makes of its instances. */
  readonly constructBuiltin: (engine: Engine, maker: HeapValue, instance: HeapValue, args: Arguments) => void;
  /** Calls the methods of an object that the language calls by itself. */
  readonly callImplicitly: (engine: Engine, value: HeapValue) => void;
  /** What the getters of a property return flows to a hub. */
  readonly callGetters: (engine: Engine, value: HeapValue, name: string, result: Hub) => void;
  /** Of what stands for any member of a module: the member of a name. Of any other value: the value. */
  readonly nameMember: (engine: Engine, value: Value, name: string) => Value;
  /** What a module has under a name, where it is something of the language: the prototype of an event emitter. */
  readonly getModuleMember: (engine: Engine, path: readonly string[], name: string) => Value | undefined;
  /** What an object inherits from by what it is, where the program does not say: `Array.prototype`. */
  readonly getBuiltinPrototype: (engine: Engine, value: HeapValue) => HeapValue | undefined;
  /** The same for texts, numbers and other primitives. */
  readonly getPrimitiveMember: (engine: Engine, value: Value, name: string) => Value;
}

/** The arguments of a call. */
export interface Arguments {
  /** Those whose position is known. */
  readonly fixed: readonly Hub[];
  /** Those behind them: of a spread, or of an array that is handed to `apply`. */
  readonly rest: Hub | undefined;
  /** The list that all of them are of from one on, where there is one: it may have fewer elements. */
  readonly list?: { readonly from: number; readonly elements: Hub };
}

/** A call of whatever is at a hub. */
export interface Call {
  readonly node: Node;
  readonly activation: Activation;
  readonly callee: Hub;
  /** Its `this`. */
  readonly self: Hub | undefined;
  readonly args: Arguments;
  readonly result: Hub;
  readonly isNew: boolean;
  /** Whether it does no harm that a function from elsewhere gets the `this`: other code has it already, or can do nothing with it. */
  readonly isThisHarmless?: boolean;
}

interface ActivationSubscription {
  readonly outer: Activation;
  readonly act: (activation: Activation) => void;
}

/**
 * Carries values along the transfers of a program, to a fixpoint.
 *
 * Nothing is carried unasked. A hub that is *wanted* gets every value that can reach it: the demand goes backward along the
 * transfers. A value that is *tracked* goes to every place that it can reach: it is carried forward whether it is wanted or
 * not. Transfers of calls, returns, stores and loads join as callees and objects become known; none is ever taken away.
 */
export class Engine {
  readonly semantics: Semantics;
  /** What code of other files has. */
  readonly elsewhere = new Hub({ kind: 'other', name: 'elsewhere' });
  /** The properties that are read of something unknown, which may be what code of other files has. */
  readonly elsewhereMembers = new Map<string, ElsewhereMember>();
  /** Every way by which a tracked value leaves the program. */
  readonly escapes = new Map<HeapValue, Escape[]>();
  /** Tracked values that a public field of an object holds which other code has. */
  readonly holders = new Map<HeapValue, { readonly name: string; readonly escape: Escape }>();
  /** Functions whose callers were asked for, and that nothing was seen to enter when that was last looked at. */
  readonly askedFor = new Set<HeapValue>();
  readonly activations = new Map<CodeUnit, Activation[]>();
  /** What was made for some node, activation or value. */
  readonly made = new Memo<HeapValue>();
  readonly entered = new Memo<Activation>();
  /** The arguments that a call hands to code of which nothing is known, and where its receivers go. */
  readonly handedOver = new Map<
    Arguments,
    { readonly node: Node; readonly module: string | undefined; receivers: Hub | undefined }
  >();
  readonly #done = new Memo<true>();
  readonly #enteredClosures = new Set<HeapValue>();
  readonly #callees = new Map<Activation, Map<Node, Value[]>>();
  steps = 0;
  readonly #limit: number;
  readonly #subscriptions = new Map<CodeUnit, ActivationSubscription[]>();
  readonly #arrivals: (readonly [hub: Hub, value: Value, isNew: boolean])[] = [];
  readonly #wants: Hub[] = [];
  #unresolved: { readonly hub: Hub; readonly task: () => void }[] = [];
  /** Expressions whose values were asked for since all of them were seen to have one. */
  #asked: Hub[] = [];
  readonly #tasks: (() => void)[] = [];

  /** @param size how many nodes the program has */
  constructor(semantics: Semantics, size: number) {
    this.semantics = semantics;
    this.#limit = Math.min(LEAST_STEPS + size * STEPS_PER_NODE, MOST_STEPS);
  }

  /** Whether not all was carried to its end: nothing is certain then. */
  get isExhausted(): boolean {
    return this.steps > this.#limit;
  }

  /** Carries values until nothing changes, or until the limit is reached. */
  run(): void {
    let next = 0;
    while (!this.isExhausted) {
      const task = this.#tasks.pop();
      if (task) {
        task();
        continue;
      }
      const wanted = this.#wants.pop();
      if (wanted) {
        this.#ask(wanted);
        continue;
      }
      const arrival = this.#arrivals[next];
      if (!arrival) {
        break;
      }
      next++;
      this.#carry(...arrival);
      if (next > 10_000) {
        this.#arrivals.splice(0, next);
        next = 0;
      }
    }
    this.#arrivals.splice(0, next);
  }

  /** Whether a function has an activation. */
  isEntered(closure: HeapValue): boolean {
    return this.#enteredClosures.has(closure);
  }

  /** The activations of a unit. */
  getActivations(unit: CodeUnit): readonly Activation[] {
    return this.activations.get(unit) ?? [];
  }

  /** The activations of a class's constructor for the object whose field an activation initializes. */
  getConstructors(made: ClassNode | undefined, field: Activation): readonly Activation[] {
    const objects = field.self.values;
    return (made?.body.body ?? []).flatMap((member) =>
      member.type === 'MethodDefinition' &&
      member.kind === 'constructor' &&
      member.value.type === 'FunctionExpression'
        ? this.getActivations(member.value).filter((entered) =>
            entered.self.values.some((value) => objects.includes(value)),
          )
        : [],
    );
  }

  /** Notes that a function or class runs, without an activation of its own. */
  noteRun(closure: HeapValue): void {
    this.#enteredClosures.add(closure);
  }

  /** What a call in one of its activations was seen to call. */
  getCallees(node: Node, activation: Activation): readonly Value[] {
    return this.#callees.get(activation)?.get(node) ?? [];
  }

  noteCallee(node: Node, activation: Activation, callee: Value): void {
    let calls = this.#callees.get(activation);
    if (!calls) {
      calls = new Map();
      this.#callees.set(activation, calls);
    }
    const known = calls.get(node);
    if (!known) {
      calls.set(node, [callee]);
    } else if (!known.includes(callee)) {
      known.push(callee);
    }
  }

  /** Whether this is asked for the first time for some keys. */
  isFirst(keys: readonly unknown[]): boolean {
    let isFirst = false;
    this.#done.get(keys, () => {
      isFirst = true;
      return true;
    });
    return isFirst;
  }

  /** Does something before the next value is carried, not inside of what is done now. */
  later(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Adds a value to a hub. */
  add(hub: Hub, value: Value, source?: Hub): void {
    const added = hub.add(value, source);
    if (!added) {
      return;
    }
    this.steps++;
    if (isHeapValue(added)) {
      added.hubs.push(hub);
    }
    this.#arrivals.push([hub, added, true]);
  }

  /** Makes a transfer. */
  flow(from: Hub, to: Hub, map?: (value: Value) => Value | undefined): void {
    if (from === to || (!map && !from.connectOnce(to))) {
      return;
    }
    const transfer: Transfer = { from, to, map };
    (from.successors ??= []).push(transfer);
    (to.predecessors ??= []).push(transfer);
    this.steps++;
    if (to.isWanted) {
      this.want(from);
    }
    for (const value of from.values) {
      this.#transfer(transfer, value);
    }
  }

  /** Calls `listener` with each value that is or comes to a hub; asks for none. */
  listen(hub: Hub, listener: (value: Value) => void): void {
    (hub.listeners ??= []).push(listener);
    for (let index = 0; index < hub.processed; index++) {
      const value = hub.values[index];
      if (value) {
        listener(value);
      }
    }
  }

  /** Asks for every value that can come to a hub. */
  want(hub: Hub): void {
    if (!hub.isWanted) {
      hub.isWanted = true;
      this.#wants.push(hub);
    }
  }

  /** Does something once, when the values of a hub are asked for. */
  whenWanted(hub: Hub, task: () => void): void {
    if (hub.isWanted) {
      this.later(task);
    } else {
      (hub.whenWanted ??= []).push(task);
    }
  }

  /** Does something once, when a tracked value is at a hub. */
  whenTracked(hub: Hub, task: () => void): void {
    if (hub.hasTracked) {
      this.later(task);
    } else {
      (hub.whenTracked ??= []).push(task);
    }
  }

  /** The same for a tracked value that is no function. */
  whenObjectTracked(hub: Hub, task: () => void): void {
    if (hub.hasTrackedObject) {
      this.later(task);
    } else {
      (hub.whenObjectTracked ??= []).push(task);
    }
  }

  /** Asks for one hub as soon as another is asked for. */
  wantWith(hub: Hub, needed: Hub): void {
    this.whenWanted(hub, () => {
      this.want(needed);
    });
  }

  /** Asks for one hub as soon as a tracked value is at another. */
  wantIfTracked(hub: Hub, needed: Hub): void {
    this.whenTracked(hub, () => {
      this.want(needed);
    });
  }

  /** Does something when all else is done and nothing has come to a hub: what is not found is not nothing. */
  ifEmpty(hub: Hub, task: () => void): void {
    this.#unresolved.push({ hub, task });
  }

  /**
   * Does what is left to do for places that nothing has come to.
   *
   * @returns whether there was any
   */
  resolveEmpty(): boolean {
    const open = this.#unresolved.filter(({ hub }) => hub.values.length === 0);
    const empty = open.filter(({ hub }) => !isReadOfNothing(hub));
    this.#unresolved = empty.length > 0 ? open.filter(({ hub }) => isReadOfNothing(hub)) : open;
    for (const { task } of empty) {
      task();
    }
    if (empty.length > 0) {
      return true;
    }
    // A value that is asked for and does not come has a way that is not known here.
    const asked = this.#asked.filter((hub) => hub.values.length === 0);
    const missing = asked.filter((hub) => !isReadOfNothing(hub));
    this.#asked = missing.length > 0 ? asked.filter(isReadOfNothing) : asked;
    for (const hub of missing) {
      this.add(hub, UNKNOWN);
    }
    return missing.length > 0;
  }

  /** Follows a value to every place that it can reach. */
  track(value: Value): void {
    if (!isHeapValue(value) || value.isTracked) {
      return;
    }
    value.isTracked = true;
    for (const hub of value.hubs) {
      this.#arrivals.push([hub, value, false]);
    }
    this.later(() => {
      this.semantics.callImplicitly(this, value);
    });
  }

  /** Follows an object of the program, because of what it holds: what everybody has is not followed for that. */
  trackObject(value: HeapValue): void {
    if (value.kind !== 'module' && (value.kind !== 'builtin' || value.node)) {
      this.track(value);
    }
  }

  #ask(hub: Hub): void {
    this.steps++;
    if (hub.origin.kind === 'expression') {
      this.#asked.push(hub);
    }
    for (const transfer of hub.predecessors ?? []) {
      this.want(transfer.from);
      for (const value of transfer.from.values) {
        this.#transfer(transfer, value);
      }
    }
    const { origin, whenWanted } = hub;
    if (origin.kind === 'expression') {
      this.install(origin.node, origin.activation);
    } else if (origin.kind === 'target') {
      this.installTarget(origin.node, origin.activation);
    }
    hub.whenWanted = undefined;
    for (const task of whenWanted ?? []) {
      task();
    }
  }

  #carry(hub: Hub, value: Value, isNew: boolean): void {
    const isTracked = isHeapValue(value) && value.isTracked;
    for (const transfer of hub.successors ?? []) {
      this.#transfer(transfer, value);
    }
    if (isNew) {
      // A listener that is added meanwhile is called with the value when it is added.
      const { listeners = [] } = hub;
      const count = listeners.length;
      hub.processed++;
      for (let index = 0; index < count; index++) {
        listeners[index]?.(value);
      }
    }
    if (isTracked && !hub.hasTracked) {
      this.#noticeTracked(hub);
    }
    if (isTracked && !hub.hasTrackedObject && !isCode(value)) {
      hub.hasTrackedObject = true;
      const tasks = hub.whenObjectTracked ?? [];
      hub.whenObjectTracked = undefined;
      for (const task of tasks) {
        task();
      }
    }
  }

  #noticeTracked(hub: Hub): void {
    hub.hasTracked = true;
    const { origin, whenTracked } = hub;
    if (origin.kind === 'expression') {
      const parent = origin.activation.file.tree.getParent(origin.node);
      if (parent) {
        this.install(parent, origin.activation);
      }
    }
    hub.whenTracked = undefined;
    for (const task of whenTracked ?? []) {
      task();
    }
  }

  #transfer({ from, to, map }: Transfer, value: Value): void {
    if (!to.isWanted && !(isHeapValue(value) && value.isTracked)) {
      return;
    }
    const arriving = map ? map(value) : value;
    if (arriving) {
      this.add(to, arriving, from);
    }
  }

  /** Makes the transfers of a node in an activation, once. */
  install(node: Node, activation: Activation): void {
    if (!activation.installed.has(node)) {
      activation.installed.add(node);
      this.steps++;
      this.semantics.install(this, node, activation);
    }
  }

  installTarget(node: Node, activation: Activation): void {
    this.semantics.installTarget(this, node, activation);
  }

  /** The values of an expression. */
  getHub(node: Node, activation: Activation): Hub {
    return getOrCreate(activation.hubs, node, { kind: 'expression', node, activation });
  }

  /** What is written to a pattern or to one of its parts. */
  getTarget(node: Node, activation: Activation): Hub {
    return getOrCreate(activation.targets, node, { kind: 'target', node, activation });
  }

  /** The values of a variable at any time. */
  getVariable(variable: Variable, home: Activation): Hub {
    let hub = home.variables.get(variable);
    if (!hub) {
      hub = createHub(variable.name);
      home.variables.set(variable, hub);
      this.whenWanted(hub, () => {
        this.semantics.installWrites(this, variable, home);
      });
      this.whenTracked(hub, () => {
        this.semantics.installReads(this, variable, home);
      });
    }
    return hub;
  }

  /** Registers an activation that was made just now. */
  register(activation: Activation): void {
    const { unit, closure } = activation;
    const list = this.activations.get(unit);
    if (list) {
      list.push(activation);
    } else {
      this.activations.set(unit, [activation]);
    }
    if (closure) {
      this.#enteredClosures.add(closure);
      const follow = (): void => {
        this.followCallers(closure);
      };
      this.whenTracked(activation.completion, follow);
      this.whenTracked(activation.result, follow);
      this.whenWanted(activation.self, follow);
      this.whenTracked(activation.self, () => {
        for (const node of activation.file.tree.getThisExpressions(unit)) {
          this.inActivations(activation.file.tree.getUnit(node), activation, (inner) => {
            this.install(node, inner);
          });
        }
        if (hasParameterProperty(unit)) {
          this.semantics.openParameters(this, activation);
        }
      });
      this.whenWanted(activation.anyArgument, follow);
    }
    for (const { outer, act } of this.#subscriptions.get(unit) ?? []) {
      if (activation.getOuter(outer.unit) === outer) {
        act(activation);
      }
    }
  }

  /** Finds every call of a function. */
  followCallers(closure: HeapValue): void {
    this.askedFor.add(closure);
    this.track(closure);
  }

  /**
   * Does something in each activation of a unit that stands in an outer activation, those to come included.
   *
   * @param canBeUncalled whether the unit counts as called from elsewhere where nothing is seen to call it
   */
  inActivations(
    unit: CodeUnit,
    outer: Activation,
    act: (activation: Activation) => void,
    canBeUncalled = true,
  ): void {
    // In a large file, there are more places that read a property than values that reach one.
    this.steps++;
    if (unit === outer.unit) {
      act(outer);
      return;
    }
    const list = this.#subscriptions.get(unit);
    if (list) {
      list.push({ outer, act });
    } else {
      this.#subscriptions.set(unit, [{ outer, act }]);
    }
    for (const activation of this.activations.get(unit) ?? []) {
      if (activation.getOuter(outer.unit) === outer) {
        act(activation);
      }
    }
    this.askForActivations(unit, outer, canBeUncalled);
  }

  /** Finds all activations of a unit in an outer one. */
  askForActivations(unit: CodeUnit, outer: Activation, canBeUncalled: boolean): void {
    if (unit === outer.unit || !this.isFirst(['ask', unit, outer, canBeUncalled])) {
      return;
    }
    const { tree } = outer.file;
    const member = tree.getParent(unit);
    const isConstructor = member?.type === 'MethodDefinition' && member.kind === 'constructor';
    const made = isConstructor ? tree.getClass(unit) : undefined;
    const follow = (around: Activation): void => {
      this.install(made ?? unit, around);
      const closure = around.objects.get(made ?? unit);
      if (closure && canBeUncalled) {
        this.followCallers(closure);
      } else if (closure) {
        this.track(closure);
      }
    };
    this.inActivations(tree.getUnit(unit), outer, follow, canBeUncalled);
  }

  /** A hub from which everything goes elsewhere, for one reason. */
  createEscape(reason: EscapeReason, node: Node, activation: Activation): Hub {
    const hub = createHub(`escape: ${reason.kind}`);
    const escape = { reason, node, activation };
    this.listen(hub, (value) => {
      if (isHeapValue(value)) {
        const known = this.escapes.get(value);
        if (known) {
          known.push(escape);
        } else {
          this.escapes.set(value, [escape]);
        }
      }
      this.semantics.expose(this, value, escape);
    });
    this.flow(hub, this.elsewhere);
    return hub;
  }

  /** Lets everything at a hub go elsewhere. */
  escape(hub: Hub, reason: EscapeReason, node: Node, activation: Activation): void {
    this.flow(hub, this.createEscape(reason, node, activation));
  }
}

/**
 * Whether no value can come to an empty hub, because all that leads to it is a property of null or undefined: reading that throws.
 * Compilers write loops over lists that most classes have not.
 */
function isReadOfNothing(hub: Hub): boolean {
  const seen = new Set<Hub>();
  let isGrounded = false;
  const visit = (place: Hub): boolean => {
    if (seen.has(place)) {
      return true;
    }
    seen.add(place);
    if (place.values.length > 0) {
      return false;
    }
    const { origin, predecessors = [] } = place;
    if (origin.kind === 'expression' && origin.node.type === 'MemberExpression') {
      const object = origin.activation.hubs.get(origin.node.object);
      if (object && object.values.length > 0) {
        isGrounded = true;
        return object.values.every((value) => isNullish(value) === true);
      }
      return object !== undefined && visit(object);
    }
    return predecessors.length > 0 && predecessors.every(({ from }) => visit(from));
  };
  return visit(hub) && isGrounded;
}

/** `constructor(private socket: Socket)` writes to `this` without naming it. */
function hasParameterProperty(unit: CodeUnit): boolean {
  return isFunction(unit) && unit.params.some(({ type }) => type === 'TSParameterProperty');
}

function isCode({ kind }: HeapValue): boolean {
  return kind === 'function' || kind === 'class' || kind === 'builtin' || kind === 'bound';
}

export function createHub(name: string): Hub {
  return new Hub({ kind: 'other', name });
}

function getOrCreate(map: Map<Node, Hub>, node: Node, origin: HubOrigin): Hub {
  let hub = map.get(node);
  if (!hub) {
    hub = new Hub(origin);
    map.set(node, hub);
  }
  return hub;
}

/** An activation of a program file. */
export function createRoot(engine: Engine, file: ProgramFile): Activation {
  const root = new Activation(file.tree.root, file, undefined, undefined, 0);
  engine.register(root);
  return root;
}
