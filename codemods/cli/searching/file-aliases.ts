import { findModuleAliases, selectApis } from '../../../analysis/index.ts';
import { readModuleConfiguration } from '../../../projects/module-configuration.ts';

/**
 * What modules stand for in a file, by what it calls them: `net` for `react-native-tcp-socket`.
 *
 * @param file an absolute path
 * @param settings what stands under `settings.sockets`: the user's own APIs
 * @throws {ApiDescriptionError} when the settings describe an API wrongly
 */
export function findFileAliases(file: string, settings: unknown): ReadonlyMap<string, string> {
  const { isModule } = selectApis(settings);
  return findModuleAliases({ ...readModuleConfiguration({ file }), isKnown: isModule });
}
