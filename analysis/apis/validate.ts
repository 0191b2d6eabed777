import type { SocketApi } from './description.ts';

/** Thrown for a description that cannot be used; the message says where and what is expected. */
export class ApiDescriptionError extends Error {
  override readonly name = 'ApiDescriptionError';
}

/** The part of JSON Schema (draft 7) that describes the settings. */
export interface JsonSchema {
  readonly type?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** Says what is wrong with a value, or nothing. */
type Test = (value: unknown, path: string) => void;

/** A test, with the schema that accepts the same values. */
type Check = Test & { readonly schema: JsonSchema };

function createCheck(schema: JsonSchema, test: Test): Check {
  return Object.assign(test, { schema });
}

function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function fail(path: string, expected: string, value: unknown): never {
  const shown = value === undefined ? 'is missing' : `is ${show(value)}`;
  throw new ApiDescriptionError(`${path} ${shown}: expected ${expected}.`);
}

const isText = createCheck({ type: 'string', minLength: 1 }, (value, path) => {
  if (typeof value !== 'string' || value === '') {
    fail(path, 'a text', value);
  }
});

const isIndex = createCheck({ type: 'integer', minimum: 0 }, (value, path) => {
  if (!Number.isInteger(value) || Number(value) < 0) {
    fail(path, 'the index of an argument, from 0', value);
  }
});

const isWhole = createCheck({ type: 'integer', minimum: 1 }, (value, path) => {
  if (!Number.isInteger(value) || Number(value) <= 0) {
    fail(path, 'a whole number above 0', value);
  }
});

const isSwitch = createCheck({ type: 'boolean' }, (value, path) => {
  if (typeof value !== 'boolean') {
    fail(path, 'true or false', value);
  }
});

function isOneOf(...values: readonly string[]): Check {
  return createCheck({ enum: values }, (value, path) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      fail(path, values.map((allowed) => `'${allowed}'`).join(' or '), value);
    }
  });
}

function isListOf(check: Check, isEmptyAllowed = true): Check {
  const schema = { type: 'array', items: check.schema, ...(!isEmptyAllowed && { minItems: 1 }) };
  return createCheck(schema, (value, path) => {
    if (!Array.isArray(value)) {
      return fail(path, 'a list', value);
    }
    if (value.length === 0 && !isEmptyAllowed) {
      fail(path, 'a list that is not empty', value);
    }
    for (const [index, item] of value.entries()) {
      check(item, `${path}[${index}]`);
    }
  });
}

/** An object with the given properties and no others; a name with `?` may be left out. */
function isObject(shape: Readonly<Record<string, Check>>): Check {
  const keys = Object.keys(shape);
  const names = keys.map((key) => key.replace('?', ''));
  const required = keys.filter((key) => !key.endsWith('?'));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(shape).map(([key, check]) => [key.replace('?', ''), check.schema]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return createCheck(schema, (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return fail(path, 'an object', value);
    }
    for (const name of Object.keys(value)) {
      if (names.includes(name)) {
        continue;
      }
      throw new ApiDescriptionError(`${path}.${name} is not known: expected one of ${names.join(', ')}.`);
    }
    for (const [key, check] of Object.entries(shape)) {
      const name = key.replace('?', '');
      const property: unknown = Reflect.get(value, name);
      if (property !== undefined || !key.endsWith('?')) {
        check(property, `${path}.${name}`);
      }
    }
  });
}

/** Whichever shape goes with the value of a property. */
function isVariant(tag: string, variants: Readonly<Record<string, Check>>): Check {
  const schema = {
    anyOf: Object.entries(variants).map(([name, { schema }]) => ({
      ...schema,
      properties: { ...schema.properties, [tag]: { const: name } },
    })),
  };
  return createCheck(schema, (value, path) => {
    if (typeof value !== 'object' || value === null) {
      return fail(path, 'an object', value);
    }
    const name: unknown = Reflect.get(value, tag);
    isOneOf(...Object.keys(variants))(name, `${path}.${tag}`);
    variants[String(name)]?.(value, path);
  });
}

/** The variant was chosen by it. */
const isTag = createCheck({}, () => undefined);
const texts = isListOf(isText);
const place = { argument: isIndex, 'property?': texts };
const isPlace = isObject(place);

const isTested = isOneOf('truthy', 'true');
const isBits = isObject({ bits: isWhole, constants: texts });
const isEnabledBy = createCheck({ anyOf: [isTested.schema, isBits.schema] }, (value, path) => {
  (typeof value === 'string' ? isTested : isBits)(value, path);
});

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
  api: isObject({ by: isTag, because: isText }),
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

const isDescription = isObject({
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

const isProject = createCheck({ anyOf: [isSwitch.schema, isLimits.schema] }, (value, path) => {
  if (typeof value === 'boolean') {
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(path, 'true, false, or an object with root, maxFiles and maxBytes', value);
  }
  isLimits(value, path);
});

const isApi = createCheck(
  { ...isDescription.schema, anyOf: [{ required: ['modules'] }, { required: ['globals'] }] },
  (api, path) => {
    isDescription(api, path);
    if (typeof api === 'object' && api !== null && !('modules' in api) && !('globals' in api)) {
      throw new ApiDescriptionError(
        `${path} names neither modules nor globals: nothing could be found by it.`,
      );
    }
  },
);

const isSettings = isObject({ 'apis?': isListOf(isApi), 'project?': isProject });

/** What {@link validateSettings} accepts, for editors and for those who write settings by program. */
export const SETTINGS_SCHEMA: JsonSchema = isSettings.schema;

/**
 * Checks what a user has written under `sockets`.
 *
 * @param value the settings
 * @param path how messages name them: `settings.sockets`
 * @throws {ApiDescriptionError} at the first thing that is missing, not known or of the wrong kind
 */
export function validateSettings(value: unknown, path: string): asserts value is SocketSettings {
  isSettings(value, path);
}
