import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  CLIENT,
  FIXED,
  folderWith,
  read,
  runCommand,
  runCommandForBytes,
} from '../../tools/built-command.ts';

describe('--stdin', () => {
  it('writes the result', () => {
    expect(runCommand(folderWith({}), ['--stdin', '--stdin-filepath', 'a.ts'], { input: CLIENT })).toEqual({
      status: 0,
      stdout: FIXED,
      stderr: '',
    });
  });

  it('writes the same bytes when there is nothing to do', () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x2f, 0x2f, 0xff, 0xfe, 0x00, 0x0d, 0x0a]);
    expect(runCommandForBytes(folderWith({}), ['--stdin'], bytes)).toEqual(bytes);
  });

  it('writes the source itself when it is no program, and says where', () => {
    const { status, stdout, stderr } = runCommand(folderWith({}), ['--stdin'], { input: BROKEN });
    expect({ status, stdout }).toEqual({ status: 3, stdout: BROKEN });
    expect(stderr).toMatch(/^stdin\.js:2:\d+: error: /);
  });

  it('reads the language off the name', () => {
    const input = `const x = <any>1;\n${CLIENT}`;
    const run = (name: string): unknown =>
      runCommand(folderWith({}), ['--stdin', '--stdin-filepath', name], { input });
    expect(run('a/b.ts')).toMatchObject({ status: 0, stdout: `const x = <any>1;\n${FIXED}` });
    expect(run('a/b.tsx')).toMatchObject({ status: 3 });
  });

  it('checks and shows a diff', () => {
    const folder = folderWith({});
    expect(runCommand(folder, ['--stdin', '--check'], { input: CLIENT }).status).toBe(1);
    expect(runCommand(folder, ['--stdin', '--diff'], { input: CLIENT }).stdout).toMatch(
      /^--- a\/stdin\.js\n/,
    );
  });
});

describe('--interactive', () => {
  const run = (
    input: string,
  ): { readonly folder: string; readonly stdout: string; readonly status: number | null } => {
    const folder = folderWith({ 'a.js': `{ ${CLIENT} } { ${CLIENT} }`, 'b.js': CLIENT });
    return { folder, ...runCommand(folder, ['--interactive'], { input }) };
  };

  it('makes the changes that are wanted', () => {
    const { folder, stdout, status } = run('n\nwhat\ny\ny\n');
    expect(read(folder, 'a.js')).toBe(`{ ${CLIENT} } { ${FIXED} }`);
    expect(read(folder, 'b.js')).toBe(FIXED);
    expect(stdout).toContain('(1/3) Make this change [y,n,a,q,?]? ');
    expect(stdout).toContain('y - make this change\n');
    expect(stdout).toContain('you chose to keep it');
    expect(status).toBe(0);
  });

  it('makes all that follow with a', () => {
    const { folder } = run('n\na\n');
    expect(read(folder, 'a.js')).toBe(`{ ${CLIENT} } { ${FIXED} }`);
    expect(read(folder, 'b.js')).toBe(FIXED);
  });

  it.each([['y\nq\n'], ['y\n']])('makes none that follows q or the end of the answers: %j', (input) => {
    const { folder } = run(input);
    expect(read(folder, 'a.js')).toBe(`{ ${FIXED} } { ${CLIENT} }`);
    expect(read(folder, 'b.js')).toBe(CLIENT);
  });

  it('shows each change as a diff of its own', () => {
    const { stdout } = run('n\nn\nn\n');
    expect(stdout.match(/^--- a\//gm)).toHaveLength(3);
    expect(stdout.match(/^@@/gm)).toHaveLength(3);
  });
});
