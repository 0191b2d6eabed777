import type { Rule } from 'eslint';
import { findModuleAliases } from '../analysis/index.ts';
import type { ApiSelection, SocketSettings } from '../analysis/index.ts';
import { readModuleConfiguration } from '../projects/module-configuration.ts';
import { isFileOfItsOwn } from './linted-file.ts';

/**
 * What modules stand for in the file that is linted, by the `package.json` and the `tsconfig.json` above it.
 *
 * @param context of the rule
 * @param selection the APIs that it looks for
 * @returns undefined where `settings.sockets.project` is `false`, and for code that is no file of its own
 */
export function findLintedAliases(
  context: Rule.RuleContext,
  { isModule }: ApiSelection,
): ReadonlyMap<string, string> | undefined {
  const settings = context.settings['sockets'] as SocketSettings | undefined;
  if (settings?.project === false || !isFileOfItsOwn(context)) {
    return undefined;
  }
  return findModuleAliases({ ...readModuleConfiguration({ file: context.filename }), isKnown: isModule });
}
