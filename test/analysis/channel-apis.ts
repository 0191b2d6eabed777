import { readFileSync } from 'node:fs';

const FILE = new URL('../../fixtures/apis/channel.json', import.meta.url);

/** What a user would write under `settings.sockets`, from a file: nothing of it stands in the sources. */
export function readChannelSettings(): { readonly apis: readonly unknown[] } {
  const settings: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  if (typeof settings === 'object' && settings !== null && 'apis' in settings) {
    const { apis } = settings;
    if (Array.isArray(apis)) {
      return { apis };
    }
  }
  throw new Error('fixtures/apis/channel.json holds no list of APIs.');
}
