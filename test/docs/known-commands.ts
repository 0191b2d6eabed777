import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PROJECT } from '../../scripts/project.ts';
import { succeed } from '../tools/packed-project.ts';

/** The commands of a block for a shell, a line each. */
export function toCommands(text: string): string[] {
  return text
    .replaceAll('\\\n', ' ')
    .split(/\n|&&/)
    .map((command) =>
      command
        .replace(/^\$ /, '')
        .replace(/\s+#.*$/, '')
        .trim(),
    )
    .filter((command) => command !== '' && !command.startsWith('#'));
}

/**
 * Expects that a command is one that a page may tell people to run: a script of the project, a package that it knows, a program
 * that a package brings with options that it knows.
 *
 * @param getFolder gives a folder in which the packages are installed
 */
export function expectKnownCommand(command: string, getFolder: () => string): void {
  const [program = '', ...words] = command.split(/\s+/);
  if (program === 'npm') {
    expectNpmCommand(words);
  } else if (program === 'git') {
    expect(words).not.toEqual([]);
  } else {
    expectPackageCommand(program === 'npx' ? words : [program, ...words], getFolder);
  }
}

function expectNpmCommand([verb = '', ...words]: readonly string[]): void {
  const { devDependencies, peerDependencies, scripts } = readManifest();
  if (verb === 'run') {
    expect(Object.keys(scripts)).toContain(words[0]);
  } else if (verb === 'start' || verb === 'test') {
    expect(Object.keys(scripts)).toContain(verb);
  } else {
    expect(['ci', 'i', 'install']).toContain(verb);
    const packages = words
      .filter((word) => !word.startsWith('-'))
      .map((word) => word.replace(/(?<=.)@.*/, ''));
    const known = [
      'eslint-plugin-sockets',
      ...Object.keys(devDependencies),
      ...Object.keys(peerDependencies),
    ];
    expect(packages.filter((name) => !known.includes(name))).toEqual([]);
  }
}

/** A program that a package brings, and options that its `--help` knows. */
function expectPackageCommand(words: readonly string[], getFolder: () => string): void {
  const [program = '', ...parameters] = words.filter(
    // The package that npx takes a program from.
    (word) => !['--yes', '-y', '--package', 'eslint-plugin-sockets'].includes(word),
  );
  const help = {
    'sockets-codemod': 'eslint-plugin-sockets/dist/bundle/sockets-codemod.cjs',
    eslint: 'eslint/bin/eslint.js',
    oxlint: 'oxlint/bin/oxlint',
    jscodeshift: 'jscodeshift/bin/jscodeshift.js',
  }[program];
  if (help === undefined) {
    throw new Error(`${program} is no program that a page may tell people to run.`);
  }

  const owner = program === 'jscodeshift' ? PROJECT : getFolder();
  const subcommand = program === 'sockets-codemod' && parameters[0] === 'audit' ? ['audit'] : [];
  const stdout = readHelp([join(owner, 'node_modules', help), ...subcommand], getFolder());
  for (const option of parameters.filter((word) => word.startsWith('-') && word !== '--')) {
    expect(stdout).toContain(option.replace(/=.*/, ''));
  }
  for (const path of parameters.filter((word) => word.startsWith('node_modules/'))) {
    expect(existsSync(join(getFolder(), path)), path).toBe(true);
  }
}

const helps = new Map<string, string>();

/** What a program says to `--help`; it is asked once. */
function readHelp(program: readonly string[], folder: string): string {
  const key = program.join(' ');
  const known = helps.get(key) ?? succeed(folder, process.execPath, [...program, '--help']).stdout;
  helps.set(key, known);
  return known;
}

function readManifest() {
  return JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
    scripts: Record<string, string>;
  };
}
