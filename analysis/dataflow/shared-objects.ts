import { ROOTS, isFunctionOrNamespace } from './builtins/behaviors.ts';
import { getBuiltin } from './builtins/globals.ts';
import { NODE_MODULES, getShortName } from './builtins/known-modules.ts';
import type { Engine } from './engine.ts';
import { ANY, forEachStore, getField } from './fields.ts';
import type { HeapValue } from './value-graph.ts';

/*
 * Some objects are global and given by a module as well: `performance` by `perf_hooks`, `process` by `process`. Who changes one
 * changes the other.
 */

/** What a module of Node.js gives that is global, too: the very same function or object. */
export function getSharedGlobal(
  engine: Engine,
  path: readonly string[],
  name: string,
): HeapValue | undefined {
  const [module = '', ...names] = path;
  const isRuntime = names.length === 0 && NODE_MODULES.has(getShortName(module));
  return isRuntime && isFunctionOrNamespace(name) ? getBuiltin(engine, [name]) : undefined;
}

/** What is written to a module that is a global object goes to that, and the other way round: `require('process')`. */
export function shareWithGlobal(engine: Engine, module: HeapValue): void {
  const name = getShortName(module.detail.path?.[0] ?? '');
  if (NODE_MODULES.has(name) && ROOTS.has(name) && engine.isFirst(['shared with a global', module])) {
    const global = getBuiltin(engine, [name]);
    share(engine, module, global);
    share(engine, global, module);
  }
}

function share(engine: Engine, from: HeapValue, to: HeapValue): void {
  forEachStore(from, ({ name, value }) => {
    engine.flow(value, getField(engine, to, name ?? ANY));
  });
}
