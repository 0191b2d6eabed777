import type { StrayOption } from '../sockets/stray-options.ts';
import { describeReason } from './evidence.ts';
import type { Finding } from './finding.ts';
import { fillMessage } from './messages.ts';

/** The finding of an option in an object that no known call reads. */
export function toStrayFinding({ property, activation, option, escape }: StrayOption): Finding {
  const { file } = activation;
  const place =
    escape.node.type === 'Program' ? '' : ` at ${escape.activation.file.formatPlace(escape.node)}`;
  const evidence = `the object ${describeReason(escape.reason)}${place}`;
  const data = { option, evidence };
  return {
    verdict: 'unknown',
    api: 'unknown',
    option,
    node: property,
    place: file.getPlace(property),
    evidence,
    messageId: 'undecidedObject',
    data,
    message: fillMessage('undecidedObject', data),
    remedy: { kind: 'none', reason: evidence },
  };
}
