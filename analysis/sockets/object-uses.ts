import type { TSESTree } from '@typescript-eslint/utils';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation, HeapValue, Site } from '../dataflow/value-graph.ts';
import { getReads, isHeapValue } from '../dataflow/values.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import type { MadeSocket } from './made-socket.ts';
import type { OptionSite } from './option-site.ts';

/** One use of an options object by a call that makes a socket. */
interface MakerUse {
  readonly site: OptionSite;
  readonly made: MadeSocket;
}

/** Finds out what is done with an options object, besides making sockets with it. */
export class ObjectUses {
  readonly #dataflow: Dataflow;

  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
  }

  /**
   * Why an option cannot be taken out of an object, as far as the use of the object decides.
   *
   * @param uses the sockets that are made with it
   * @returns a clause, or undefined when nothing else is done with it
   */
  findReason(object: HeapValue, name: string, uses: readonly MakerUse[]): string | undefined {
    return this.#findReason(object, name, uses, []);
  }

  /** @param merges the calls that are known to copy the option into the object */
  #findReason(
    object: HeapValue,
    name: string,
    uses: readonly MakerUse[],
    merges: readonly Node[],
  ): string | undefined {
    this.#dataflow.engine.track(object);
    this.#dataflow.run();
    const calls = new Set([...uses.flatMap(({ site, made }) => [site.readBy.node, made.node]), ...merges]);
    return (
      this.#findRead(object, name, calls) ??
      this.#findHolder(object) ??
      this.#findEscape(object, calls) ??
      this.#findPlace(object, name, calls, uses)
    );
  }

  #findRead(object: HeapValue, name: string, calls: ReadonlySet<Node>): string | undefined {
    const read = getReads(object).find(
      (lookup) => (lookup.name === undefined || lookup.name === name) && !calls.has(lookup.node),
    );
    return read && `the option is read at ${formatSite(read)}`;
  }

  #findHolder(object: HeapValue): string | undefined {
    const holder = this.#dataflow.engine.holders.get(object);
    return holder && `other code has the object whose field '${holder.name}' holds the options`;
  }

  #findEscape(object: HeapValue, calls: ReadonlySet<Node>): string | undefined {
    const [escape] = this.#dataflow.engine.escapes.get(object) ?? [];
    if (!escape) {
      return undefined;
    }
    const { reason } = escape;
    const place = escape.node.type === 'Program' ? '' : ` at ${formatSite(escape)}`;
    if (calls.has(escape.node)) {
      return `another function than the API's may be called${place}`;
    }
    switch (reason.kind) {
      case 'argument':
      case 'receiver':
        return `the options object is also used${place}`;
      case 'returned':
        return `the options object is returned to callers elsewhere`;
      default:
        return `the options object is ${reason.kind === 'held' || reason.kind === 'exported' ? 'exported' : 'used in a way that is not followed'}${place}`;
    }
  }

  /** Looks at every expression that holds the object. */
  #findPlace(
    object: HeapValue,
    name: string,
    calls: ReadonlySet<Node>,
    uses: readonly MakerUse[],
  ): string | undefined {
    for (const { origin } of object.hubs) {
      if (origin.kind === 'target' && isCopied(origin.node, name)) {
        return `the options object is copied at ${formatSite(origin)}`;
      }
      const reason =
        origin.kind === 'expression' ? this.#findUse(object, origin, name, calls, uses) : undefined;
      if (reason !== undefined) {
        return reason;
      }
    }
    return undefined;
  }

  /** Whether a computed key may be a name. */
  canBeKey(key: Node, name: string, activation: Activation): boolean {
    const { values } = this.#dataflow.engine.getHub(key, activation);
    return values.length === 0 || values.some((value) => value.kind !== 'constant' || value.value === name);
  }

  #findUse(
    object: HeapValue,
    site: Site,
    name: string,
    calls: ReadonlySet<Node>,
    uses: readonly MakerUse[],
  ): string | undefined {
    const { tree } = site.activation.file;
    const { value, parent } = tree.getUse(site.node);
    switch (parent?.type) {
      case 'SpreadElement': {
        const around = tree.getParent(parent);
        return around?.type === 'ObjectExpression'
          ? `the options object is copied at ${formatSite({ ...site, node: value })}`
          : undefined;
      }
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee === value || calls.has(parent)) {
          return undefined;
        }
        return this.#findCallUse(object, parent, site, name, uses);
      case 'MemberExpression':
        return parent.object === value && ASKING.has(getPropertyName(parent) ?? '')
          ? `the option is read at ${formatSite({ ...site, node: value })}`
          : undefined;
      case 'BinaryExpression':
        return parent.operator === 'in' && parent.right === value
          ? `the option is read at ${formatSite({ ...site, node: value })}`
          : undefined;
      case 'ForInStatement':
        return parent.right === value
          ? `the options object is also used at ${formatSite({ ...site, node: value })}`
          : undefined;
      default:
        return undefined;
    }
  }

  #findCallUse(
    object: HeapValue,
    call: CallNode,
    { node, activation }: Site,
    name: string,
    uses: readonly MakerUse[],
  ): string | undefined {
    const callee = unwrap(call.callee);
    if (callee.type === 'Super') {
      return undefined;
    }
    const callees = this.#dataflow.engine.getCallees(call, activation);
    const isKept = callees.length > 0 && callees.every((callee) => isHeapValue(callee) && isKeeping(callee));
    if (isKept) {
      return undefined;
    }
    const isAssign = callee.type === 'MemberExpression' && getPropertyName(callee) === 'assign';
    if (isAssign) {
      return this.#findMergeReason(object, call, activation, name, uses);
    }
    return `the options object is also used at ${activation.file.formatPlace(node)}`;
  }

  /** `Object.assign({}, …, object)`: what is poured in before may set the option too, and what becomes of the whole counts. */
  #findMergeReason(
    object: HeapValue,
    call: CallNode,
    activation: Activation,
    name: string,
    uses: readonly MakerUse[],
  ): string | undefined {
    const { engine } = this.#dataflow;
    const [target, ...sources] = call.arguments;
    const literal = target && unwrap(target);
    if (!literal) {
      return undefined;
    }
    if (engine.getHub(target, activation).values.includes(object)) {
      return sources.every((source) => this.isWithout(source, name, activation))
        ? undefined
        : `the object at ${activation.file.formatPlace(call)} may set it as well`;
    }
    if (literal.type !== 'ObjectExpression') {
      return `the options object is copied at ${activation.file.formatPlace(call)}`;
    }
    for (const source of [target, ...sources]) {
      if (engine.getHub(source, activation).values.includes(object)) {
        break;
      }
      const isWithout =
        source === target
          ? !this.#isWrittenIn(literal, name, activation)
          : this.isWithout(source, name, activation);
      if (!isWithout) {
        return `the object at ${activation.file.formatPlace(source)} may set it as well`;
      }
    }
    const merged = engine.getHub(literal, activation).values.find(isHeapValue);
    return merged && merged !== object ? this.#findReason(merged, name, uses, [call]) : undefined;
  }

  /** Whether an object certainly lacks a property. */
  isWithout(node: Node, name: string, activation: Activation): boolean {
    const { engine } = this.#dataflow;
    const hub = engine.getHub(node, activation);
    engine.want(hub);
    this.#dataflow.run();
    if (hub.values.length === 0) {
      return false;
    }
    return hub.values.every((value) => {
      if (!isHeapValue(value)) {
        return value.kind === 'constant';
      }
      return !this.#mayHave(value, name);
    });
  }

  /** Whether an object literal may set a property. */
  #isWrittenIn({ properties }: TSESTree.ObjectExpression, name: string, activation: Activation): boolean {
    return properties.some((property) => {
      if (property.type === 'SpreadElement') {
        return !this.isWithout(property.argument, name, activation);
      }
      const key = getPropertyName(property);
      return key === undefined || key === name;
    });
  }

  #mayHave(value: HeapValue, name: string): boolean {
    const { engine } = this.#dataflow;
    if ((value.hasOwn?.(name) ?? false) || value.kind === 'module') {
      return true;
    }
    if (
      value.node?.type === 'ObjectExpression' &&
      value.activation &&
      this.#isWrittenIn(value.node, name, value.activation)
    ) {
      return true;
    }
    engine.track(value);
    this.#dataflow.run();
    return (
      value.layers.length > 0 || value.stores.some((store) => store.name === undefined || store.name === name)
    );
  }
}

