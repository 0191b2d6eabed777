import { getShortName } from './builtins/known-modules.ts';
import type { Engine } from './engine.ts';
import { ANY } from './fields.ts';
import { MODULE_PATH_LENGTH } from './limits.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN } from './primitive-values.ts';
import type { HeapValue, Value } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** The name that stands for what a class of a module makes: `['udx-native', '()', 'createSocket']`. */
export const INSTANCE = '()';

/**
 * Something that a known module or global gives.
 *
 * @param path the module (`node:dgram`, `global:Deno`) and the names that lead from it
 */
export function getModule(engine: Engine, path: readonly string[]): HeapValue {
  const [name = '', ...names] = path;
  return engine.made.get(['module', [getShortName(name), ...names].join('\n')], () => {
    const isObject = names.length === 0 ? !name.startsWith('global:') : names.at(-1) === INSTANCE;
    const module = createHeapValue('module', undefined, undefined, { path, mayBePrimitive: !isObject });
    module.initialize = (name, field) => {
      const member = getMember(engine, module, path, name);
      engine.add(field, member);
      if (module.isTracked) {
        engine.track(member);
      }
    };
    module.hasOwn = () => true;
    return module;
  });
}

function getMember(engine: Engine, module: HeapValue, path: readonly string[], name: string): Value {
  switch (name) {
    // A module of the one kind is what the other kind calls its default.
    case 'default':
      return path.length === 1 ? module : getModule(engine, [...path, name]);
    // A key that is not there: no module has a member of this name.
    case 'undefined':
      return UNDEFINED;
    case '__esModule':
      return PRIMITIVE;
    default: {
      if (name === 'prototype' && path.includes(ANY)) {
        return UNKNOWN;
      }
      const known = engine.semantics.getModuleMember(engine, path, name);
      return known ?? (path.length > MODULE_PATH_LENGTH ? UNKNOWN : getModule(engine, [...path, name]));
    }
  }
}

/** Of what stands for any member of a module: the member of a name. Of any other value: the value itself. */
export function nameMember(engine: Engine, value: Value, name: string): Value {
  if (!isHeapValue(value) || value.kind !== 'module') {
    return value;
  }
  const path = value.detail.path ?? [];
  if (path.at(-1) !== ANY || name === ANY) {
    return value;
  }
  const owner = getModule(engine, path.slice(0, -1));
  return getMember(engine, owner, path.slice(0, -1), name);
}
