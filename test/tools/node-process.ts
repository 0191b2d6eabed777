import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { compileLibrary, transpile } from './compiled-library.ts';

const TIMEOUT_MS = 25_000;
let folder: string | undefined;
let scripts = 0;

afterAll(() => {
  if (folder !== undefined) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Where and how {@link runForLines} runs a module. */
export interface RunOptions {
  /** A command in front of `node`, for instance strace with its arguments. */
  readonly wrapper?: readonly string[];
  /** Options of `node`. */
  readonly execArgv?: readonly string[];
  /** Arguments of the script. */
  readonly args?: readonly string[];
  /** Beside stdin, stdout and stderr: descriptors that the child finds from 3 on. */
  readonly inherit?: readonly number[];
}

/** Writes a module beside the compiled library; it can `import … from '../sockets/sockets/index.js'`. */
function writeScript(source: string): string {
  folder ??= compileLibrary();
  const script = join(folder, `script-${++scripts}.mjs`);
  writeFileSync(script, source);
  return script;
}

/**
 * Compiles a module of test/sockets for a process that runs it, or loads it first.
 * @returns where it is
 */
export function compileScript(name: string): string {
  return writeScript(transpile(readFileSync(join(import.meta.dirname, '../sockets', name), 'utf8')));
}

/** Runs a module in a child process and returns the last line of its output, parsed as JSON. */
export async function runScript(source: string, options: RunOptions = {}): Promise<unknown> {
  const lines = await runForLines(source, options);
  return JSON.parse(lines.at(-1) ?? '') as unknown;
}

/**
 * Runs a module in a child process and returns the lines of its output.
 * @throws when it fails, or takes longer than 25 s.
 */
export async function runForLines(source: string, options: RunOptions = {}): Promise<readonly string[]> {
  const { wrapper = [], execArgv = [], args = [], inherit = [] } = options;
  const [command = process.execPath, ...commandArgs] = [
    ...wrapper,
    process.execPath,
    ...execArgv,
    writeScript(source),
    ...args,
  ];
  const child = spawn(command, commandArgs, {
    stdio: ['ignore', 'pipe', 'pipe', ...inherit],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ending) => {
      resolve(ending);
    });
  });
  if (code !== 0) {
    throw new Error(`script ended with ${code ?? signal ?? '?'}:\n${errors}\n${output}`);
  }
  return output.trimEnd().split('\n');
}

/**
 * A command that runs another one in a network namespace of its own, with nothing but loopback: nobody else takes ports there.
 * @param setup Shell commands to run first.
 */
export function inNamespace(setup = 'true'): readonly string[] {
  return ['unshare', '-Urn', 'sh', '-c', `ip link set lo up && ${setup} && exec "$0" "$@"`];
}

/**
 * Runs a module in a network of its own. Linux must be able to; elsewhere there is no such thing, and the result is undefined.
 * @param setup Shell commands to run first.
 */
export async function runInNamespace(
  script: string,
  setup?: string,
  options: RunOptions = {},
): Promise<unknown> {
  if (hasNamespaces()) {
    return runScript(script, { ...options, wrapper: inNamespace(setup) });
  }
  if (process.platform === 'linux') {
    throw new Error('unshare -Urn must work on Linux');
  }
  return undefined;
}

/** Whether this machine can make such a namespace. */
export function hasNamespaces(): boolean {
  return spawnSync('unshare', ['-Urn', 'true']).status === 0;
}
