/**
 * What is said of findings, as templates with placeholders: what, why in a clause, the evidence, what to do.
 *
 * - `option`, `sets`: what is set, such as `reuseAddr` and `SO_REUSEADDR`
 * - `evidence`: a clause with the place that decides
 * - `harm`: a clause that says what comes of it
 * - `advice`: a sentence that says what to do
 */
export const MESSAGES = {
  client: "'{{option}}' sets {{sets}} on a client socket: {{evidence}}, {{harm}}. {{advice}}",
  clientWithoutEffect: "'{{option}}' has no effect on a client socket: {{evidence}}. {{advice}}",
  clientBySetsockopt:
    "'{{option}}' is set by setsockopt() on a client socket: {{evidence}}, {{harm}}. {{advice}}",
  mixed:
    "'{{option}}' sets {{sets}} on a socket that is a client in one call and not in another: {{evidence}}.",
  undecided: "'{{option}}' sets {{sets}} on a socket that may be a client: {{evidence}}.",
  shared: "'{{option}}' lets two sockets have one port on purpose: {{evidence}}.",
  undecidedBySetsockopt:
    "'{{option}}' is set by setsockopt() on a socket that may be a client: {{evidence}}.",
  undecidedObject: "'{{option}}' may be set on a client socket: {{evidence}}.",
  asserted: "'{{option}}' is expected by a test: {{evidence}}.",
  listener: "'{{option}}' sets {{sets}} on a listener: {{evidence}}.",
  listenerBySetsockopt: "'{{option}}' is set by setsockopt() on a listener: {{evidence}}.",
} as const;

/** The name of a message. */
export type MessageId = keyof typeof MESSAGES;

/** What comes of the option on a client, as far as its API says nothing else. */
export const HARM = 'so the kernel picks its port, and may pick one that another such socket already has';

/**
 * A message with its placeholders filled, as ESLint fills them.
 *
 * @param data a text for each placeholder of the template
 */
export function fillMessage(id: MessageId, data: Readonly<Record<string, string>>): string {
  return MESSAGES[id].replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => data[name] ?? '');
}
