import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { PROJECT, succeed, run } from '../tools/packed-project.ts';
import type { Outcome } from '../tools/packed-project.ts';

/** The name of this package. */
export const PACKAGE = 'eslint-plugin-sockets';

/** What git needs to commit, whoever runs the tests, and nothing else of theirs. */
export const GIT_VARIABLES = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
} as const;

/**
 * Copies an example, so that it takes this package from a tarball instead of the registry.
 *
 * @param example its folder, from the project's
 * @param folder where the copy goes
 * @param tarball the packed project
 * @returns the copy's folder
 */
export function copyExample(example: string, folder: string, tarball: string): string {
  const copy = join(folder, basename(example));
  cpSync(join(PROJECT, example), copy, {
    recursive: true,
    filter: (path) => !/^(?:node_modules|package-lock\.json|\.nx|\.turbo)$/.test(basename(path)),
  });
  const manifest = readFileSync(join(copy, 'package.json'), 'utf8');
  const pin = `"${PACKAGE}": "${readPackageVersion()}"`;
  expect(manifest).toContain(pin);
  writeFileSync(
    join(copy, 'package.json'),
    manifest.replace(pin, `"${PACKAGE}": ${JSON.stringify(`file:${tarball}`)}`),
  );
  return copy;
}

/**
 * @returns the version of this package, which the examples name
 */
export function readPackageVersion(): string {
  return (JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * Runs commands as a person would who pastes them into a shell, up to the first that fails.
 *
 * @param folder the working folder
 * @param commands a script
 * @param variables what is set in its environment
 * @returns what it left
 */
export function runInShell(
  folder: string,
  commands: string,
  variables: Readonly<Record<string, string>> = {},
): Outcome {
  return run(folder, 'bash', ['-e', '-c', commands], { ...GIT_VARIABLES, ...variables });
}

/**
 * Makes a folder a git repository with everything committed, or commits what has changed there.
 *
 * @param folder the work tree
 */
export function commitAll(folder: string): void {
  for (const command of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message=state'],
  ]) {
    succeed(folder, 'git', command, GIT_VARIABLES);
  }
}
