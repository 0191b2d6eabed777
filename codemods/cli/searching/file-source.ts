import { getErrorMessage } from '../error-message.ts';
import type { FileProblem } from '../files/found-files.ts';
import type { Interruption } from '../interruption.ts';
import type { Settings } from '../options/settings.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { Progress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { search } from './search.ts';
import type { Source, SourceContext } from './source.ts';

/** What a search of files needs. */
interface FileSourceContext extends SourceContext {
  /** Where the command was started: absolute, behind every link. */
  readonly cwd: string;
  readonly terminal: Terminal;
}

/**
 * Makes the files that the user means the sources of a run.
 *
 * @param settings the paths, and what to leave out
 * @param context what it needs
 */
export async function createFileSource(settings: Settings, context: FileSourceContext): Promise<Source> {
  const { access, cwd, interruption, mentions, pool, terminal } = context;
  const { listed, base, problems } = await readListedPaths(settings.filesFrom, cwd, interruption);
  return {
    access,
    getFiltered: () => undefined,
    find: async () => {
      const progress = new Progress(terminal);
      const query = { ...settings, named: settings.paths, listed, base, cwd, mentions };
      const result = await search(query, {
        access,
        pool,
        interruption,
        onProgress: (searched) => {
          progress.show(searched);
        },
      });
      progress.clear();
      return { ...result, problems: [...problems, ...result.problems] };
    },
    read: (path) => {
      const limits = { maxBytes: MAX_SOURCE_BYTES, followLinks: false };
      return readRegularFile(access.enterParentFolder(path), limits);
    },
  };
}

interface ListedPaths {
  readonly listed: readonly string[];
  readonly base: string;
  readonly problems: readonly FileProblem[];
}

async function readListedPaths(
  file: string | undefined,
  cwd: string,
  interruption: Interruption,
): Promise<ListedPaths> {
  if (file === undefined) {
    return { listed: [], base: cwd, problems: [] };
  }
  const { findBase, splitPathList, readPathList } = await import('../files/path-list.ts');
  const { findWorkTree } = await import('../git/repository.ts');
  try {
    const listed = splitPathList(await readPathList(file, cwd, interruption));
    const base = await findBase(listed, cwd, findWorkTree(cwd), interruption);
    return { listed, base, problems: [] };
  } catch (error) {
    return { listed: [], base: cwd, problems: [{ path: file, message: getErrorMessage(error) }] };
  }
}
