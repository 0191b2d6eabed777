import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, getPropertyName, isFunction, unwrap } from '../program/syntax.ts';
import type { Bind } from '../sockets/judgement.ts';
import { addProperty } from './edits.ts';
import type { Remedy, TextEdit } from './finding.ts';

/**
 * What to do about an option that also keeps the workers of a cluster from sharing a port: make its binds exclusive by hand.
 *
 * @param option the option's name
 * @param edits those that remove it
 * @param binds the binds that workers would share without it, each once
 */
export function toExclusive(option: string, edits: readonly TextEdit[], binds: readonly Bind[]): Remedy {
  const reason = `in a cluster, '${option}' also keeps the workers from sharing the port of bind()`;
  const written = binds.flatMap((bind) => getEdit(bind) ?? []);
  if (written.length < binds.length) {
    return { kind: 'none', reason };
  }
  const title = `Remove '${option}' and add 'exclusive: true' to bind()`;
  return { kind: 'suggestion', title, edits: [...edits, ...written], reason, explicitFalse: false };
}

/** The edit that makes a bind exclusive; undefined where the call does not show its arguments. */
function getEdit({ event, shareable }: Bind): TextEdit | undefined {
  const { node: call } = event;
  if (call.type !== 'CallExpression' || shareable === undefined) {
    return undefined;
  }
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || ['call', 'apply'].includes(getPropertyName(callee) ?? '')) {
    return undefined;
  }
  const text = event.activation.file.source.text;
  const [port, address] = call.arguments;
  const exclusive = `${shareable}: true`;
  if (!port) {
    return { range: [call.range[1] - 1, call.range[1] - 1], text: `{ port: 0, ${exclusive} }` };
  }
  if (port.type === 'ObjectExpression') {
    return setProperty(port, shareable);
  }
  if (isFunction(port)) {
    return { range: [port.range[0], port.range[0]], text: `{ port: 0, ${exclusive} }, ` };
  }
  if (port.type !== 'Literal') {
    return undefined;
  }
  const parts = [`port: ${text.slice(...port.range)}`];
  const isAddress = address?.type === 'Literal' && typeof address.value === 'string';
  if (isAddress) {
    parts.push(`address: ${text.slice(...address.range)}`);
  }
  return {
    range: [port.range[0], (isAddress ? address : port).range[1]],
    text: `{ ${[...parts, exclusive].join(', ')} }`,
  };
}

/** The edit that gives an object literal the property with the value `true`. */
function setProperty(literal: TSESTree.ObjectExpression, name: string): TextEdit | undefined {
  const present = literal.properties.find(
    (item: Node) => item.type === 'Property' && getPropertyName(item) === name,
  );
  if (present?.type !== 'Property') {
    return addProperty(literal, `${name}: true`);
  }
  return present.shorthand ? undefined : { range: present.value.range, text: 'true' };
}
