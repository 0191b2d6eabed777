import type { TSESTree } from '@typescript-eslint/utils';
import { CallContext } from './context.ts';
import type { ReuseOption } from './apis/description.ts';
import { addProperty, removeProperty } from './edits.ts';
import type { Remedy, TextEdit } from './finding.ts';
import type { Flow } from './flow/flow.ts';
import type { OptionSite } from './options.ts';
import type { SocketCall } from './socket-calls.ts';
import type { Judgement, SharedBind } from './role.ts';
import { type Node, forEachChild, getPropertyName, isFunction, unwrap } from './syntax.ts';
import { getTypeReason } from './typed-options.ts';
import type { Evaluator } from './values.ts';

/** One socket that gets the option of a site. */
export interface SiteUse {
  readonly site: OptionSite;
  readonly made: SocketCall;
  readonly judgement: Judgement;
}

/** Decides what can be done about a reuse option that only clients get. */
export class RemedyFinder {
  readonly #flow: Flow;
  readonly #values: Evaluator;

  constructor(flow: Flow, values: Evaluator) {
    this.#flow = flow;
    this.#values = values;
  }

  /** @param uses every socket that the file makes with the option, all of them clients */
  find(uses: readonly SiteUse[]): Remedy {
    const [first] = uses;
    if (!first) return { kind: 'none', reason: 'nothing sets it here' };
    const { option, node, property } = first.site;
    if (option.remedy === 'report')
      return { kind: 'none', reason: option.note ?? 'it takes a look by a person' };
    const literal = property && this.#flow.model.tree.getParent(property);
    if (
      option.remedy === 'explicit-false' &&
      !property &&
      option.at.in !== 'assignment' &&
      !option.at.property
    ) {
      return suggestFalse(option, node.range);
    }
    if (!property || literal?.type !== 'ObjectExpression') {
      return { kind: 'none', reason: this.#getPlaceReason(node) };
    }
    const reason =
      this.#getValueReason(property, first) ??
      this.#getSpreadReason(literal, property, first) ??
      this.#getSharingReason(
        literal,
        first.site.option.name,
        new Set(uses.flatMap((use) => [...use.made.argumentCalls, use.site.readBy])),
      ) ??
      this.#getTypeReason(literal, first);
    if (reason !== undefined) return { kind: 'none', reason };
    if (option.remedy === 'explicit-false') return suggestFalse(option, property.value.range);
    const { text } = this.#flow.model.file;
    const edits = removeProperty(property, literal, text);
    const shared = option.forcesExclusiveBind ? uses.flatMap((use) => use.judgement.sharedBinds) : [];
    return shared.length > 0 ? this.#suggestExclusive(first.site, edits, shared) : { kind: 'fix', edits };
  }

