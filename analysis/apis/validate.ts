import type { SocketApi } from './description.ts';

/** Thrown for a description that cannot be used; the message says where and what is expected. */
export class ApiDescriptionError extends Error {
  override readonly name = 'ApiDescriptionError';
}

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown, path: string) => void;

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function fail(path: string, expected: string, value: unknown): never {
  const shown = value === undefined ? 'is missing' : `is ${show(value)}`;
  throw new ApiDescriptionError(`${path} ${shown}: expected ${expected}.`);
}

const isText: Check = (value, path) => {
  if (typeof value !== 'string' || value === '') fail(path, 'a text', value);
};

const isIndex: Check = (value, path) => {
  if (!Number.isInteger(value) || Number(value) < 0) fail(path, 'the index of an argument, from 0', value);
};

const isWhole: Check = (value, path) => {
  if (!Number.isInteger(value) || Number(value) <= 0) fail(path, 'a whole number above 0', value);
};

const isSwitch: Check = (value, path) => {
  if (typeof value !== 'boolean') fail(path, 'true or false', value);
};

function isOneOf(...values: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      fail(path, values.map((allowed) => `'${allowed}'`).join(' or '), value);
    }
  };
}

function isListOf(check: Check, isEmptyAllowed = true): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return fail(path, 'a list', value);
    if (value.length === 0 && !isEmptyAllowed) fail(path, 'a list that is not empty', value);
    for (const [index, item] of value.entries()) check(item, `${path}[${index}]`);
  };
}

/** An object with the given properties and no others; a name with `?` may be left out. */
function isObject(shape: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail(path, 'an object', value);
    const names = Object.keys(shape).map((name) => name.replace('?', ''));
    for (const name of Object.keys(value)) {
      if (names.includes(name)) continue;
      throw new ApiDescriptionError(`${path}.${name} is not known: expected one of ${names.join(', ')}.`);
    }
    for (const [key, check] of Object.entries(shape)) {
      const name = key.replace('?', '');
      const property: unknown = Reflect.get(value, name);
      if (property !== undefined || !key.endsWith('?')) check(property, `${path}.${name}`);
    }
  };
}

/** Whichever shape goes with the value of a property. */
function isVariant(tag: string, variants: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return fail(path, 'an object', value);
    const name: unknown = Reflect.get(value, tag);
    isOneOf(...Object.keys(variants))(name, `${path}.${tag}`);
    variants[String(name)]?.(value, path);
  };
}

const isTag: Check = () => undefined;
const texts = isListOf(isText);
const place = { argument: isIndex, 'property?': texts };
const isPlace = isObject(place);

const isEnabledBy: Check = (value, path) => {
  if (typeof value === 'string') isOneOf('truthy', 'true')(value, path);
  else isObject({ bits: isWhole, constants: texts })(value, path);
};

const isOption = isObject({
  name: isText,
  at: isVariant('in', {
    maker: isObject({ in: isTag, ...place }),
    method: isObject({ in: isTag, method: isText, ...place }),
    assignment: isObject({ in: isTag, property: isListOf(isText, false) }),
  }),
  sets: isText,
  enabledBy: isEnabledBy,
  remedy: isOneOf('remove', 'explicit-false', 'report'),
  'note?': isText,
  'harm?': isText,
  'hasNoEffect?': isSwitch,
  'forcesExclusiveBind?': isSwitch,
});

const isBind = isObject({
  name: isText,
  port: isPlace,
  'portProperty?': isText,
  'stringIsAddress?': isSwitch,
  'adoptProperties?': texts,
  'exclusiveProperty?': isText,
  'addressPort?': isListOf(isObject({ name: isText, port: isPlace })),
});

const isRole = isVariant('by', {
  nature: isObject({ by: isTag, because: isText }),
  making: isObject({
    by: isTag,
    port: isPlace,
    whenMissing: isOneOf('ephemeral', 'explicit'),
    'mustBeNumber?': isSwitch,
    'unboundWhenFalse?': isPlace,
    'adopts?': isListOf(isPlace),
    'adoption?': isObject({ connect: texts, property: isText, listen: texts }),
  }),
  methods: isObject({
    by: isTag,
    bind: isListOf(isBind),
    use: texts,
    'join?': texts,
    'harmless?': texts,
    'lateEvents?': texts,
    'listen?': texts,
    chain: texts,
    'needsUse?': isSwitch,
  }),
});

const isApi = isObject({
  id: isText,
  'modules?': isListOf(isText, false),
  'globals?': isListOf(isText, false),
  makers: isListOf(
    isObject({
      path: texts,
      form: isOneOf('call', 'new'),
      'isMethod?': isSwitch,
      'when?': isObject({ argument: isIndex, value: isText }),
      options: isListOf(isOption, false),
      role: isRole,
    }),
    false,
  ),
  'listeners?': isListOf(texts),
  'mentions?': texts,
  'source?': isText,
});

/** What a user may say of sockets, in ESLint's settings or in the codemod's configuration. */
export interface SocketSettings {
  readonly apis?: readonly SocketApi[];
  /** Whether other files of the project are read where one file does not decide: all of them, or within limits. */
  readonly project?: boolean | ProjectSettings;
}

/** Which other files may be read. */
interface ProjectSettings {
  /** The folder that holds them. Default: that of the file's repository, workspace or package. */
  readonly root?: string;
  /** The most files that are looked at for imports, at least 1. */
  readonly maxFiles?: number;
  /** The most bytes that they may have together, at least 1. */
  readonly maxBytes?: number;
}

const isLimits = isObject({ 'root?': isText, 'maxFiles?': isWhole, 'maxBytes?': isWhole });

const isProject: Check = (value, path) => {
  if (typeof value === 'boolean') {
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(path, 'true, false, or an object with root, maxFiles and maxBytes', value);
  }
  isLimits(value, path);
};

/**
 * Checks descriptions that a user has written.
 *
 * @param value a list of descriptions
 * @param path how messages name the list: `settings.sockets.apis`
 * @throws {ApiDescriptionError} at the first thing that is missing, not known or of the wrong kind
 */
function validateApis(value: unknown, path: string): asserts value is readonly SocketApi[] {
  isListOf((api, apiPath) => {
    isApi(api, apiPath);
    if (typeof api === 'object' && api !== null && !('modules' in api) && !('globals' in api)) {
      throw new ApiDescriptionError(
        `${apiPath} names neither modules nor globals: nothing could be found by it.`,
      );
    }
  })(value, path);
}

/**
 * Checks what a user has written under `sockets`.
 *
 * @param value the settings
 * @param path how messages name them: `settings.sockets`
 * @throws {ApiDescriptionError} at the first thing that is missing, not known or of the wrong kind
 */
export function validateSettings(value: unknown, path: string): asserts value is SocketSettings {
  isObject({ 'apis?': validateApis, 'project?': isProject })(value, path);
}
