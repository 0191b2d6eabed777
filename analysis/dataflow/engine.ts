import type { Variable } from '../program/bindings.ts';
import { isFunction } from '../program/syntax.ts';
import type { ClassNode, Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { getOuter, isPast } from './activation.ts';
import type { Arguments } from './call.ts';
import type { ElsewhereMember } from './elsewhere-member.ts';
import type { Escape, EscapeReason } from './escape.ts';
import type { FieldTrust } from './field-trust.ts';
import { createHub, createHubAt } from './hub.ts';
import { Memo } from './memo.ts';
import { Propagation } from './propagation.ts';
import type { Semantics } from './semantics.ts';
import type { Activation, HeapValue, Hub, HubOrigin, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

interface ActivationSubscription {
  readonly outer: Activation;
  readonly act: (activation: Activation) => void;
}

/**
 * Carries values through programs of JavaScript. It knows activations, calls and what leaves the program; what the language does
 * with each node and object comes from {@link Semantics}.
 */
export class Engine extends Propagation {
  readonly semantics: Semantics<Engine>;
  readonly trust: FieldTrust;
  /** What code of other files has. */
  readonly elsewhere = createHubAt({ kind: 'other', name: 'elsewhere' });
  /** The properties that are read of unknown objects, which may be objects that other files have. */
  readonly elsewhereMembers = new Map<string, ElsewhereMember>();
  /** Every way by which a tracked value leaves the program. */
  readonly escapes = new Map<HeapValue, Escape[]>();
  /** Tracked values that a public field of an object holds which other code has. */
  readonly holders = new Map<HeapValue, { readonly name: string; readonly escape: Escape }>();
  /** Functions whose callers were asked for, and that nothing was seen to enter when that was last looked at. */
  readonly askedFor = new Set<HeapValue>();
  readonly activations = new Map<CodeUnit, Activation[]>();
  /** What was made once for a node, an activation or a value. */
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
  readonly #subscriptions = new Map<CodeUnit, ActivationSubscription[]>();

  /** @param steps how many the size of the program allows */
  constructor(semantics: Semantics<Engine>, steps: number, trust: FieldTrust) {
    super(steps);
    this.semantics = semantics;
    this.trust = trust;
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

  /** Follows an object of the program because of what it holds. Objects that everybody has are not followed for that. */
  trackObject(value: HeapValue): void {
    if (value.kind !== 'module' && (value.kind !== 'builtin' || value.node)) {
      this.track(value);
    }
  }

  /** Makes the transfers of a node in an activation, once. */
  override install(node: Node, activation: Activation): void {
    if (!activation.installed.has(node) && !isPast(activation, node)) {
      activation.installed.add(node);
      this.steps++;
      this.semantics.install(this, node, activation);
    }
  }

  override installTarget(node: Node, activation: Activation): void {
    this.semantics.installTarget(this, node, activation);
  }

  protected override callImplicitly(value: HeapValue): void {
    this.semantics.callImplicitly(this, value);
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
      if (getOuter(activation, outer.unit) === outer) {
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
      if (getOuter(activation, outer.unit) === outer) {
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

/** `constructor(private socket: Socket)` writes to `this` without naming it. */
function hasParameterProperty(unit: CodeUnit): boolean {
  return isFunction(unit) && unit.params.some(({ type }) => type === 'TSParameterProperty');
}

function getOrCreate(map: Map<Node, Hub>, node: Node, origin: HubOrigin): Hub {
  let hub = map.get(node);
  if (!hub) {
    hub = createHubAt(origin);
    map.set(node, hub);
  }
  return hub;
}
