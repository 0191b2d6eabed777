import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runInShell } from './example-copy.ts';
import type { RunExample } from '../tools/page-commands.ts';

/** Where a task's result came from. */
export type Origin = 'cache' | 'run';

/** A run of the tasks of all packages. */
interface TaskRun {
  readonly status: number | null;
  /** For people, uncoloured. */
  readonly output: string;
  /** By `package:task`. What never ran, or failed, may be missing. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** A program that runs the tasks of a workspace, and remembers their results. */
export interface Engine {
  readonly name: string;
  readonly example: RunExample;
  /**
   * @param workspace a copy of the example
   * @param command runs tasks
   * @param home stands in for the user's home folder
   */
  readonly run: (workspace: string, command: string, home: string) => TaskRun;
}

const TURBOREPO: Engine = {
  name: 'Turborepo',
  example: 'examples/turborepo',
  run(workspace, command, home) {
    const summaries = join(workspace, '.turbo', 'runs');
    rmSync(summaries, { recursive: true, force: true });
    const { status, stdout, stderr } = runInShell(workspace, command, {
      HOME: home,
      TURBO_RUN_SUMMARY: 'true',
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_DAEMON: 'false',
    });
    const [summary = ''] = readdirSync(summaries);
    const { tasks } = JSON.parse(readFileSync(join(summaries, summary), 'utf8')) as {
      tasks: readonly { taskId: string; cache: { status: 'HIT' | 'MISS' } }[];
    };
    const origins = tasks.map(
      ({ taskId, cache }) => [taskId.replace('#', ':'), cache.status === 'HIT' ? 'cache' : 'run'] as const,
    );
    return {
      status,
      output: stripVTControlCharacters(stdout + stderr),
      origins: Object.fromEntries(origins),
    };
  },
};

const NX: Engine = {
  name: 'Nx',
  example: 'examples/nx',
  run(workspace, command, home) {
    const { status, stdout, stderr } = runInShell(workspace, command, {
      HOME: home,
      NX_DAEMON: 'false',
      // Otherwise a process more for each plugin of Nx, each time.
      NX_ISOLATE_PLUGINS: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
    });
    const output = stripVTControlCharacters(stdout + stderr);
    const origins = [...output.matchAll(/^✔ +nx run (\S+)(?: +\[(.*)\])?/gm)].map(
      ([, task = '', note = '']) => [task, note.includes('cache') ? 'cache' : 'run'] as const,
    );
    return { status, output, origins: Object.fromEntries(origins) };
  },
};

/** Those for which there is an example. */
export const ENGINES: readonly Engine[] = [TURBOREPO, NX];