/** What every object inherits that says which properties it has. */
const ASKING: ReadonlySet<string> = new Set(['hasOwnProperty', 'propertyIsEnumerable']);

/** `{ type, ...rest }`: the rest has the option, unless the pattern names it. */
function isCopied(pattern: Node, name: string): boolean {
  return (
    pattern.type === 'ObjectPattern' &&
    pattern.properties.at(-1)?.type === 'RestElement' &&
    !pattern.properties.some((property) => property.type === 'Property' && getPropertyName(property) === name)
  );
}

/** Builtins that hand on or keep the object that they are handed, and look at none of its properties. */
const KEEPING =
  /^(?:Object\.(?:freeze|seal|preventExtensions)|Function\.prototype\.\w+|Reflect\.(?:apply|construct)|(?:Array|Map|Set|WeakMap|WeakSet|Promise)\b.*)$/u;

/** Whether what becomes of the object in a function is seen in what the function does. */
function isKeeping({ kind, detail }: HeapValue): boolean {
  return (
    kind === 'function' ||
    kind === 'class' ||
    kind === 'bound' ||
    (kind === 'builtin' && KEEPING.test(detail.path?.join('.') ?? ''))
  );
}

function formatSite({ node, activation }: Site): string {
  return activation.file.formatPlace(node);
}

/** Whether code that the program does not show has a say in a value. */
export function isUnknownMember(node: Node, activation: Activation): boolean {
  const hub = activation.hubs.get(node);
  return hub?.values.some((value) => value.kind === 'unknown' || value.kind === 'primitive') ?? false;
}
