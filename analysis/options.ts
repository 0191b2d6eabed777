import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from './apis/description.ts';
import { CallContext } from './context.ts';
import type { Flow } from './flow/flow.ts';
import type { Use } from './flow/step.ts';
import { getCallees } from './functions.ts';
import { getGiven, getGivenParameter } from './given-parameter.ts';
import type { ProgramModel } from './model.ts';
import { ObjectWrites, isObjectAssign } from './object-writes.ts';
import { type OptionState, getOptionState } from './option-state.ts';
import type { SocketCall } from './socket-calls.ts';
import { type Node, getPropertyName, isFunction, unwrap } from './syntax.ts';
import type { Evaluator } from './values.ts';

/** One place that sets a reuse option for one call that makes a socket. */
export interface OptionSite {
  readonly option: ReuseOption;
  /** What to report on. */
  readonly node: Node;
  /** The property of an object literal that sets it, if one does. */
  readonly property: TSESTree.Property | undefined;
  readonly state: OptionState;
  /** The call that reads the options object. */
  readonly readBy: Node;
  /** The calls by which the socket is made with this option. */
  readonly context: CallContext;
}

/** What is looked for: an option, at the end of a path of properties. */
interface Target {
  readonly option: ReuseOption;
  readonly path: readonly string[];
}

interface Lookup {
  readonly sites: readonly OptionSite[];
  /** Whether one of the sites always decides the option. */
  readonly isDefinite: boolean;
}

const NOTHING: Lookup = { sites: [], isDefinite: false };

/** A layer of which nothing is known: it may set the option to anything. */
const OVERRIDING: Lookup = { sites: [], isDefinite: false };

/** Finds where the reuse options of a call that makes a socket are set. */
export class OptionFinder {
  readonly #flow: Flow;
  readonly #model: ProgramModel;
  readonly #values: Evaluator;
  readonly #active = new Set<Node>();
  readonly #objectWrites: ObjectWrites;

  constructor(flow: Flow, values: Evaluator) {
    this.#flow = flow;
    this.#model = flow.model;
    this.#values = values;
    this.#objectWrites = new ObjectWrites(flow.model);
  }

  /**
   * The sites of one option of one call.
   *
   * @param uses what is done with the socket
   */
  find(made: SocketCall, option: ReuseOption, uses: readonly Use[]): readonly OptionSite[] {
    const { at } = option;
    if (at.in === 'maker')
      return this.#findInArgument(made.args[at.argument], at.property, option, made.call);
    return uses.flatMap((use) => {
      if (at.in === 'method') {
        if (use.kind !== 'method' || use.name !== at.method) return [];
        return this.#findInArgument(use.args?.[at.argument], at.property, option, use.node);
      }
      if (use.kind !== 'write' || use.name !== at.property[0]) return [];
      const state = getOptionState(this.#values, use.value, option, use.context);
      return [
        { option, node: use.node, property: undefined, state, readBy: use.node, context: CallContext.none },
      ];
    });
  }

  #findInArgument(
    argument: Node | undefined,
    path: readonly string[] | undefined,
    option: ReuseOption,
    at: Node,
  ): readonly OptionSite[] {
    if (!argument) return [];
    if (path) return this.#look(argument, { option, path }, CallContext.none, at).sites;
    const state = getOptionState(this.#values, argument, option, CallContext.none);
    return [{ option, node: argument, property: undefined, state, readBy: at, context: CallContext.none }];
  }

  /**
   * @param node an expression whose value is the options object
   * @param at the call that reads the object: what is written behind it has no effect
   */
  #look(node: Node, target: Target, context: CallContext, at: Node): Lookup {
    const expression = unwrap(node);
    if (this.#active.has(expression) || this.#active.size > 30) return NOTHING;
    this.#active.add(expression);
    const found = this.#compute(expression, target, context, at);
    this.#active.delete(expression);
    return found;
  }

  #compute(node: Node, target: Target, context: CallContext, at: Node): Lookup {
    switch (node.type) {
      case 'ObjectExpression':
        return this.#lookInLiteral(node, target, context, at);
      case 'Identifier':
        return this.#lookInVariable(node, target, context, at);
      case 'MemberExpression':
        return this.#lookInField(node, target, context, at);
      case 'AwaitExpression':
        return this.#look(node.argument, target, context, at);
      case 'AssignmentExpression':
        return this.#look(node.right, target, context, at);
      case 'LogicalExpression':
        return either([
          this.#look(node.left, target, context, at),
          this.#look(node.right, target, context, at),
        ]);
      case 'ConditionalExpression':
        return either([
          this.#look(node.consequent, target, context, at),
          this.#look(node.alternate, target, context, at),
        ]);
      case 'CallExpression':
        return this.#lookInCall(node, target, context, at);
      default:
        return NOTHING;
    }
  }

