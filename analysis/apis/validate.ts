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

const checkText = createCheck({ type: 'string', minLength: 1 }, (value, path) => {
  if (typeof value !== 'string' || value === '') {
    fail(path, 'a text', value);
  }
});

const checkIndex = createCheck({ type: 'integer', minimum: 0 }, (value, path) => {
  if (!Number.isInteger(value) || Number(value) < 0) {
    fail(path, 'the index of an argument, from 0', value);
  }
});

const checkWhole = createCheck({ type: 'integer', minimum: 1 }, (value, path) => {
  if (!Number.isInteger(value) || Number(value) <= 0) {
    fail(path, 'a whole number above 0', value);
  }
});

const checkSwitch = createCheck({ type: 'boolean' }, (value, path) => {
  if (typeof value !== 'boolean') {
    fail(path, 'true or false', value);
  }
});

function createChoice(...values: readonly string[]): Check {
  return createCheck({ enum: values }, (value, path) => {
    if (typeof value !== 'string' || !values.includes(value)) {
      fail(path, values.map((allowed) => `'${allowed}'`).join(' or '), value);
    }
  });
}

function createList(check: Check, isEmptyAllowed = true): Check {
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
function createShape(shape: Readonly<Record<string, Check>>): Check {
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
function createVariant(tag: string, variants: Readonly<Record<string, Check>>): Check {
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
    createChoice(...Object.keys(variants))(name, `${path}.${tag}`);
    variants[String(name)]?.(value, path);
  });
}

/** The variant was chosen by it. */
const checkTag = createCheck({}, () => undefined);
const texts = createList(checkText);
const place = { argument: checkIndex, 'property?': texts };
const checkPlace = createShape(place);

const checkTested = createChoice('truthy', 'true');
const checkBits = createShape({ bits: checkWhole, constants: texts });
const checkEnabledBy = createCheck({ anyOf: [checkTested.schema, checkBits.schema] }, (value, path) => {
  (typeof value === 'string' ? checkTested : checkBits)(value, path);
});

const checkOption = createShape({
  name: checkText,
  at: createVariant('in', {
    maker: createShape({ in: checkTag, ...place }),
    method: createShape({ in: checkTag, method: checkText, ...place }),
    assignment: createShape({ in: checkTag, property: createList(checkText, false) }),
  }),
  sets: checkText,
  enabledBy: checkEnabledBy,
  remedy: createChoice('remove', 'explicit-false', 'report'),
  'note?': checkText,
  'harm?': checkText,
  'hasNoEffect?': checkSwitch,
  'forcesExclusiveBind?': checkSwitch,
});

const checkBind = createShape({
  name: checkText,
  port: checkPlace,
  'portProperty?': checkText,
  'whenMissing?': createChoice('ephemeral', 'explicit'),
  'stringIsAddress?': checkSwitch,
  'adoptProperties?': texts,
  'exclusiveProperty?': checkText,
  'addressPort?': createList(createShape({ name: checkText, port: checkPlace })),
});

const checkRole = createVariant('by', {
  api: createShape({ by: checkTag, because: checkText }),
  making: createShape({
    by: checkTag,
    port: checkPlace,
    whenMissing: createChoice('ephemeral', 'explicit'),
    'mustBeNumber?': checkSwitch,
    'unboundWhenFalse?': checkPlace,
    'adopts?': createList(checkPlace),
    'adoption?': createShape({ connect: texts, property: checkText, listen: texts }),
  }),
  methods: createShape({
    by: checkTag,
    bind: createList(checkBind),
    use: texts,
    'join?': texts,
    'harmless?': texts,
    'lateEvents?': texts,
    'listen?': texts,
    chain: texts,
    'needsUse?': checkSwitch,
  }),
});

const checkDescription = createShape({
  id: checkText,
  'modules?': createList(checkText, false),
  'globals?': createList(checkText, false),
  makers: createList(
    createShape({
      path: texts,
      form: createChoice('call', 'new'),
      'isMethod?': checkSwitch,
      'when?': createShape({ argument: checkIndex, value: checkText }),
      options: createList(checkOption, false),
      role: checkRole,
    }),
    false,
  ),
  'listeners?': createList(texts),
  'mentions?': texts,
  'source?': checkText,
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

const checkLimits = createShape({ 'root?': checkText, 'maxFiles?': checkWhole, 'maxBytes?': checkWhole });

const checkProject = createCheck({ anyOf: [checkSwitch.schema, checkLimits.schema] }, (value, path) => {
  if (typeof value === 'boolean') {
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(path, 'true, false, or an object with root, maxFiles and maxBytes', value);
  }
  checkLimits(value, path);
});

const checkApi = createCheck(
  { ...checkDescription.schema, anyOf: [{ required: ['modules'] }, { required: ['globals'] }] },
  (api, path) => {
    checkDescription(api, path);
    if (typeof api === 'object' && api !== null && !('modules' in api) && !('globals' in api)) {
      throw new ApiDescriptionError(
        `${path} names neither modules nor globals: nothing could be found by it.`,
      );
    }
  },
);

const checkSettings = createShape({ 'apis?': createList(checkApi), 'project?': checkProject });

/** What {@link validateSettings} accepts, for editors and for those who write settings by program. */
export const SETTINGS_SCHEMA: JsonSchema = checkSettings.schema;

/**
 * Checks what a user has written under `sockets`.
 *
 * @param value the settings
 * @param path how messages name them: `settings.sockets`
 * @throws {ApiDescriptionError} at the first thing that is missing, not known or of the wrong kind
 */
export function validateSettings(value: unknown, path: string): asserts value is SocketSettings {
  checkSettings(value, path);
}
