import { ReferenceTracker } from '@eslint-community/eslint-utils';
import type { TraceMap } from '@eslint-community/eslint-utils';
import type { Rule } from 'eslint';
import type { SocketApi } from '../../analysis/apis/description.ts';

/** What is looked for, by the names that lead there. */
type Paths = TraceMap<true>;

/** The calls that make sockets, in the form that ReferenceTracker wants. */
function createTraceMaps(apis: readonly SocketApi[]): { modules: Paths; globals: Paths } {
  const modules: Paths = {};
  const globals: Paths = {};
  for (const api of apis) {
    for (const { path, form } of api.makers) {
      // Methods of what a call returns are not for ReferenceTracker.
      if (path.includes('()')) {
        continue;
      }
      for (const name of api.modules ?? []) {
        add(modules, [name, ...path], form);
      }
      for (const name of api.globals ?? []) {
        add(globals, [...name.split('.'), ...path], form);
      }
    }
  }
  return { modules, globals };
}

function add(map: Paths, path: readonly string[], form: string): void {
  let position: Paths[string] = map;
  for (const name of path) {
    position = position[name] ??= {};
  }
  position[form === 'new' ? ReferenceTracker.CONSTRUCT : ReferenceTracker.CALL] = true;
}

/** A rule that looks for the same calls as ours in the way that most plugins do, on every file, and judges nothing. */
export function createReferenceTrackerRule(apis: readonly SocketApi[]): Rule.RuleModule {
  const { modules, globals } = createTraceMaps(apis);
  return {
    meta: { type: 'problem', schema: [] },
    create: ({ sourceCode }) => ({
      'Program:exit'(program) {
        const scope = sourceCode.getScope(program);
        const tracker = new ReferenceTracker(scope);
        for (const references of [
          tracker.iterateCjsReferences(modules),
          tracker.iterateEsmReferences(modules),
          tracker.iterateGlobalReferences(globals),
        ]) {
          while (references.next().done !== true) {}
        }
      },
    }),
  };
}
