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
  makeFifo,
  namesBelow,
  read,
  repositoryWith,
  runCommand,
  runProgram,
  temporaryFolder,
  waits,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

/** What a command that is planted writes. */
const WITNESS = 'executed';

/** Plants something into a repository; what it runs writes the file. */
type Plant = (folder: string, witness: string) => void;

/** The folder itself or, in a submodule, one that is elsewhere. */
function getGitFolder(folder: string): string {
  return git(folder, 'rev-parse', '--absolute-git-dir').trim();
}

function configure(folder: string, text: string): void {
  appendFileSync(join(getGitFolder(folder), 'config'), text);
}

function giveAttributes(folder: string, text: string): void {
  const info = join(getGitFolder(folder), 'info');
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
      const hooks = join(getGitFolder(folder), 'hooks');
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

let year = 2000;

/** Git would look at the file, not at what it remembers of it. */
function touch(folder: string): void {
  year += 1;
  runProgram(folder, 'touch', ['-d', `${String(year)}-01-01`, 'a.js', 'other.js', '.']);
}

/** The control: what is planted runs when git is called plainly. After that it is as before. */
function expectToFire(folder: string, witness: string, control: readonly string[]): void {
  touch(folder);
  runProgram(folder, 'git', control);
  expect(existsSync(witness)).toBe(true);
  rmSync(witness);
  touch(folder);
}

const FILES = { 'a.js': CLIENT, 'other.js': '1', '.gitignore': 'left-out/\n', 'left-out/b.js': '1' };

describe.each(Object.entries(PLANTS))('%s in the configuration of a repository', (_, [plant, control]) => {
  it('does not run, where git runs it: there, in a nested one, a submodule and a linked work tree', () => {
    const outer = repositoryWith(FILES);
    const nested = join(outer, 'nested');
    cpSync(repositoryWith(FILES), nested, { recursive: true });
    const added = ['submodule', '--quiet', 'add', nested, 'submodule'];
    git(outer, '-c', 'protocol.file.allow=always', ...added);
    commitAll(join(outer, 'submodule'));
    git(outer, 'commit', '-q', '-m', 'submodule');
    const linked = join(outer, 'linked');
    git(outer, 'worktree', 'add', '-q', linked);
    writeFiles(linked, { 'other.js': '2' });
    const witness = join(temporaryFolder(), WITNESS);
    for (const folder of [outer, nested, join(outer, 'submodule')]) {
      plant(folder, witness);
    }
    // What stands in the work tree itself.
    writeFiles(linked, { '.gitattributes': '*.js filter=x\n' });
    const folders = [outer, nested, join(outer, 'submodule'), linked];
    for (const folder of folders) {
      expectToFire(folder, witness, control);
    }
    for (const args of [['-n'], ['--check'], ['--diff'], ['--interactive'], []]) {
      const { status } = runCommand(outer, [...args, '.'], { input: 'n\n' });
      expect([args, [0, 1].includes(status ?? 70), existsSync(witness)]).toEqual([args, true, false]);
    }
    expect(folders.map((folder) => read(folder, 'a.js'))).toEqual(folders.map(() => FIXED));
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
    const witnesses = temporaryFolder();
    const folder = repositoryWith(FILES);
    const programs = ['cp', 'git', 'setpriv'];
    for (const name of programs) {
      writeFiles(folder, { [`${bin}/${name}`]: `#!/bin/sh\ntouch ${join(witnesses, name)}\n` });
      chmodSync(join(folder, bin, name), 0o755);
    }
    const env = { PATH: `${bin === '.' ? '.' : join(folder, bin)}:${process.env['PATH'] ?? ''}` };
    runProgram(folder, 'sh', ['-c', programs.join(';')], { env });
    expect(namesBelow(witnesses)).toEqual(programs);
    programs.forEach((name) => {
      rmSync(join(witnesses, name));
    });
    expect(runCommand(folder, ['.'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(namesBelow(witnesses)).toEqual([]);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

describe("what Yarn's Plug'n'Play and a package's name bring to run", () => {
  it('is not run where it is in the tree', () => {
    const witnesses = temporaryFolder();
    const touchInNode = (name: string): string =>
      `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(join(witnesses, name))}, '');`;
    const flow = `// @flow\nconst port: ?number = null;\n${CLIENT}`;
    /** What is planted, and how Node.js is told to run it. */
    const plants: Readonly<Record<string, readonly [file: string, ...args: readonly string[]]>> = {
      babel: ['node_modules/@babel/parser/index.js', '-e', 'require("@babel/parser")'],
      jiti: ['node_modules/jiti/index.js', '-e', 'require("jiti")'],
      loader: ['.pnp.loader.mjs', '--import', './.pnp.loader.mjs', '-e', '0'],
      oxc: ['node_modules/oxc-parser/index.js', '-e', 'require("oxc-parser")'],
      pnp: ['.pnp.cjs', '-r', './.pnp.cjs', '-e', '0'],
      yarn: ['.yarn/releases/yarn.cjs', '.yarn/releases/yarn.cjs'],
    };
    const folder = folderWith({
      '.yarnrc.yml': 'nodeLinker: pnp\nyarnPath: .yarn/releases/yarn.cjs\n',
      'package.json': '{ "type": "commonjs", "packageManager": "yarn@4.0.0" }',
      'a.js': CLIENT,
      'b.js': flow,
    });
    for (const [name, [file, ...args]] of Object.entries(plants)) {
      writeFiles(folder, { [file]: touchInNode(name) });
      runProgram(folder, process.execPath, args);
    }
    expect(namesBelow(witnesses)).toEqual(Object.keys(plants));
    for (const name of Object.keys(plants)) {
      rmSync(join(witnesses, name));
    }
    for (const args of [['--check'], ['--diff'], []]) {
      runCommand(folder, [...args, '.']);
    }
    expect(namesBelow(witnesses)).toEqual([]);
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
    makeFifo(join(folder, '.gitattributes'), join(folder, 'endless'));
    expect(waits(folder, 'git', 'check-attr', 'text', 'a.js')).toBe(true);
    git(folder, 'config', 'core.attributesFile', join(folder, 'endless'));
    // What is committed says that the line ends are none of anybody's changes.
    expect(runCommand(folder, ['.'])).toMatchObject({ status: 0, stderr: '' });
    expect(read(folder, 'a.js')).toBe(FIXED.replaceAll('\n', '\r\n'));
  });
});

describe('a configuration that includes others', () => {
  it.each<readonly [string, string, (folder: string) => void]>([
    ['directly', '[include]\n\tpath = endless\n', () => undefined],
    [
      'on a condition, and by another one',
      '[includeIf "gitdir:**"]\n\tpath = "../fir\\\nst"\n',
      (folder) => {
        writeFiles(folder, { first: '[Include] Path = .git/endless' });
      },
    ],
  ])('does not have git wait for a FIFO: %s', (_, text, add) => {
    const folder = repositoryWith({ 'a.js': CLIENT });
    configure(folder, text);
    makeFifo(join(folder, '.git/endless'));
    add(folder);
    expect(waits(folder, 'git', 'status')).toBe(true);
    expect(runCommand(folder, ['.'])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining(`${join(folder, '.git/endless')} is no regular file`) as string,
    });
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('is heeded otherwise, also in a circle', () => {
    const folder = repositoryWith({ 'a.js': CLIENT });
    configure(folder, '[include]\n\tpath = more\n\tpath = nowhere\n');
    writeFiles(folder, {
      '.git/more': '[core]\n\tautocrlf = input\n[includeIf "onbranch:x"]\npath = config\n',
    });
    writeFiles(folder, { 'a.js': CLIENT.replaceAll('\n', '\r\n') });
    expect(runCommand(folder, ['.'])).toMatchObject({ status: 0, stderr: '' });
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
