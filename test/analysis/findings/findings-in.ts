import { analyze, applyEdits, toDisjoint } from '../../../analysis/index.ts';
import type { Finding } from '../../../analysis/index.ts';
import { parseSource } from '../../../codemods/parse.ts';

/**
 * The findings of a text.
 *
 * @param name the file's name, which tells its language
 * @throws {Error} when the text does not parse
 */
export function findIn(text: string, name = 'input.js'): readonly Finding[] {
  const parsed = parseSource(text, name);
  if (!parsed.ok) {
    throw new Error(`${parsed.error.message}\n${text}`);
  }
  return analyze(parsed.file);
}

/**
 * The only finding of a client in a text.
 *
 * @throws {Error} when there is another number of them
 */
export function findClient(text: string, name = 'input.js'): Finding {
  const clients = findIn(text, name).filter(({ verdict }) => verdict === 'client');
  const [client] = clients;
  if (!client || clients.length > 1) {
    throw new Error(`${clients.length} clients in\n${text}`);
  }
  return client;
}

/**
 * A text as a finding's fix or suggestion leaves it.
 *
 * @throws {Error} when there is none, or when its edits overlap
 */
export function applyRemedy(text: string, { remedy }: Finding): string {
  const edits = remedy.kind === 'none' ? undefined : toDisjoint(remedy.edits);
  if (!edits) {
    throw new Error(remedy.kind === 'none' ? remedy.reason : 'the edits overlap');
  }
  return applyEdits(text, edits);
}
