import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { SiteUse, SocketProgram } from '../sockets/socket-program.ts';
import { type Node, forEachChild, isFunction } from '../program/syntax.ts';
import { isUnknownMember, type ObjectUses } from '../sockets/object-uses.ts';
import { removeProperty } from './edits.ts';
import { toExclusive } from './exclusive-bind.ts';
import type { Remedy } from './finding.ts';
import { getTypeReason } from './typed-options.ts';

/** Decides what can be done about a reuse option that only clients get. */
export class RemedyFinder {
  readonly #uses: ObjectUses;

  constructor(program: SocketProgram) {
    this.#uses = program.objectUses;
  }

  /** @param uses every socket that the program makes with the option of one site, all of them clients */
  find(uses: readonly SiteUse[]): Remedy {
    const [first] = uses;
    if (!first) {
      return { kind: 'none', reason: 'nothing sets it here' };
    }
    const { option, node, activation, property, object } = first.site;
    if (option.remedy === 'report') {
      return { kind: 'none', reason: option.note ?? 'it takes a look by a person' };
    }
    const { file } = activation;
    const literal = property && file.tree.getParent(property);
    const isWholeArgument = option.at.in !== 'assignment' && !option.at.property;
    if (option.remedy === 'explicit-false' && !property && isWholeArgument) {
      return suggestFalse(option, node.range);
    }
    if (!property || !object || literal?.type !== 'ObjectExpression') {
      return { kind: 'none', reason: getPlaceReason(first) };
    }
    const reason =
      getValueReason(property, first) ??
      this.#getSpreadReason(literal, property, first) ??
      this.#uses.findReason(object, option.name, uses) ??
      getLiteralTypeReason(literal, first);
    if (reason !== undefined) {
      return { kind: 'none', reason };
    }
    if (option.remedy === 'explicit-false') {
      return suggestFalse(option, property.value.range);
    }
    const edits = removeProperty(property, literal, file.source.text);
    const shared = option.forcesExclusiveBind
      ? new Map(
          uses.flatMap(({ judgement }) => judgement.shareableBinds.map((bind) => [bind.event.node, bind])),
        )
      : new Map();
    return shared.size > 0 ? toExclusive(option.name, edits, [...shared.values()]) : { kind: 'fix', edits };
  }

  /** A spread before the property may set the option too, once the property is gone. */
  #getSpreadReason(
    literal: TSESTree.ObjectExpression,
    property: TSESTree.Property,
    { site }: SiteUse,
  ): string | undefined {
    for (const other of literal.properties) {
      if (other === property) {
        return undefined;
      }
      if (
        other.type === 'SpreadElement' &&
        !this.#uses.isWithout(other.argument, site.option.name, site.activation)
      ) {
        return `the spread at ${site.activation.file.formatPlace(other)} may set it as well`;
      }
    }
    return undefined;
  }
}

function getPlaceReason({ site }: SiteUse): string {
  const { node, activation } = site;
  const place = activation.file.formatPlace(node);
  if (node.type === 'Property') {
    return 'some callers decide its value by an argument';
  }
  return node.type === 'AssignmentExpression'
    ? `it is set by the assignment at ${place}`
    : `it is handed over as the argument at ${place}`;
}

function getValueReason(property: TSESTree.Property, { site, made }: SiteUse): string | undefined {
  if (hasSideEffects(property.value) || (property.computed && hasSideEffects(property.key))) {
    return 'its value is computed by code that may do more';
  }
  const { file } = site.activation;
  if (/\/[/*]/u.test(file.getText(property))) {
    return 'a comment stands inside of it';
  }
  return isUnknownMember(property.value, site.activation) || made.activation.file !== file
    ? 'code outside of this file has a say in its value'
    : undefined;
}

function getLiteralTypeReason(literal: Node, { site, made }: SiteUse): string | undefined {
  const { file } = site.activation;
  const isArgument = file.tree.getUse(literal).parent === made.node;
  return getTypeReason(file, literal, site.option.name, isArgument);
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
    if (isFunction(inner)) {
      continue;
    }
    if (EFFECTS.has(inner.type) || (inner.type === 'UnaryExpression' && inner.operator === 'delete')) {
      return true;
    }
    forEachChild(inner, (child) => {
      pending.push(child);
    });
  }
  return false;
}