  #getPlaceReason(node: Node): string {
    const place = this.#flow.model.formatPlace(node);
    if (node.type === 'Property') return 'some callers decide its value by an argument';
    return node.type === 'AssignmentExpression'
      ? `it is set by the assignment at ${place}`
      : `it is handed over as the argument at ${place}`;
  }

  #getValueReason(property: TSESTree.Property, { site }: SiteUse): string | undefined {
    if (hasSideEffects(property.value) || (property.computed && hasSideEffects(property.key))) {
      return 'its value is computed by code that may do more';
    }
    if (/\/[/*]/u.test(this.#flow.model.getText(property))) return 'a comment stands inside of it';
    const isGiven = this.#values
      .evaluate(property.value, site.context)
      .some((value) => value.kind === 'given');
    return isGiven ? 'code outside of this file has a say in its value' : undefined;
  }

  #getTypeReason(literal: Node, { site, made }: SiteUse): string | undefined {
    const { model } = this.#flow;
    const isArgument = made.argumentCalls.has(model.tree.getUse(literal).parent ?? literal);
    return getTypeReason(model, literal, site.option.name, isArgument);
  }

  /** A spread before the property may set the option too, once the property is gone. */
  #getSpreadReason(
    literal: TSESTree.ObjectExpression,
    property: TSESTree.Property,
    { site }: SiteUse,
  ): string | undefined {
    for (const other of literal.properties) {
      if (other === property) return undefined;
      if (other.type !== 'SpreadElement') continue;
      if (!this.#isWithout(other.argument, site.option.name, site.context)) {
        return `the spread at ${this.#flow.model.formatPlace(other)} may set it as well`;
      }
    }
    return undefined;
  }

  /** Whatever else is done with the options object. */
  #getSharingReason(literal: Node, name: string, calls: ReadonlySet<Node>): string | undefined {
    for (const use of this.#flow.trace(literal)) {
      const place = this.#flow.model.formatPlace(use.node);
      const merged =
        use.kind === 'spread' && unwrap(use.node) === literal ? this.#getFreshMerge(literal) : undefined;
      if (merged) {
        const reason =
          this.#getMergeReason(merged, literal, name) ?? this.#getSharingReason(merged, name, calls);
        if (reason !== undefined) return reason;
        continue;
      }
      if (use.kind === 'leaves') return `the options object ${use.how} at ${place}`;
      if (use.kind === 'exposed')
        return `the options object is the public field '${use.name}' of a class that is exported`;
      if (use.kind === 'spread') return `the options object is copied at ${place}`;
      if (use.kind === 'argument' && !calls.has(use.call))
        return `the options object is also used at ${place}`;
      if (
        use.kind === 'read' &&
        (use.name === undefined || (use.name === name && !this.#isCopied(use.node)))
      ) {
        return `the option is read at ${place}`;
      }
    }
    return undefined;
  }

  /** `Object.assign({}, …, literal)`: the call whose new object the literal is poured into. */
  #getFreshMerge(literal: Node): TSESTree.CallExpression | undefined {
    const call = this.#flow.model.tree.getUse(literal).parent;
    const target = call?.type === 'CallExpression' ? call.arguments[0] : undefined;
    return call?.type === 'CallExpression' && target && unwrap(target).type === 'ObjectExpression'
      ? call
      : undefined;
  }

  /** An object that is poured in before may set the option too. */
  #getMergeReason(call: TSESTree.CallExpression, literal: Node, name: string): string | undefined {
    for (const source of call.arguments) {
      if (unwrap(source) === literal) return undefined;
      if (!this.#isWithout(source, name, CallContext.none)) {
        return `the object at ${this.#flow.model.formatPlace(source)} may set it as well`;
      }
    }
    return undefined;
  }

  /** Whether it is plain that an object lacks a property. */
  #isWithout(node: Node, name: string, context: CallContext): boolean {
    return this.#values.evaluate(node, context).every((value) => {
      if (value.kind !== 'object') return value.kind === 'constant';
      const found = this.#values.properties.get(value.node, name, value.context);
      return found.isAbsent && !found.isOpen && found.values.length === 0;
    });
  }

  /** A pattern that leaves the option out on purpose: `const { reuseAddr, ...rest } = options`. */
  #isCopied(node: Node): boolean {
    return (
      node.type === 'MemberExpression' && this.#flow.model.tree.getParent(node)?.type === 'UnaryExpression'
    );
  }

  #suggestExclusive(site: OptionSite, edits: readonly TextEdit[], shared: readonly SharedBind[]): Remedy {
    const binds = shared.map((bind) => toExclusive(bind, this.#flow.model.file.text));
    const reason = `in a cluster, '${site.option.name}' also keeps the workers from sharing the port of bind()`;
    const written = binds.filter((edit) => edit !== undefined);
    if (written.length < binds.length) return { kind: 'none', reason };
    const title = `Remove '${site.option.name}' and add 'exclusive: true' to bind()`;
    return { kind: 'suggestion', title, edits: [...edits, ...written], reason, explicitFalse: false };
  }
}

function suggestFalse(option: ReuseOption, range: readonly [number, number]): Remedy {
  return {
    kind: 'suggestion',
    title: `Set '${option.name}' to false`,
    edits: [{ range, text: 'false' }],
    reason: option.note ?? 'it is on by default',
    explicitFalse: true,
  };
}

/** The edit that gives an object literal the property with the value `true`. */
function setProperty(literal: TSESTree.ObjectExpression, name: string): TextEdit | undefined {
  const present = literal.properties.find(
    (item) => item.type === 'Property' && getPropertyName(item) === name,
  );
  if (present?.type !== 'Property') return addProperty(literal, `${name}: true`);
  return present.shorthand ? undefined : { range: present.value.range, text: 'true' };
}

/** The edit that makes a bind exclusive; undefined where the call does not show its arguments. */
function toExclusive({ call, property }: SharedBind, text: string): TextEdit | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || ['call', 'apply'].includes(getPropertyName(callee) ?? ''))
    return undefined;
  const [port, address] = call.arguments;
  const exclusive = `${property}: true`;
  if (!port) return { range: [call.range[1] - 1, call.range[1] - 1], text: `{ port: 0, ${exclusive} }` };
  if (port.type === 'ObjectExpression') return setProperty(port, property);
  if (isFunction(port)) return { range: [port.range[0], port.range[0]], text: `{ port: 0, ${exclusive} }, ` };
  if (port.type !== 'Literal') return undefined;
  const parts = [`port: ${text.slice(...port.range)}`];
  const isAddress = address?.type === 'Literal' && typeof address.value === 'string';
  if (isAddress) parts.push(`address: ${text.slice(...address.range)}`);
  return {
    range: [port.range[0], (isAddress ? address : port).range[1]],
    text: `{ ${[...parts, exclusive].join(', ')} }`,
  };
}

const EFFECTS: ReadonlySet<string> = new Set([
  'CallExpression',
  'NewExpression',
  'AssignmentExpression',
  'UpdateExpression',
  'AwaitExpression',
  'YieldExpression',
  'TaggedTemplateExpression',
  'ImportExpression',
]);

/** Whether the evaluation of an expression may do more than give a value. */
function hasSideEffects(node: Node): boolean {
  // Not by recursion, which a sum of thousands would end.
  const pending = [node];
  for (let inner = pending.pop(); inner; inner = pending.pop()) {
    if (isFunction(inner)) continue;
    if (EFFECTS.has(inner.type) || (inner.type === 'UnaryExpression' && inner.operator === 'delete'))
      return true;
    forEachChild(inner, (child) => {
      pending.push(child);
    });
  }
  return false;
}
