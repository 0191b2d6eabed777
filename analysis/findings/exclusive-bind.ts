import type { TSESTree } from '@typescript-eslint/utils';
import type { Activation, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Bind } from '../sockets/judgement.ts';
import { addProperty, getArgumentParts, insert } from './edits.ts';
import type { Remedy, TextEdit } from './finding.ts';
import { hasSideEffects } from './side-effects.ts';
import { findDirectiveReason } from './type-directives.ts';

const BINDS_OTHERS = 'may bind other sockets as well';

/**
 * What to do about an option that also keeps the workers of a cluster from sharing a port: make its binds exclusive by hand.
 *
 * @param option the option's name
 * @param edits those that remove it
 * @param binds the binds that workers would share without it, each once
 * @param file the file that the edits are for
 * @param bindsOthers whether a bind may also bind sockets that are to share their port
 */
export function toExclusive(
  option: string,
  edits: readonly TextEdit[],
  binds: readonly Bind[],
  file: ProgramFile,
  bindsOthers: (bind: Bind) => boolean,
): Remedy {
  const cluster = `in a cluster, '${option}' also keeps the workers from sharing the port of bind()`;
  const added: TextEdit[] = [];
  for (const bind of binds) {
    const rewritten = findObstacle(bind, file, bindsOthers) ?? rewriteBind(bind);
    if (typeof rewritten === 'string') {
      const { event } = bind;
      const place = event.activation.file.formatPlace(event.node);
      const exclusive = `'${bind.shareable ?? 'exclusive'}: true'`;
      const remedy =
        rewritten === BINDS_OTHERS
          ? `this one takes a call of its own with ${exclusive}`
          : `it takes ${exclusive} by hand`;
      const reason = `${cluster}, and ${event.name}() at ${place} ${rewritten}, so that ${remedy}`;
      return { kind: 'none', reason };
    }
    added.push(...rewritten);
  }
  const title = `Remove '${option}' and add 'exclusive: true' to bind()`;
  return { kind: 'suggestion', title, edits: [...edits, ...added], reason: cluster, explicitFalse: false };
}

/** Why a bind is not rewritten, whatever its arguments are. */
function findObstacle(
  bind: Bind,
  file: ProgramFile,
  bindsOthers: (bind: Bind) => boolean,
): string | undefined {
  if (bind.event.activation.file !== file) {
    return 'is in another file';
  }
  if (findDirectiveReason(file, [bind.event.node]) !== undefined) {
    return 'may have a type error that a comment hides';
  }
  return bindsOthers(bind) ? BINDS_OTHERS : undefined;
}

/**
 * The edits that make a bind exclusive: what stood in its arguments stands in an object then, in the same order, so that all is
 * evaluated as it was (Node.js lib/dgram.js, `Socket.prototype.bind`).
 *
 * @returns the edits, or a clause that says why there are none
 */
function rewriteBind({ event, shareable, port }: Bind): readonly TextEdit[] | string {
  const { node: call, activation } = event;
  if (call.type !== 'CallExpression' || shareable === undefined) {
    return 'is no plain call';
  }
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || ['call', 'apply'].includes(getPropertyName(callee) ?? '')) {
    return 'is called by another function or name';
  }
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) {
    return 'gets its arguments from a list';
  }
  const { text } = activation.file.source;
  const parts = getArgumentParts(call, text);
  const exclusive = `${shareable}: true`;
  const [first] = call.arguments;
  const [firstPart, secondPart] = parts.arguments;
  if (!first || !firstPart) {
    return [insert(parts.start, `{ port: 0, ${exclusive} }`)];
  }
  const literal = unwrap(first);
  if (literal.type === 'ObjectExpression') {
    return literal === first ? setProperty(literal, shareable) : 'casts its options';
  }
  if (isFunction(literal) || port.form === 'function') {
    return call.arguments.length === 1
      ? [insert(firstPart[0], `{ port: 0, ${exclusive} }, `)]
      : 'has a function and more arguments';
  }
  return rewritePositions(call, activation, port, exclusive, firstPart, secondPart);
}

/** The same for a call that gives the port, and perhaps the address, by position. */
function rewritePositions(
  { arguments: args }: TSESTree.CallExpression,
  activation: Activation,
  port: Bind['port'],
  exclusive: string,
  firstPart: TextEdit['range'],
  secondPart: TextEdit['range'] | undefined,
): readonly TextEdit[] | string {
  const values = port.values?.values ?? [];
  if (values.length === 0 || values.some(isHeapValue)) {
    return values.every((value) => isHeapValue(value) && value.node?.type === 'ObjectExpression')
      ? 'gets its options from elsewhere'
      : 'does not show whether its first argument is a port';
  }
  const [, second] = args;
  const start = insert(firstPart[0], '{ port: ');
  const withPort = [start, insert(firstPart[1], `, ${exclusive} }`)];
  if (!second || !secondPart) {
    return withPort;
  }
  const withAddress = [start, insert(secondPart[0], 'address: '), insert(secondPart[1], `, ${exclusive} }`)];
  const isLast = args.length === 2;
  switch (getAddressForm(second, activation.hubs.get(second)?.values ?? [])) {
    case 'address':
      return withAddress;
    case 'callback':
      return isLast ? withPort : 'has two functions';
    case 'unknown':
      return isLast ? 'does not show whether its second argument is an address or a callback' : withAddress;
  }
}

/** What the second argument of a bind is: Node.js takes a function for the callback, and all else for the address. */
function getAddressForm(node: Node, values: readonly Value[]): 'address' | 'callback' | 'unknown' {
  const expression = unwrap(node);
  if (isFunction(expression)) {
    return 'callback';
  }
  if (expression.type === 'Literal' || expression.type === 'TemplateLiteral') {
    return 'address';
  }
  if (values.length === 0) {
    return 'unknown';
  }
  if (values.every(isFunctionValue)) {
    return 'callback';
  }
  return values.every(({ kind }) => kind === 'constant' || kind === 'primitive') ? 'address' : 'unknown';
}

function isFunctionValue(value: Value): boolean {
  return isHeapValue(value) && ['function', 'bound', 'class'].includes(value.kind);
}

/** The edits that give an object literal the property with the value `true`; the last of several of one name counts. */
function setProperty(literal: TSESTree.ObjectExpression, name: string): readonly TextEdit[] | string {
  const index = literal.properties.findLastIndex(
    (item: Node) => item.type === 'Property' && getPropertyName(item) === name,
  );
  const present: Node | undefined = literal.properties[index];
  const isLast = literal.properties
    .slice(index + 1)
    .every((item: Node) => item.type === 'Property' && getPropertyName(item) !== undefined);
  if (present?.type !== 'Property' || !isLast) {
    return [addProperty(literal, `${name}: true`)];
  }
  if (present.kind !== 'init' || present.method) {
    return `has '${name}' as a method`;
  }
  if (hasSideEffects(present.value)) {
    return `has '${name}' computed by code that may do more`;
  }
  return [{ range: present.value.range, text: present.shorthand ? `${name}: true` : 'true' }];
}
