import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  FIXED,
  commitAll,
  folderWith,
  git,
  read,
  repositoryWith,
  runCommand,
  runProgram,
  temporaryFolder,
  writeFiles,
} from '../built-command.ts';

/** What a command that is planted writes. */
const WITNESS = 'executed';

/** Plants something into a repository; what it runs writes the file. */
type Plant = (folder: string, witness: string) => void;

/** The folder itself or, in a submodule, one that is elsewhere. */
function gitFolderOf(folder: string): string {
  return git(folder, 'rev-parse', '--absolute-git-dir').trim();
}

function configure(folder: string, text: string): void {
  appendFileSync(join(gitFolderOf(folder), 'config'), text);
}

function giveAttributes(folder: string, text: string): void {
  const info = join(gitFolderOf(folder), 'info');
  mkdirSync(info, { recursive: true });
  writeFileSync(join(info, 'attributes'), text);
}

const PLANTS: Readonly<Record<string, readonly [plant: Plant, control: readonly string[]]>> = {
  fsmonitor: [
    (folder, witness) => {
      configure(folder, `[core]\n\tfsmonitor = "touch ${witness}; false"\n`);
    },
    ['ls-files', '-o'],
  ],
  'a clean filter': [
    (folder, witness) => {
      giveAttributes(folder, '*.js filter=x\n');
      configure(folder, `[filter "x"]\n\tclean = "touch ${witness}; cat"\n`);
    },
    ['status'],
  ],
  'a filter process': [
    (folder, witness) => {
      configure(folder, `[filter "x"]\n\tprocess = "touch ${witness}"\n`);
      writeFileSync(join(folder, '.gitattributes'), '*.js filter=x\n');
    },
    ['status'],
  ],
  'a hook': [
    (folder, witness) => {
      const hooks = join(gitFolderOf(folder), 'hooks');
      const hook = join(hooks, 'post-index-change');
      mkdirSync(hooks, { recursive: true });
      writeFileSync(hook, `#!/bin/sh\ntouch ${witness}\n`);
      chmodSync(hook, 0o755);
    },
    ['status'],
  ],
  textconv: [
    (folder, witness) => {
      giveAttributes(folder, '*.js diff=x\n');
      configure(folder, `[diff "x"]\n\ttextconv = "touch ${witness}; cat"\n`);
      appendFileSync(join(folder, 'other.js'), '2');
    },
    ['diff'],
  ],
};

/** Git would look at the file, not at what it remembers of it. */
function touch(folder: string): void {
  runProgram(folder, 'touch', ['-d', '2001-01-01', 'a.js', 'other.js', '.']);
}

const FILES = { 'a.js': CLIENT, 'other.js': '1', '.gitignore': 'left-out/\n', 'left-out/b.js': '1' };

const MODES: readonly { readonly args: readonly string[] }[] = [
  { args: ['-n'] },
  { args: ['--check'] },
  { args: ['--diff'] },
  { args: ['--interactive'] },
  { args: [] },
];

describe.each(Object.entries(PLANTS))('%s in the configuration of a repository', (_, [plant, control]) => {
  const makeRepository = (): { readonly folder: string; readonly witness: string } => {
    const folder = repositoryWith(FILES);
    const witness = join(temporaryFolder(), WITNESS);
    plant(folder, witness);
    touch(folder);
    return { folder, witness };
  };

  it('runs when git is called plainly', () => {
    const { folder, witness } = makeRepository();
    runProgram(folder, 'git', control);
    expect(existsSync(witness)).toBe(true);
  });

  it.each(MODES)('does not run: $args', ({ args }) => {
    const { folder, witness } = makeRepository();
    const { status } = runCommand(folder, [...args, '.'], { input: 'y\n' });
    expect([0, 1, 4]).toContain(status);
    expect(existsSync(witness)).toBe(false);
  });

  it('does not run in a nested repository', () => {
    const { folder, witness } = makeRepository();
    const outer = repositoryWith({ 'o.js': '1' });
    cpSync(folder, join(outer, 'nested'), { recursive: true });
    touch(join(outer, 'nested'));
    runCommand(outer, ['.']);
    expect(existsSync(witness)).toBe(false);
    expect(read(outer, 'nested/a.js')).toBe(FIXED);
  });

  it('does not run in a submodule, where git runs it', () => {
    const outer = repositoryWith({ 'o.js': CLIENT });
    const added = ['submodule', '--quiet', 'add', repositoryWith(FILES), 'sub'];
    git(outer, '-c', 'protocol.file.allow=always', ...added);
    commitAll(outer);
    const folder = join(outer, 'sub');
    const witness = join(temporaryFolder(), WITNESS);
    plant(folder, witness);
    touch(folder);
    runProgram(folder, 'git', control);
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);
    touch(folder);
    for (const args of [['--check'], ['--diff'], []]) {
      runCommand(outer, [...args, '.']);
    }
    expect(existsSync(witness)).toBe(false);
    expect([read(outer, 'o.js'), read(folder, 'a.js')]).toEqual([FIXED, FIXED]);
  });

  it('does not run in a linked work tree', () => {
    const { folder, witness } = makeRepository();
    const linked = join(temporaryFolder(), 'linked');
    runProgram(folder, 'git', [
      '-c',
      'core.fsmonitor=false',
      '-c',
      'core.hooksPath=/dev/null',
      'worktree',
      'add',
      '-q',
      linked,
    ]);
    writeFiles(linked, { 'a.js': CLIENT });
    rmSync(witness, { force: true });
    touch(linked);
    runCommand(linked, ['.']);
    expect(existsSync(witness)).toBe(false);
  });
});

