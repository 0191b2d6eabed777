import {
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  folderWith,
  makeFifo,
  namesBelow,
  read,
  runCommand,
  runProgram,
  waits,
} from '../../../tools/built-command.ts';
import { folderWithClient, manifest } from './installed-tree.ts';

/** A project with one package, which has a client. */
function projectWith(fields: object, dependency: string): string {
  return folderWith({
    'package.json': manifest('app', '1.0.0', { dependencies: { dep: '*' }, ...fields }),
    'node_modules/dep/package.json': dependency,
    'node_modules/dep/index.js': CLIENT,
  });
}

describe('a patch', () => {
  it('is not written where a link leads, which plain writing follows', () => {
    const outside = folderWith({});
    const folder = projectWith({}, manifest('dep', '1.0.0'));
    symlinkSync(outside, join(folder, 'patches'));
    writeFileSync(join(folder, 'patches/control'), '');
    expect(namesBelow(outside)).toEqual(['control']);

    const { status, stderr } = runCommand(folder, ['audit', '--patch']);

    expect([status, stderr]).toEqual([3, expect.stringMatching(/^no patch for dep: .*link/)]);
    expect(namesBelow(outside)).toEqual(['control']);
  });

  it('is not led out by a name or a version', () => {
    const folder = projectWith({}, manifest('../../x', '../../../../outside'));
    writeFileSync(join(folder, 'pnpm-lock.yaml'), '');
    // The control: that is where the parts would lead.
    expect(join('app/patches', 'dep@../../../../outside.patch')).toBe('outside.patch');

    expect(runCommand(folder, ['audit', '--patch']).stdout).toContain('patches/dep@0.0.0.patch');

    expect(namesBelow(join(folder, 'patches'))).toEqual(['dep@0.0.0.patch']);
  });

  it('waits for no lockfile that is a FIFO', () => {
    const folder = projectWith({}, manifest('dep', '1.0.0'));
    makeFifo(join(folder, 'yarn.lock'));
    expect(waits(folder, 'cat', 'yarn.lock')).toBe(true);

    const { status, stderr } = runCommand(folder, ['audit', '--patch']);

    expect([status, stderr]).toEqual([3, expect.stringContaining('yarn.lock: is no regular file')]);
  });
});

describe('an audit', () => {
  it('reads nothing outside of the project, where Node.js would', () => {
    const outside = folderWith({
      'member/package.json': manifest('member', '1.0.0', { dependencies: { inner: '*' } }),
      'member/node_modules/inner/package.json': manifest('inner', '1.0.0'),
      'member/node_modules/inner/index.js': CLIENT,
      'linked/package.json': manifest('dep', '1.0.0'),
      'linked/private.js': CLIENT,
    });
    const folder = projectWith({ workspaces: ['../member', 'packages/*'] }, manifest('dep', '1.0.0'));
    rmSync(join(folder, 'node_modules/dep'), { recursive: true });
    symlinkSync(join(outside, 'linked'), join(folder, 'node_modules/dep'));
    mkdirSync(join(folder, 'packages'));
    symlinkSync(join(outside, 'member'), join(folder, 'packages/member'));
    const { resolve } = createRequire(join(folder, 'index.js'));
    expect(resolve('dep/private.js')).toBe(realpathSync(join(outside, 'linked/private.js')));

    const { status, stdout, stderr } = runCommand(folder, ['audit']);

    expect([status, stdout]).toEqual([
      3,
      '0 clients with the option in 0 packages; searched 0 files of 0 packages.\n',
    ]);
    expect(stderr).toMatch(
      /^not searched: dep: a link leads outside .*\nnot searched: workspaces: \.\.\/member: .*\n$/,
    );
  });

  it('ends, whatever patterns a workspace has', () => {
    const stars = `${'*a'.repeat(24)}b`;
    const folder = projectWith({ workspaces: [stars, `${'**/'.repeat(14)}b`] }, manifest('dep', '1.0.0'));
    const name = 'a'.repeat(200);
    mkdirSync(join(folder, name, ...Array.from({ length: 40 }, () => 'd')), { recursive: true });
    // The control: as a regular expression it takes longer than anybody waits.
    const script = `/^${stars.replaceAll('*', '.*')}$/.test('${name}')`;
    expect(waits(folder, process.execPath, '-e', script)).toBe(true);

    expect(runCommand(folder, ['audit']).status).toBe(1);
  });

  it('names what it cannot read, and searches the rest', () => {
    const folder = projectWith({}, 'no json');
    const huge = join(folder, 'node_modules/dep/huge.js');
    writeFileSync(huge, '');
    truncateSync(huge, 8 * 2 ** 40);
    makeFifo(join(folder, 'pnpm-workspace.yaml'));
    expect(waits(folder, 'cat', 'pnpm-workspace.yaml')).toBe(true);
    expect(() => readFileSync(huge)).toThrow('is greater than');

    const { status, stdout, stderr } = runCommand(folder, ['audit']);

    expect(status).toBe(3);
    expect(stdout).toMatch(/^dep@0\.0\.0\n {2}index\.js:1:57/);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^not searched: .*dep\/package\.json: is no JSON$/),
      expect.stringMatching(/^not searched: .*pnpm-workspace\.yaml: is no regular file$/),
      'not searched: dep@0.0.0: huge.js: is larger than 512 MiB',
      '',
    ]);
  });

  it('overwrites no file that is no report of an audit', () => {
    const folder = folderWithClient();
    // The control: a shell does.
    writeFileSync(join(folder, 'control.js'), CLIENT);
    expect(runProgram(folder, 'sh', ['-c', 'echo report > control.js; cat control.js']).stdout).toBe(
      'report\n',
    );
    writeFileSync(join(folder, 'mine.js'), CLIENT);

    for (const option of ['--json', '--sarif']) {
      expect(runCommand(folder, ['audit', `${option}=mine.js`]).status).toBe(3);
      expect(runCommand(folder, ['audit', `${option}=report`]).status).toBe(1);
      expect(runCommand(folder, ['audit', `${option}=report`]).status).toBe(1);
      rmSync(join(folder, 'report'));
    }
    expect(read(folder, 'mine.js')).toBe(CLIENT);
  });
});
