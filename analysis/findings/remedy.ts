import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Activation, HeapValue } from '../dataflow/value-graph.ts';
import type { SiteUse, SocketProgram } from '../sockets/socket-program.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Bind } from '../sockets/judgement.ts';
import { isUnknownMember } from '../sockets/object-uses.ts';
import type { ObjectUses } from '../sockets/object-uses.ts';
import { removeProperty } from './edits.ts';
import { findLeftUnused } from './left-unused.ts';
import { toExclusive } from './exclusive-bind.ts';
import type { Remedy } from './finding.ts';
import { hasSideEffects } from './side-effects.ts';
import { findDirectiveReason } from './type-directives.ts';
import { followType } from './types/type-flow.ts';
import { getOtherProperties } from './types/typed-object.ts';
import type { TypedObject } from './types/typed-object.ts';
import { WholeUses } from './whole-uses.ts';

/** Decides what can be done about a reuse option that only clients get. */
export class RemedyFinder {
  readonly #program: SocketProgram;
  readonly #uses: ObjectUses;
  readonly #dataflow: Dataflow;
  #wholeUses: WholeUses | undefined;

  constructor(program: SocketProgram) {
    this.#program = program;
    this.#uses = program.objectUses;
    this.#dataflow = program.dataflow;
  }

  /** @param uses every socket that the program makes with the option of one option site, all of them clients */
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
    const name = getPropertyName(property) ?? option.name;
    const calls = new Set(uses.flatMap(({ site, made }) => [site.readBy.node, made.node]));
    const reason =
      getValueReason(property, first) ??
      this.#getOtherReason(literal, property, first) ??
      this.#uses.findReason(object, name, uses) ??
      this.#findWholeUse(object, name) ??
      this.#findTypeReason(property, first, {
        object,
        option: name,
        others: getOtherProperties(literal, name),
        api: first.made.api,
        calls,
      });
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
    const binds: readonly Bind[] = [...shared.values()];
    const bindsOthers = (bind: Bind): boolean => this.#bindsOthers(bind, option.name, uses);
    return binds.length > 0
      ? toExclusive(option.name, edits, binds, file, bindsOthers)
      : { kind: 'fix', edits };
  }

  #findWholeUse(object: HeapValue, option: string): string | undefined {
    this.#wholeUses ??= new WholeUses(this.#dataflow);
    return this.#wholeUses.findReason(object, option);
  }

  /** Whether a call that binds clients may also bind a socket whose port workers share, as it lacks the option. */
  #bindsOthers({ event: { node, activation } }: Bind, option: string, uses: readonly SiteUse[]): boolean {
    const sites = this.#program.findSiteUses();
    const getting = new Set(
      [...uses, ...sites.filter(({ site }) => site.option.name === option && site.state === 'on')].map(
        ({ made }) => made,
      ),
    );
    const isOther = this.#program.sockets.some(
      (made) => !getting.has(made) && made.events.some((event) => event.node === node),
    );
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
    const socket = callee?.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
    // Fields hold what their own class sets (see `assumptions.ts` in dataflow/).
    return (
      isOther ||
      (socket?.type === 'Identifier' &&
        this.#dataflow.engine
          .getActivations(activation.file.tree.getUnit(node))
          .some((each) => this.#mayBeUnknown(socket, each)))
    );
  }

  #mayBeUnknown(node: Node, activation: Activation): boolean {
    const { engine } = this.#dataflow;
    engine.want(engine.getHub(node, activation));
    this.#dataflow.run();
    return isUnknownMember(node, activation);
  }

  /** Types that may ask for the option, and comments that hide, or expect, what is wrong with the types. */
  #findTypeReason(property: TSESTree.Property, { site }: SiteUse, typed: TypedObject): string | undefined {
    const { reason, places } = followType(this.#dataflow.engine, typed);
    if (reason !== undefined) {
      return reason;
    }
    const { file } = site.activation;
    const calls = [...typed.calls].filter((call) => isInFile(file, call));
    const covered = new Map([...places, [file, [property, ...calls, ...(places.get(file) ?? [])]] as const]);
    for (const [covering, nodes] of covered) {
      const directive = findDirectiveReason(covering, nodes);
      if (directive !== undefined) {
        return directive;
      }
    }
    return undefined;
  }

  /** What else in the literal may set the option, once the property is gone: a spread, another property, the prototype. */
  #getOtherReason(
    literal: TSESTree.ObjectExpression,
    property: TSESTree.Property,
    { site }: SiteUse,
  ): string | undefined {
    const { option, activation } = site;
    const name = getPropertyName(property) ?? option.name;
    let isBefore = true;
    for (const other of literal.properties) {
      const place = activation.file.formatPlace(other);
      if (other === property) {
        isBefore = false;
      } else if (other.type === 'SpreadElement') {
        if (isBefore && !this.#uses.isWithout(other.argument, name, activation)) {
          return `the spread at ${place} may set it as well`;
        }
      } else if (getPropertyName(other) === name) {
        return `the object has it twice, the other time at ${place}`;
      } else if (getPropertyName(other) === undefined) {
        if (this.#uses.canBeKey(other.key, name, activation)) {
          return `the computed key at ${place} may set it as well`;
        }
      } else if (isPrototype(other) && !this.#uses.isWithout(other.value, name, activation)) {
        return `the prototype at ${place} may set it as well`;
      }
    }
    return undefined;
  }
}

/** Whether a node is part of a file. The program has nodes of other files, too. */
function isInFile({ tree }: ProgramFile, node: Node): boolean {
  let top = node;
  for (let up = tree.getParent(node); up; up = tree.getParent(up)) {
    top = up;
  }
  return top === tree.root;
}

/** `__proto__: parent`, which is no property. */
function isPrototype(property: TSESTree.Property): boolean {
  return (
    !property.computed &&
    !property.shorthand &&
    !property.method &&
    property.kind === 'init' &&
    getPropertyName(property) === '__proto__'
  );
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
  const unused = findLeftUnused(file, property);
  if (unused) {
    return `nothing else uses '${unused.name}' at ${file.formatPlace(unused.node)}, which TypeScript can be told to refuse`;
  }
  return isUnknownMember(property.value, site.activation) || made.activation.file !== file
    ? 'code outside of this file has a say in its value'
    : undefined;
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