describe('a bare repository within a clone', () => {
  it('runs its code when git is called in it, and not by the command', () => {
    const witness = join(temporaryFolder(), WITNESS);
    const folder = repositoryWith({
      'fixtures/evil/HEAD': 'ref: refs/heads/main\n',
      'fixtures/evil/objects/k': 'k',
      'fixtures/evil/refs/k': 'k',
      'fixtures/evil/wt/b.js': CLIENT,
      'fixtures/evil/config': `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = "wt"\n\tfsmonitor = "touch ${witness}; false"\n`,
    });
    const evil = join(folder, 'fixtures/evil');
    runProgram(evil, 'git', ['ls-files', '-o']);
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);
    for (const [cwd, path] of [
      [folder, '.'],
      [folder, 'fixtures/evil'],
      [evil, '.'],
      [join(evil, 'wt'), '.'],
    ] as const) {
      expect(runCommand(cwd, ['--check', path]).status).toBe(1);
    }
    runCommand(evil, ['.']);
    expect(existsSync(witness)).toBe(false);
    expect(read(evil, 'wt/b.js')).toBe(FIXED);
  });
});

describe('a partial clone', () => {
  it('fetches nothing, by whatever command its configuration names', () => {
    const witness = join(temporaryFolder(), WITNESS);
    const makeClone = (): string => {
      const folder = repositoryWith({ ...FILES, 'a.js': CLIENT });
      const commit = git(folder, 'rev-parse', 'HEAD^{tree}').trim();
      rmSync(join(folder, '.git/objects', commit.slice(0, 2), commit.slice(2)), { force: true });
      configure(
        folder,
        `[remote "origin"]\n\turl = ext::touch ${witness}\n\tpromisor = true\n\tpartialclonefilter = tree:0\n[protocol "ext"]\n\tallow = always\n[extensions]\n\tpartialClone = origin\n[core]\n\trepositoryformatversion = 1\n\tsshCommand = touch ${witness}\n`,
      );
      return folder;
    };
    runProgram(makeClone(), 'git', ['diff-index', '--cached', 'HEAD']);
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);
    // What git does not have cannot be known to be committed.
    const folder = makeClone();
    expect(runCommand(folder, ['.']).status).toBe(4);
    expect(existsSync(witness)).toBe(false);
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });
});

