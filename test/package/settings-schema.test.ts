import { Ajv } from 'ajv';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SOCKET_APIS } from '../../analysis/apis/index.ts';
import { SETTINGS_SCHEMA, validateSettings } from '../../analysis/apis/validate.ts';

const accepts = new Ajv({ strictTypes: false }).compile(SETTINGS_SCHEMA);

/** Settings as people write them: plain data. */
const settings = JSON.parse(
  JSON.stringify({ apis: SOCKET_APIS, project: { root: '..', maxFiles: 9 } }),
) as Json;

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

function isValid(value: unknown): boolean {
  try {
    validateSettings(value, 'settings.sockets');
    return true;
  } catch {
    return false;
  }
}

/** The ways to each value within a value, as names and indices. */
function findPaths(value: Json): string[][] {
  const names = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[], ...names.flatMap(([name, item]) => findPaths(item).map((path) => [name, ...path]))];
}

/** A copy with another value at a path; undefined takes the place out. */
function replaceAt(
  value: Json,
  [name, ...rest]: readonly string[],
  other: Json | undefined,
): Json | undefined {
  if (name === undefined) {
    return other;
  }
  const copy = structuredClone(value) as Record<string, Json>;
  const inner = replaceAt(copy[name] ?? null, rest, other);
  if (inner !== undefined) {
    copy[name] = inner;
  } else if (Array.isArray(copy)) {
    copy.splice(Number(name), 1);
  } else {
    Reflect.deleteProperty(copy, name);
  }
  return copy;
}

it('is the schema that is shipped', () => {
  const url = new URL('../../docs/settings.schema.json', import.meta.url);
  const { $schema, title, ...shipped } = JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>;

  expect(shipped).toEqual(SETTINGS_SCHEMA);
  expect($schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(title).toBe('settings.sockets of eslint-plugin-sockets');
});

it('accepts every API that comes with the package', () => {
  expect(accepts(settings), JSON.stringify(accepts.errors)).toBe(true);
});

it('accepts what the plugin accepts, and nothing else', () => {
  const other = fc.constantFrom<Json | undefined>(
    undefined,
    '',
    'x',
    0,
    1.5,
    -1,
    true,
    null,
    [],
    ['x'],
    {},
    { x: 1 },
  );
  const mutants = fc
    .tuple(fc.constantFrom(...findPaths(settings)), other)
    .map(([path, value]) => replaceAt(settings, path, value));

  fc.assert(
    fc.property(mutants, (mutant) => {
      expect(accepts(mutant)).toBe(isValid(mutant));
    }),
    { numRuns: 400, seed: 26 },
  );
});
