import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApiDescriptionError, selectApis } from '../../analysis/index.ts';
import { UsageError } from './arguments.ts';
import { errorMessage } from './error-message.ts';

/** The user's own APIs. */
export interface Config {
  /** What stands under `settings.sockets`, checked. */
  readonly settings: unknown;
  /** Words of which a file must contain one to be searched. */
  readonly mentions: readonly string[];
}

/**
 * Reads a file that describes APIs: `{ "apis": [...] }`, or a configuration of ESLint that holds it under
 * `settings.sockets`, flat or not.
 *
 * @param file JSON by its name, else a module whose default export counts
 * @throws {UsageError} when there is none, it cannot be read, or it describes an API wrongly
 */
export async function readConfig(file: string): Promise<Config> {
  let contents: unknown;
  try {
    contents = await load(resolve(file));
  } catch (error) {
    throw new UsageError(`--config ${file}: ${errorMessage(error)}`);
  }
  const settings = settingsIn(contents);
  if (settings === undefined) {
    throw new UsageError(`--config ${file}: holds neither "apis" nor "settings.sockets.apis".`);
  }
  try {
    return { settings, mentions: selectApis(settings).mentions };
  } catch (error) {
    if (error instanceof ApiDescriptionError) {
      throw new UsageError(`--config ${file}: ${error.message}`);
    }
    throw error;
  }
}

async function load(path: string): Promise<unknown> {
  if (extname(path) === '.json') {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as unknown;
  }
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  return module.default;
}

/** The lists of several configuration objects become one. */
function settingsIn(contents: unknown): { readonly apis: unknown } | undefined {
  const found = (Array.isArray(contents) ? (contents as readonly unknown[]) : [contents]).flatMap((entry) => {
    const apis =
      propertyOf(propertyOf(propertyOf(entry, 'settings'), 'sockets'), 'apis') ?? propertyOf(entry, 'apis');
    return apis === undefined ? [] : [apis];
  });
  return found.length > 1 ? { apis: found.flat() } : found.length === 1 ? { apis: found[0] } : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
