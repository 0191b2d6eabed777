import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { writeFiles } from './consumer-files.ts';

/** The project's own folder. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** The command as users run it. */
export const COMMAND = join(PROJECT, 'dist/bundle/sockets-codemod.cjs');

if (!existsSync(COMMAND)) {
  throw new Error(`${COMMAND} does not exist: these tests need \`npm run build\`.`);
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command gets beside its arguments. */
export interface Surroundings {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Records to undo runs with go to where the tests are cleaned up, and not to the developer's own. */
const HOME_FOLDER = mkdtempSync(join(realpathSync(tmpdir()), 'sockets-codemod-home-'));
process.once('exit', () => {
  rmSync(HOME_FOLDER, { recursive: true, force: true });
});

/** Neither the developer's colours nor their git configuration. */
const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  HOME: HOME_FOLDER,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** Runs `sockets-codemod` in a folder, to its end. */
export function runCommand(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: Surroundings = {},
): Ended {
  return runProgram(cwd, process.execPath, [COMMAND, ...args], { input, env });
}

/** Runs a program in a folder, to its end. */
export function runProgram(
  cwd: string,
  program: string,
  args: readonly string[],
  { input = '', env = {} }: Surroundings = {},
): Ended {
  const ended = spawnSync(program, args, {
    cwd,
    input,
    env: { ...ENVIRONMENT, ...env },
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (ended.error !== undefined) {
    throw ended.error;
  }
  return { status: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

/** Whether a program waits for what never comes: the control of what must not wait for it. */
export function waits(cwd: string, program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd, env: ENVIRONMENT, timeout: 300 }).signal === 'SIGTERM';
}

/** Makes FIFOs, to which nobody writes. */
export function makeFifo(...paths: readonly string[]): void {
  expect(spawnSync('mkfifo', paths).status).toBe(0);
}

/** Runs `sockets-codemod`, for the bytes on its standard output. */
export function runCommandForBytes(cwd: string, args: readonly string[], input: Buffer): Buffer {
  return spawnSync(process.execPath, [COMMAND, ...args], { cwd, input, env: ENVIRONMENT }).stdout;
}

/** Starts `sockets-codemod` in a folder. */
export function startCommand(cwd: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [COMMAND, ...args], { cwd, env: ENVIRONMENT, stdio: 'pipe' });
}

/** Runs git in a folder; the test fails when git does. */
export function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = runProgram(cwd, 'git', args);
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'sockets-codemod-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A temporary folder with these files. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

/** The same, all committed. */
export function repositoryWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = folderWith(files);
  git(folder, 'init', '-q');
  commitAll(folder);
  return folder;
}

/** Commits whatever is there. */
export function commitAll(folder: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'state');
}

/** A file's contents as text. */
export function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** Every name below a folder, git's own files left out. */
export function namesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== '.git' && !name.startsWith('.git/'))
    .sort();
}

/** A client before. */
export const CLIENT =
  "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\ns.send('x', 53);\n";

/** The same after. */
export const FIXED = "const s = require('dgram').createSocket({ type: 'udp4' });\ns.send('x', 53);\n";

/** A listener. */
export const LISTENER =
  "const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\ns.bind(5353);\n";

/** A socket that the file alone cannot judge. */
export const UNDECIDED =
  "module.exports = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\n";

/** A client with an option that stays. */
export const LEFT =
  "const o = { type: 'udp4', reuseAddr: true };\nconst d = require('dgram');\n" +
  "d.createSocket(o).send('x', 53);\nd.createSocket(o).bind(5353);\n";

/** A socket that is a client in one call, and a listener in another. */
export const MIXED = `const d = require('dgram');
function open(port) {
  const s = d.createSocket({ type: 'udp4', reuseAddr: true });
  s.bind(port);
  s.send('x', 53);
}
open(0);
open(5353);
`;

/** No program. */
export const BROKEN = 'const s = {\n  reuseAddr: tr ue };\n';