  #lookInLiteral(literal: TSESTree.ObjectExpression, target: Target, context: CallContext, at: Node): Lookup {
    const parts = literal.properties.toReversed().map((property): (() => Lookup | undefined) => {
      if (property.type === 'SpreadElement')
        return () => this.#lookInSource(property.argument, target, context, at);
      const name = getPropertyName(property);
      if (name === undefined) return () => OVERRIDING;
      return () =>
        name === target.path[0] ? this.#lookInProperty(property, target, context, at) : undefined;
    });
    return this.#lookThrough(parts);
  }

  #lookInProperty(property: TSESTree.Property, target: Target, context: CallContext, at: Node): Lookup {
    const { option, path } = target;
    if (path.length === 1) return { sites: this.#getSites(property, option, context, at), isDefinite: true };
    const inner = this.#look(property.value, { option, path: path.slice(1) }, context, at);
    return { sites: inner.sites, isDefinite: true };
  }

  /** Looks at the layers of an object from the last to the first, until one decides. */
  #lookThrough(layers: readonly (() => Lookup | undefined)[]): Lookup {
    const sites: OptionSite[] = [];
    let mayBeOverridden = false;
    for (const layer of layers) {
      const found = layer();
      if (!found) continue;
      sites.push(...(mayBeOverridden ? found.sites.map(toUnknown) : found.sites));
      if (found.isDefinite) return { sites, isDefinite: true };
      mayBeOverridden ||= found === OVERRIDING;
    }
    return { sites, isDefinite: false };
  }

  /** A layer that is another object: nothing is known of one that the file does not show. */
  #lookInSource(node: Node, target: Target, context: CallContext, at: Node): Lookup {
    const isShown = this.#values
      .evaluate(node, context)
      .every((value) => value.kind !== 'given' && value.kind !== 'opaque');
    const found = this.#look(node, target, context, at);
    return isShown || found.sites.length > 0 ? found : OVERRIDING;
  }

  #lookInVariable(node: TSESTree.Identifier, target: Target, context: CallContext, at: Node): Lookup {
    const variable = this.#model.bindings.getVariable(node);
    if (!variable) return NOTHING;
    const assigned = this.#lookInAssignments(node, target, context, at);
    if (assigned.isDefinite) return assigned;
    const found: Lookup[] = [];
    for (const definition of variable.defs) {
      if (definition.type !== 'Parameter') continue;
      found.push(...this.#lookInArguments(definition.node, definition.name, target, context));
    }
    const order = this.#model.getVariableOrder(variable);
    const writes = this.#model.bindings.getWrites(variable);
    for (const { target: identifier, value } of writes) {
      const write = this.#model.getWriteNode(identifier);
      if (!value || order.getReach(write, node, writes.length === 1) === 'never') continue;
      if (identifier.type !== 'Identifier' || identifier.name !== node.name) continue;
      const isWhole = this.#model.objects.constructors.isDirectWrite(identifier);
      const isDefault = this.#model.tree.getParent(identifier)?.type === 'AssignmentPattern';
      if (isWhole || isDefault) found.push(this.#look(value, target, context, at));
    }
    const whole = either(found);
    return { sites: [...assigned.sites, ...whole.sites], isDefinite: whole.isDefinite };
  }

  /** `options.reuseAddr = true` and `delete options.reuseAddr` before the call, and `Object.assign(options, { reuseAddr: true })`. */
  #lookInAssignments(node: TSESTree.Identifier, target: Target, context: CallContext, at: Node): Lookup {
    const variable = this.#model.bindings.getVariable(node);
    const sites: OptionSite[] = [];
    let isDefinite = false;
    let isDeleted = false;
    for (const { parent, outer } of variable ? this.#objectWrites.getWrites(variable) : []) {
      if (parent.type === 'MemberExpression') {
        if (getPropertyName(parent) !== target.path[0]) continue;
        const position = this.#objectWrites.getPosition(outer, at);
        if (position === 'behind') continue;
        if (outer.type === 'UnaryExpression' && outer.operator === 'delete') {
          isDeleted ||= position === 'before';
          continue;
        }
        if (outer.type !== 'AssignmentExpression') continue;
        isDefinite ||= position === 'before';
        if (target.path.length > 1) {
          const rest = { option: target.option, path: target.path.slice(1) };
          sites.push(...this.#look(outer.right, rest, context, at).sites);
          continue;
        }
        const state = getOptionState(this.#values, outer.right, target.option, context);
        const isAlways = position === 'before' || state !== 'on';
        sites.push({
          option: target.option,
          node: outer,
          property: undefined,
          state: isAlways ? state : 'sometimes',
          readBy: at,
          context,
        });
      } else {
        if (this.#objectWrites.getPosition(parent, at) === 'behind') continue;
        const sources = parent.arguments.slice(1).toReversed();
        sites.push(
          ...this.#lookThrough(sources.map((source) => () => this.#lookInSource(source, target, context, at)))
            .sites,
        );
      }
    }
    return { sites, isDefinite: isDefinite || isDeleted };
  }

  /** The arguments that a parameter is given by each caller of its function. */
  #lookInArguments(owner: Node, name: Node, target: Target, context: CallContext): readonly Lookup[] {
    if (!isFunction(owner)) return [];
    const index = owner.params.findIndex((candidate) =>
      candidate.type === 'AssignmentPattern' ? candidate.left === name : candidate === name,
    );
    if (index < 0) return [];
    const meant = context.getCall(owner);
    const found: Lookup[] = [];
    for (const { call, args } of this.#flow.getCallers(owner).calls) {
      const argument = args?.[index];
      if (!argument || (meant && meant !== call)) continue;
      found.push(this.#look(argument, target, context.enter(owner, call), call));
    }
    return found;
  }

  #lookInField(node: TSESTree.MemberExpression, target: Target, context: CallContext, at: Node): Lookup {
    const name = getPropertyName(node);
    const owners = this.#model.objects.getOwners(node.object);
    if (name === undefined || !owners) return NOTHING;
    const writes = this.#model.getFieldWrites(owners, name).filter((write) => write.alias === 'same');
    return either(
      writes.map((write) => (write.value ? this.#look(write.value, target, context, at) : NOTHING)),
    );
  }

  #lookInCall(node: TSESTree.CallExpression, target: Target, context: CallContext, at: Node): Lookup {
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression' && this.#model.isGlobal(unwrap(callee.object), 'Object')) {
      const [first] = node.arguments;
      if (isObjectAssign(node, this.#model)) {
        const sources = node.arguments.toReversed();
        return this.#lookThrough(
          sources.map((source) => () => this.#lookInSource(source, target, context, at)),
        );
      }
      const isSame = ['freeze', 'seal', 'create'].includes(getPropertyName(callee) ?? '');
      return first && isSame ? this.#look(first, target, context, at) : NOTHING;
    }
    const { functions } = getCallees(this.#model, node);
    return either(
      functions.flatMap((called) =>
        this.#model.tree
          .getReturned(called)
          .map((value) => this.#look(value, target, context.enter(called, node), at)),
      ),
    );
  }

  /** The sites of a property: where its value is a parameter, one for each caller that decides it. */
  #getSites(
    property: TSESTree.Property,
    option: ReuseOption,
    context: CallContext,
    at: Node,
  ): readonly OptionSite[] {
    const value = unwrap(property.value);
    const plain: OptionSite = {
      option,
      node: property,
      property,
      state:
        property.kind === 'get' ? 'unknown' : getOptionState(this.#values, property.value, option, context),
      readBy: at,
      context,
    };
    const parameter = getGivenParameter(this.#model, value);
    if (!parameter || context.getCall(parameter.owner)) return [plain];
    const callers = this.#flow.getCallers(parameter.owner);
    if (callers.open || callers.calls.length === 0) return [plain];
    const given = callers.calls.map(({ call, args }) => ({
      call,
      node: args && getGiven(args[parameter.index], parameter.property),
    }));
    // Where no caller gives it, the default decides, and the property is all that there is to change.
    const isDefault = callers.calls.every(({ args }, index) => args && !given[index]?.node);
    return given.map(({ call, node }) => {
      const inner = context.enter(parameter.owner, call);
      const state = getOptionState(this.#values, property.value, option, inner);
      return {
        ...plain,
        node: node ?? property,
        property: isDefault ? property : undefined,
        state,
        context: inner,
      };
    });
  }
}

function toUnknown(site: OptionSite): OptionSite {
  return site.state === 'off' ? site : { ...site, state: 'unknown' };
}

function either(lookups: readonly Lookup[]): Lookup {
  return {
    sites: lookups.flatMap((lookup) => lookup.sites),
    isDefinite: lookups.length > 0 && lookups.every((lookup) => lookup.isDefinite),
  };
}
