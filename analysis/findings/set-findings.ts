import type { SetOption } from '../sockets/setsockopt.ts';
import type { Finding, SocketVerdict } from './finding.ts';
import { HARM, fillMessage } from './messages.ts';
import type { MessageId } from './messages.ts';

const REASON = 'the descriptor may be used in ways that this file does not show';

const MESSAGE_IDS: Readonly<Record<SocketVerdict, MessageId>> = {
  client: 'clientBySetsockopt',
  mixed: 'undecidedBySetsockopt',
  unknown: 'undecidedBySetsockopt',
  listener: 'listenerBySetsockopt',
};

/** The finding of an option that is set by number. */
export function toSetFinding(set: SetOption): Finding {
  const { call, file, sets, connecting, listening, unknown } = set;
  const verdict: SocketVerdict = listening ? 'listener' : connecting && !unknown ? 'client' : 'unknown';
  const evidence = describe(set);
  const data = {
    option: sets,
    evidence,
    harm: HARM,
    advice: `Remove it by hand: ${REASON}.`,
  };
  const messageId = MESSAGE_IDS[verdict];
  return {
    verdict,
    api: 'setsockopt',
    calls: ['setsockopt'],
    option: sets,
    node: call,
    place: file.getPlace(call),
    evidence,
    messageId,
    data,
    message: fillMessage(messageId, data),
    remedy: { kind: 'none', reason: REASON },
  };
}

function describe({ file, connecting, listening, unknown }: SetOption): string {
  if (listening) {
    return `${getName(listening, file)}() at ${file.formatPlace(listening)} gives it a port`;
  }
  if (connecting && !unknown) {
    const place = file.formatPlace(connecting);
    return `${getName(connecting, file)}() at ${place} connects it, and nothing in the file binds it`;
  }
  return 'the file does not show what becomes of the descriptor, and only a port that it is bound to decides';
}

function getName(node: NonNullable<SetOption['connecting']>, file: SetOption['file']): string {
  return 'callee' in node ? (file.getCalledName(node.callee) ?? '') : '';
}
