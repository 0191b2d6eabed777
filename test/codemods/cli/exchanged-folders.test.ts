import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderAccess } from '../../../codemods/cli/files/folder-access.ts';
import { Interruption } from '../../../codemods/cli/interruption.ts';
import { KNOWN_MENTIONS } from '../../../codemods/cli/searching/known-mentions.ts';
import { scanFile } from '../../../codemods/cli/searching/scan-file.ts';
import type { ScanPool } from '../../../codemods/cli/searching/scan-pool.ts';
import { search } from '../../../codemods/cli/searching/search.ts';
import { applyChanges } from '../../../codemods/cli/writing/apply-changes.ts';
import { CLIENT, FIXED, folderWith, namesBelow, read } from '../../tools/built-command.ts';

/** What is outside has its client on another line, by which it would be known if it were read. */
const OUTSIDE = `\n\n\n\n${CLIENT}`;

const PATCHED = [
  'accessSync',
  'closeSync',
  'fstatSync',
  'lstatSync',
  'openSync',
  'readSync',
  'readdirSync',
  'realpathSync',
  'renameSync',
  'rmdirSync',
  'statSync',
  'unlinkSync',
  'writeSync',
] as const;

/**
 * Calls a function before each call to the file system that the process makes meanwhile.
 *
 * @param interfere gets the number of the call; its own calls do not count
 * @param work what is watched
 */
async function interferingWith(
  interfere: (call: number) => void,
  work: () => Promise<void>,
): Promise<number> {
  const originals = new Map(PATCHED.map((name) => [name, fs[name]]));
  const chdir = process.chdir.bind(process);
  let calls = 0;
  let isInterfering = false;
  const before = (): void => {
    if (!isInterfering) {
      isInterfering = true;
      interfere(calls);
      isInterfering = false;
      calls += 1;
    }
  };
  for (const [name, original] of originals) {
    const patched = (...args: readonly unknown[]): unknown => {
      before();
      return (original as (...args: readonly unknown[]) => unknown)(...args);
    };
    Object.assign(fs, { [name]: patched });
  }
  process.chdir = (folder) => {
    before();
    chdir(folder);
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, Object.fromEntries(originals));
    process.chdir = chdir;
    syncBuiltinESMExports();
  }
  return calls;
}

/** Searches and changes a folder as the command does, but judges in this process. */
async function runIn(folder: string): Promise<readonly number[]> {
  const interruption = new Interruption();
  const access = new FolderAccess();
  const scan = {
    explicitFalse: false,
    singleFile: true,
    moduleAliases: false,
    suppressions: true,
    settings: undefined,
  };
  const pool = {
    room: () => Promise.resolve(),
    unparsed: [],
    scan: ({ bytes, path }: { bytes: Buffer; path: string }) => Promise.resolve(scanFile(bytes, path, scan)),
  } as unknown as ScanPool;
  try {
    const found = await search(
      {
        named: ['tree'],
        listed: [],
        base: folder,
        cwd: folder,
        extensions: ['.js'],
        ignore: [],
        gitignore: true,
        mentions: KNOWN_MENTIONS,
      },
      { access, pool, interruption, onProgress: () => undefined },
    );
    const files = found.files.filter(({ error }) => error === undefined);
    const options = { cwd: folder, allowDirty: true, keepUndo: false };
    await applyChanges(files, access, options, interruption, () => undefined);
    return files.flatMap(({ changed }) => changed.map(({ place }) => place.line));
  } finally {
    interruption.stop();
  }
}

/** Finds and changes files by their paths, as one would write it without thinking of this. */
async function changeByPaths(folder: string): Promise<readonly number[]> {
  const tree = join(folder, 'tree');
  const lines: number[] = [];
  for (const name of ['a.js', 'b.js']) {
    const path = join(tree, 'sub', name);
    const stats = fs.lstatSync(path);
    const bytes = fs.readFileSync(path);
    lines.push(
      bytes
        .toString()
        .split('\n')
        .findIndex((line) => line.includes('reuseAddr')) + 1,
    );
    fs.writeFileSync(`${path}.tmp`, FIXED);
    if (stats.isFile()) {
      fs.renameSync(`${path}.tmp`, path);
    }
  }
  await Promise.resolve();
  return lines;
}

describe('a folder of the tree that is exchanged for a link during the run', () => {
  const start = process.cwd();

  /** Runs with an exchange before a call, and another one some calls later; tells how many calls there were. */
  async function attack(
    work: (folder: string) => Promise<readonly number[]>,
    at: number,
    later: number,
  ): Promise<{ readonly calls: number; readonly isLedOut: boolean }> {
    const folder = folderWith({
      'tree/sub/a.js': CLIENT,
      'tree/sub/b.js': CLIENT,
      'outside/a.js': OUTSIDE,
      'outside/b.js': OUTSIDE,
    });
    const sub = join(folder, 'tree/sub');
    const aside = join(folder, 'tree/aside');
    const link = join(folder, 'tree/link');
    fs.symlinkSync(join(folder, 'outside'), link);
    const { renameSync } = fs;
    let isOut = false;
    const exchange = (): void => {
      renameSync(sub, isOut ? link : aside);
      renameSync(isOut ? aside : link, sub);
      isOut = !isOut;
    };
    let seen: readonly number[] = [];
    const calls = await interferingWith(
      (call) => {
        if (call === at || call === at + later) {
          exchange();
        }
      },
      async () => {
        // Whoever goes by paths does not always come to the end.
        seen = await work(folder).catch(() => []);
      },
    );
    process.chdir(start);
    const outside = namesBelow(join(folder, 'outside')).map((name) => [
      name,
      read(folder, `outside/${name}`),
    ]);
    const isUntouched =
      JSON.stringify(outside) ===
      JSON.stringify([
        ['a.js', OUTSIDE],
        ['b.js', OUTSIDE],
      ]);
    return { calls, isLedOut: !isUntouched || seen.includes(5) };
  }

  it('leads out who goes by paths', async () => {
    const { calls } = await attack(changeByPaths, Infinity, 0);
    const ledOut: boolean[] = [];
    for (let at = 0; at < calls; at += 1) {
      ledOut.push((await attack(changeByPaths, at, Infinity)).isLedOut);
    }
    expect(ledOut).toContain(true);
  });

  it.each([1, 2, Infinity])(
    'leads nowhere, whenever that is, and when it is undone %s calls later',
    async (later) => {
      const { calls } = await attack(runIn, Infinity, 0);
      expect(calls).toBeGreaterThan(30);
      const ledOut: number[] = [];
      for (let at = 0; at < calls; at += 1) {
        if ((await attack(runIn, at, later)).isLedOut) {
          ledOut.push(at);
        }
      }
      expect(ledOut).toEqual([]);
    },
    120_000,
  );
});
