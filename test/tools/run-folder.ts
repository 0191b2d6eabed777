import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for what the test files of one run share. */
    runFolder: string;
  }
}

/**
 * Makes the folder before a run, and removes it after.
 *
 * @param project whose test files get its path
 * @returns what removes it
 */
export default function provideRunFolder(project: TestProject): () => void {
  const folders: string[] = [];
  const provideNew = () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sockets-run-')));
    folders.push(folder);
    project.provide('runFolder', folder);
  };
  provideNew();
  // While vitest watches, the sources change between two runs.
  project.onTestsRerun(provideNew);
  return () => {
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  };
}
