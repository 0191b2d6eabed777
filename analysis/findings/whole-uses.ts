import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation, HeapValue, Hub, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { isFunction, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import { findOwnRead } from './own-reads.ts';

/** Names of functions that look at every property of an object: they print, copy, list or compare it. */
const READERS =
  /^(?:stringify|structuredClone|serialize|inspect|format(?:WithOptions)?|isDeepStrictEqual|(?:not|partial)?[dD]eep(?:Strict)?Equal|postMessage|send|log|info|warn|error|debug|dir|table|trace|assert|entries|keys|values|ownKeys|getOwnProperty(?:Names|Descriptors?))$/u;

/** Functions of JavaScript itself that do so, by their paths. */
const BUILTIN_READERS =
  /^(?:JSON\.stringify|structuredClone|console\.\w+|Object\.(?:entries|keys|values|getOwnProperty\w+|fromEntries)|Reflect\.ownKeys)$/u;

/**
 * What looks at objects as a whole, and with them at all that they hold, in whatever depth. All calls are looked at once, and
 * values that come to them later are followed as they come: a program has as many calls as options objects, or more.
 */
export class WholeUses {
  readonly #dataflow: Dataflow;
  /** Those that look at objects. */
  readonly #calls: { readonly file: ProgramFile; readonly call: CallNode }[] = [];
  /** The first call that looks at a value: its index. */
  readonly #firstCalls = new Map<HeapValue, number>();
  /** The first call that looks at what is at a hub. */
  readonly #watched = new Map<Hub, number>();
  readonly #hasSealed: boolean;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    this.#hasSealed = dataflow.files.some((file) => file.tree.calls.some((call) => isSealed(file, call)));
    this.#followCalls();
  }

  /**
   * Why an options object is used as a whole, by what has it or has an object that holds it.
   *
   * @param object the options object
   * @param option the property that would go
   * @returns a clause, or undefined where nothing looks at it as a whole
   */
  findReason(object: HeapValue, option: string): string | undefined {
    const store = this.#hasSealed
      ? object.stores.find(({ name, node }) => name === option && node.type !== 'Property')
      : undefined;
    if (store) {
      return `it is also set at ${store.activation.file.formatPlace(store.node)}, and objects are sealed here`;
    }
    const first = this.#calls[this.#firstCalls.get(object) ?? -1];
    if (first) {
      return `an object that holds the options object is used as a whole at ${first.file.formatPlace(first.call)}`;
    }
    return findOwnRead(this.#dataflow, object, option);
  }

  #followCalls(): void {
    const { engine, files } = this.#dataflow;
    const followed = new Map<CallNode, number>();
    const calls = files.flatMap((file) =>
      file.tree.calls.map((call) => ({ file, call, unit: file.tree.getUnit(call) })),
    );
    // More activations may come while the values of these are found.
    for (let hasMore = true; hasMore;) {
      hasMore = false;
      for (const { file, call, unit } of calls) {
        const activations = engine.getActivations(unit);
        for (const activation of activations.slice(followed.get(call) ?? 0)) {
          hasMore = true;
          this.#followCall(file, call, activation);
        }
        followed.set(call, activations.length);
      }
      this.#dataflow.run();
    }
  }

  #followCall(file: ProgramFile, call: CallNode, activation: Activation): void {
    const { engine } = this.#dataflow;
    const watch = (node: Node): void => {
      const index = this.#calls.push({ file, call }) - 1;
      const hub = engine.getHub(node, activation);
      engine.want(hub);
      this.#watch(hub, index);
    };
    const isNamed = READERS.test(file.getCalledName(call.callee) ?? '');
    if (isNamed || engine.getCallees(call, activation).some(isBuiltinReader)) {
      for (const argument of call.arguments) {
        watch(argument.type === 'SpreadElement' ? argument.argument : argument);
      }
    }
    const callee = unwrap(call.callee);
    const [first] = call.arguments;
    // `list.map(JSON.stringify)` hands each element to a function that nobody calls here.
    if (callee.type === 'MemberExpression' && first !== undefined && isReference(first)) {
      const handed = engine.getHub(first, activation);
      engine.want(handed);
      engine.listen(handed, (value) => {
        if (isBuiltinReader(value)) {
          watch(callee.object);
        }
      });
    }
  }

  /** Follows the values of a hub, and what they hold, for the call of an index. */
  #watch(hub: Hub, index: number): void {
    const before = this.#watched.get(hub) ?? Number.POSITIVE_INFINITY;
    if (before <= index) {
      return;
    }
    this.#watched.set(hub, index);
    if (before === Number.POSITIVE_INFINITY) {
      this.#dataflow.engine.listen(hub, (value) => {
        this.#visit(value, this.#watched.get(hub) ?? index);
      });
    } else {
      for (const value of hub.values.slice(0, hub.processed)) {
        this.#visit(value, index);
      }
    }
  }

  /** A value is looked at: so is what its properties hold, and what its methods and getters give. */
  #visit(value: Value, index: number): void {
    if (!isHeapValue(value)) {
      return;
    }
    const before = this.#firstCalls.get(value) ?? Number.POSITIVE_INFINITY;
    if (before <= index) {
      return;
    }
    this.#firstCalls.set(value, index);
    const { engine } = this.#dataflow;
    const follow = (hub: Hub | undefined): void => {
      if (hub) {
        // Not at once: objects in objects are as deep as the program is long.
        engine.later(() => {
          this.#watch(hub, this.#firstCalls.get(value) ?? index);
        });
      }
    };
    for (const hub of [...value.fields.values(), ...value.getters.values(), value.prototype]) {
      follow(hub);
    }
    for (const hub of this.#findReturned(value)) {
      follow(hub);
    }
    if (before === Number.POSITIVE_INFINITY) {
      value.fieldListeners.push((name) => {
        follow(value.fields.get(name));
      });
      value.accessorListeners.push((_kind, _name, accessor) => {
        follow(accessor);
      });
    }
  }

  /** What a function may return, whoever calls it: `toJSON` is called by others. */
  #findReturned({ node, activation }: HeapValue): readonly Hub[] {
    if (!activation || !isFunction(node)) {
      return [];
    }
    const { engine } = this.#dataflow;
    const activations = engine.getActivations(node);
    const hubs = activation.file.tree
      .getReturned(node)
      .flatMap((returned) => activations.map((each) => engine.getHub(returned, each)));
    for (const hub of hubs) {
      engine.want(hub);
    }
    return hubs;
  }
}

/** What is sealed or frozen takes no property that it does not have. */
function isSealed(file: ProgramFile, { callee }: CallNode): boolean {
  return /^(?:seal|freeze|preventExtensions)$/u.test(file.getCalledName(callee) ?? '');
}

function isReference(node: Node): boolean {
  return ['Identifier', 'MemberExpression'].includes(unwrap(node).type);
}

function isBuiltinReader(value: Value): boolean {
  return (
    isHeapValue(value) && value.kind === 'builtin' && BUILTIN_READERS.test(value.detail.path?.join('.') ?? '')
  );
}
