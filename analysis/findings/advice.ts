import type { Finding, Remedy } from './finding.ts';
import { fillMessage } from './messages.ts';

/** A sentence that says what to do about a client. */
export function getAdvice(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'fix':
      return 'Remove it.';
    case 'suggestion':
      return `${remedy.title}: ${remedy.reason}.`;
    case 'none':
      return remedy.reason.startsWith('these options also serve')
        ? `Give the client options of its own: ${remedy.reason}.`
        : `Remove it by hand: ${remedy.reason}.`;
  }
}

/**
 * The same finding without its edit.
 *
 * @param reason why nothing is edited, in a clause
 */
export function withdrawEdit(finding: Finding, reason: string): Finding {
  const remedy: Remedy = { kind: 'none', reason };
  const data = { ...finding.data, advice: getAdvice(remedy) };
  return { ...finding, remedy, data, message: fillMessage(finding.messageId, data) };
}
