import type { StrayOption } from '../sockets/stray-options.ts';
import { getAssertedNames, isAssertion } from './assertions.ts';
import { describeReason, getDecider } from './evidence.ts';
import type { Finding } from './finding.ts';
import { fillMessage } from './messages.ts';

/** The finding of an option in an object that no known call reads. */
export function toStrayFinding({ property, activation, option, escape }: StrayOption): Finding {
  const { file } = activation;
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
    node: property,
    place: file.getPlace(property),
    evidence,
    messageId,
    data,
    message: fillMessage(messageId, data),
    remedy: { kind: 'none', reason: evidence },
  };
}