describe('a program of the name git in the tree', () => {
  it.each(['.', 'node_modules/.bin'])('is not run from %s', (bin) => {
    const witness = join(temporaryFolder(), WITNESS);
    const folder = repositoryWith(FILES);
    writeFiles(folder, {
      [`${bin}/git`]: `#!/bin/sh\ntouch ${witness}\n`,
      [`${bin}/cp`]: `#!/bin/sh\ntouch ${witness}\n`,
    });
    for (const name of ['git', 'cp']) {
      chmodSync(join(folder, bin, name), 0o755);
    }
    const env = { PATH: `${bin === '.' ? '.' : join(folder, bin)}:${process.env['PATH'] ?? ''}` };
    runProgram(folder, 'sh', ['-c', 'git status'], { env });
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);
    expect(runCommand(folder, ['.'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(witness)).toBe(false);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

describe("Yarn's Plug'n'Play", () => {
  it('is not run where the tree brings it, and no package is loaded from the tree', () => {
    const witness = join(temporaryFolder(), WITNESS);
    const plant = `require('node:fs').writeFileSync(${JSON.stringify(witness)}, '');`;
    const flow = `// @flow\nconst port: ?number = null;\n${CLIENT}`;
    const folder = folderWith({
      '.pnp.cjs': plant,
      '.pnp.loader.mjs': `import fs from 'node:fs'; fs.writeFileSync(${JSON.stringify(witness)}, '');`,
      '.yarnrc.yml': 'nodeLinker: pnp\nyarnPath: .yarn/releases/yarn.cjs\n',
      '.yarn/releases/yarn.cjs': plant,
      'package.json': '{ "type": "commonjs", "packageManager": "yarn@4.0.0" }',
      'node_modules/oxc-parser/index.js': plant,
      'node_modules/@babel/parser/index.js': plant,
      'node_modules/jiti/index.js': plant,
      'a.js': CLIENT,
      'b.js': flow,
    });
    runProgram(folder, process.execPath, ['-r', './.pnp.cjs', '-e', 'require("@babel/parser")']);
    expect(existsSync(witness)).toBe(true);
    rmSync(witness);
    for (const args of [['--check'], ['--diff'], []]) {
      runCommand(folder, [...args, '.']);
    }
    expect(existsSync(witness)).toBe(false);
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([
      FIXED,
      flow.replace(', reuseAddr: true', ''),
    ]);
  });
});

describe('the environment of a hook', () => {
  it('does not turn the guard to another repository', () => {
    const other = repositoryWith({ x: '1' });
    const folder = repositoryWith({ 'a.js': CLIENT });
    writeFiles(folder, { 'a.js': `${CLIENT}// mine\n` });
    const env = {
      GIT_DIR: join(other, '.git'),
      GIT_INDEX_FILE: join(other, '.git/none'),
      GIT_WORK_TREE: other,
    };
    // The control: git itself believes them.
    expect(runProgram(folder, 'git', ['status', '--porcelain'], { env }).stdout).not.toContain('a.js');
    expect(runCommand(folder, ['.'], { env }).status).toBe(4);
    expect(read(folder, 'a.js')).toBe(`${CLIENT}// mine\n`);
  });
});

describe('attributes in a FIFO', () => {
  it('are not waited for, neither in the work tree nor where the repository says', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, '.gitattributes': '*.js text\n' });
    writeFiles(folder, { 'a.js': CLIENT.replaceAll('\n', '\r\n') });
    rmSync(join(folder, '.gitattributes'));
    spawnSync('mkfifo', [join(folder, '.gitattributes'), join(folder, 'endless')]);
    const plainly = spawnSync('git', ['check-attr', 'text', 'a.js'], { cwd: folder, timeout: 500 });
    expect(plainly.signal).toBe('SIGTERM');
    git(folder, 'config', 'core.attributesFile', join(folder, 'endless'));
    // What is committed says that the line ends are none of anybody's changes.
    expect(runCommand(folder, ['.'])).toMatchObject({ status: 0, stderr: '' });
    expect(read(folder, 'a.js')).toBe(FIXED.replaceAll('\n', '\r\n'));
  });
});

describe('flags that make git look away', () => {
  it.each(['--assume-unchanged', '--skip-worktree'])('do not hide a change: %s', (flag) => {
    const folder = repositoryWith({ 'a.js': CLIENT });
    git(folder, 'update-index', flag, 'a.js');
    writeFiles(folder, { 'a.js': `${CLIENT}// mine\n` });
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(runCommand(folder, ['.']).status).toBe(4);
    expect(runCommand(folder, ['--allow-dirty', '.']).status).toBe(0);
    expect(runCommand(folder, ['--undo']).status).toBe(0);
    expect(read(folder, 'a.js')).toBe(`${CLIENT}// mine\n`);
  });
});

describe('a tracked folder that was exchanged for a link', () => {
  it('does not lead outside', () => {
    const outside = folderWith({ 'vendor/a.js': CLIENT });
    const folder = repositoryWith({
      'vendor/a.js': CLIENT,
      'src/b.js': CLIENT,
      '.gitignore': 'left-out\n',
      'left-out/c.js': '1',
    });
    git(folder, 'add', '-f', 'left-out/c.js');
    commitAll(folder);
    rmSync(join(folder, 'left-out'), { recursive: true });
    rmSync(join(folder, 'vendor'), { recursive: true });
    symlinkSync(join(outside, 'vendor'), join(folder, 'vendor'));
    symlinkSync(join(outside, 'vendor'), join(folder, 'left-out'));
    renameSync(join(outside, 'vendor/a.js'), join(outside, 'vendor/c.js'));
    writeFiles(outside, { 'vendor/a.js': CLIENT });
    // The control: the path is the one that git lists, and it leads there.
    expect(read(folder, 'vendor/a.js')).toBe(CLIENT);
    expect(runCommand(folder, ['--allow-dirty', '.']).status).toBe(0);
    expect([read(folder, 'src/b.js'), read(outside, 'vendor/a.js'), read(outside, 'vendor/c.js')]).toEqual([
      FIXED,
      CLIENT,
      CLIENT,
    ]);
    const list = runCommand(folder, ['--allow-dirty', '--files-from', '-'], { input: 'vendor/a.js\n' });
    expect(list.stdout).toContain('1 link not followed');
    expect(read(outside, 'vendor/a.js')).toBe(CLIENT);
  });
});
