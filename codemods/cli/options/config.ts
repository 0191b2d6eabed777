import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectApis } from '../../../analysis/apis/selection.ts';
import { ApiDescriptionError } from '../../../analysis/apis/validate.ts';
import { getErrorMessage } from '../error-message.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { UsageError } from './arguments.ts';

/** The user's own APIs. */
export interface Config {
  /** What stands under `settings.sockets`, checked; undefined where the file says nothing of it. */
  readonly settings: unknown;
  /** Words of which a file must contain one to be searched. */
  readonly mentions: readonly string[];
  /** What stands under `audit`, not checked. */
  readonly audit: unknown;
}

/** Far more than anybody writes. */
const MAX_CONFIG_BYTES = 10 << 20;

/** `.eslintrc` has no ending. */
const JSON_ENDINGS: ReadonlySet<string> = new Set(['.json', '.jsonc', '.json5', '']);

/**
 * Reads a file that describes APIs: `{ "apis": [...] }`, or a configuration of ESLint that holds it under
 * `settings.sockets`, flat or not.
 *
 * @param file JSON, with comments or not, by its name; else a module whose default export counts
 * @param cwd what the name is relative to
 * @throws {UsageError} when it cannot be read, or describes an API wrongly
 */
export async function readConfig(file: string, cwd: string): Promise<Config> {
  let contents: unknown;
  try {
    contents = await load(resolve(cwd, file));
  } catch (error) {
    throw new UsageError(`--config ${file}: ${getErrorMessage(error)}`);
  }
  const settings = findSettings(contents);
  try {
    return { settings, mentions: selectApis(settings).mentions, audit: getProperty(contents, 'audit') };
  } catch (error) {
    if (error instanceof ApiDescriptionError) {
      throw new UsageError(`--config ${file}: ${error.message}`);
    }
    throw error;
  }
}

async function load(path: string): Promise<unknown> {
  const bytes = readRegularFile(path, { maxBytes: MAX_CONFIG_BYTES, followLinks: true });
  const extension = extname(path).toLowerCase();
  if (JSON_ENDINGS.has(extension)) {
    const { default: stripJsonComments } = await import('strip-json-comments');
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    return JSON.parse(stripJsonComments(text, { trailingCommas: true })) as unknown;
  }
  return /^\.[cm]?ts$/.test(extension) ? loadTypeScript(path) : importDefault(path);
}

async function importDefault(path: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  return module.default;
}

/** Of the versions that the types describe, none can. */
function canLoadTypeScript(): boolean {
  return Boolean(Reflect.get(process.features, 'typescript'));
}

/** Newer versions of Node.js load TypeScript; where they do not, `jiti` does, which ESLint uses too. */
async function loadTypeScript(path: string): Promise<unknown> {
  let failure: unknown;
  if (canLoadTypeScript()) {
    try {
      return await importDefault(path);
    } catch (error) {
      failure = error;
    }
  }
  const { createRequire } = await import('node:module');
  // By the file's own project first, as ESLint does it.
  for (const from of [path, import.meta.url]) {
    let entry: string;
    try {
      entry = createRequire(from).resolve('jiti');
    } catch {
      continue;
    }
    const { createJiti } = (await import(pathToFileURL(entry).href)) as {
      readonly createJiti: (
        from: string,
        options: object,
      ) => { readonly import: (path: string, options: object) => Promise<unknown> };
    };
    return createJiti(path, { interopDefault: true }).import(path, { default: true });
  }
  if (failure !== undefined) {
    throw failure instanceof Error ? failure : new Error(getErrorMessage(failure));
  }
  throw new Error(
    `this Node.js (${process.version}) does not load TypeScript: use 22.18 or later, or install jiti`,
  );
}

/** The lists of several configuration objects become one. */
function findSettings(contents: unknown): { readonly apis: unknown } | undefined {
  const found = (Array.isArray(contents) ? (contents as readonly unknown[]) : [contents]).flatMap((entry) => {
    const apis =
      getProperty(getProperty(getProperty(entry, 'settings'), 'sockets'), 'apis') ??
      getProperty(entry, 'apis');
    return apis === undefined ? [] : [apis];
  });
  return found.length > 1 ? { apis: found.flat() } : found.length === 1 ? { apis: found[0] } : undefined;
}

function getProperty(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}
