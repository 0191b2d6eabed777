import type { SocketApi } from './description.ts';
import { SOCKET_APIS, getMentions } from './index.ts';
import { validateSettings } from './validate.ts';

/** The APIs that a front end looks for, and a quick test for texts that hold nothing of them. */
export interface ApiSelection {
  readonly apis: readonly SocketApi[];
  /** Words of which a text must contain one: without, there is nothing to find in it. */
  readonly mentions: readonly string[];
  /** Whether a module is that of one of the APIs. */
  readonly isModule: (name: string) => boolean;
  /** Whether a text contains one of the words. */
  isMentioned(text: string): boolean;
}

function select(apis: readonly SocketApi[]): ApiSelection {
  const mentions = getMentions(apis);
  const pattern = new RegExp(
    mentions.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&')).join('|'),
    'u',
  );
  const modules = new Set(apis.flatMap(({ modules = [] }) => modules));
  return { apis, mentions, isModule: (name) => modules.has(name), isMentioned: (text) => pattern.test(text) };
}

/** The APIs that come with the package. */
const KNOWN_APIS: ApiSelection = select(SOCKET_APIS);

const selections = new WeakMap<object, ApiSelection>();

/**
 * The known APIs with those that a user describes.
 *
 * @param settings what stands under `settings.sockets`: `{ apis: [...] }`, or nothing
 * @throws {ApiDescriptionError} when a description cannot be used
 */
export function selectApis(settings: unknown): ApiSelection {
  if (settings === undefined) {
    return KNOWN_APIS;
  }
  const known = typeof settings === 'object' && settings !== null ? selections.get(settings) : undefined;
  if (known) {
    return known;
  }
  validateSettings(settings, 'settings.sockets');
  const selection = settings.apis ? select([...settings.apis, ...SOCKET_APIS]) : KNOWN_APIS;
  selections.set(settings, selection);
  return selection;
}
