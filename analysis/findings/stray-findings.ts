import type { StrayOption } from '../sockets/stray-options.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { AssertedOption } from './asserted-options.ts';
import { findTableAssertion } from './asserted-tables.ts';
import { getAssertedNames, getNames, isAssertion } from './assertions.ts';
import { describeReason, getDecider } from './evidence.ts';
import type { Finding } from './finding.ts';
import { fillMessage } from './messages.ts';

/** The finding of an option in an object that no known call reads. */
export function toStrayFinding({ node, activation, option, escape }: StrayOption): Finding {
  const { file } = activation;
  const property = node.type === 'Property' ? node : undefined;
  const call = property && findTableAssertion(file, property);
  if (call) {
    return toAssertedFinding(file, { property, option, call });
  }
  const place =
    escape.node.type === 'Program' ? '' : ` at ${escape.activation.file.formatPlace(escape.node)}`;
  const leaves = `the object ${describeReason(escape.reason)}${place}`;
  const isAsserted = isAssertion(escape);
  const evidence = isAsserted
    ? leaves
    : `${getDecider(escape.reason)} may make a socket with it, as ${leaves}`;
  const messageId = isAsserted ? 'asserted' : 'undecidedObject';
  const data = { option, evidence };
  return {
    verdict: isAsserted ? 'asserted' : 'unknown',
    api: 'unknown',
    calls: isAsserted ? getAssertedNames(escape) : [],
    option,
    node,
    place: file.getPlace(node),
    evidence,
    messageId,
    data,
    message: fillMessage(messageId, data),
    remedy: { kind: 'none', reason: evidence },
  };
}

/** The finding of an option that an assertion is handed. */
export function toAssertedFinding(file: ProgramFile, { property, option, call }: AssertedOption): Finding {
  const name = file.getCalledName(call.callee);
  const callee = name === undefined ? 'a function' : `${name}()`;
  const evidence = `the object is handed to ${callee} at ${file.formatPlace(call)}`;
  return {
    verdict: 'asserted',
    api: 'unknown',
    calls: getNames(file, call),
    option,
    node: property,
    place: file.getPlace(property),
    evidence,
    messageId: 'asserted',
    data: { option, evidence },
    message: fillMessage('asserted', { option, evidence }),
    remedy: { kind: 'none', reason: evidence },
  };
}
