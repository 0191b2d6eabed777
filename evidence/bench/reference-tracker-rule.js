import { ReferenceTracker } from '@eslint-community/eslint-utils';

/** @import { SocketApi } from '../../analysis/apis/description.ts' */

/** @typedef {Record<string | symbol, unknown>} TraceMap */

/**
 * The calls that make sockets, in the form that ReferenceTracker wants.
 *
 * @param {readonly SocketApi[]} apis
 * @returns {{ modules: TraceMap, globals: TraceMap }}
 */
function createTraceMaps(apis) {
  /** @type {TraceMap} */
  const modules = {};
  /** @type {TraceMap} */
  const globals = {};
  for (const api of apis) {
    for (const { path, form } of api.makers) {
      // Methods of what a call returns are not for ReferenceTracker.
      if (path.includes('()')) continue;
      for (const name of api.modules ?? []) add(modules, [name, ...path], form);
      for (const name of api.globals ?? []) add(globals, [...name.split('.'), ...path], form);
    }
  }
  return { modules, globals };
}

/**
 * @param {TraceMap} map
 * @param {readonly string[]} path
 * @param {string} form
 */
function add(map, path, form) {
  let position = map;
  for (const name of path) {
    position[name] ??= {};
    position = /** @type {TraceMap} */ (position[name]);
  }
  position[form === 'new' ? ReferenceTracker.CONSTRUCT : ReferenceTracker.CALL] = true;
}

/**
 * A rule that looks for the same calls as ours in the way that most plugins do, on every file, and judges nothing.
 *
 * @param {readonly SocketApi[]} apis
 * @returns {import('eslint').Rule.RuleModule}
 */
export function createReferenceTrackerRule(apis) {
  const { modules, globals } = createTraceMaps(apis);
  return {
    meta: { type: 'problem', schema: [] },
    create: ({ sourceCode }) => ({
      'Program:exit'(program) {
        const scope = sourceCode.getScope(program);
        const tracker = new ReferenceTracker(/** @type {any} */ (scope));
        for (const references of [
          tracker.iterateCjsReferences(/** @type {any} */ (modules)),
          tracker.iterateEsmReferences(/** @type {any} */ (modules)),
          tracker.iterateGlobalReferences(/** @type {any} */ (globals)),
        ]) {
          for (const reference of references) void reference;
        }
      },
    }),
  };
}
