import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLIENT, writeFiles } from '../tools/consumer-files.ts';
import { createFolder, packProject, removeFolder, run, succeed } from '../tools/packed-project.ts';
import type { Outcome } from '../tools/packed-project.ts';

// The registries and the package managers take their time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 });

const DEPENDENCY = 'lan-network';
/** A version with a client: see `evidence/accuracy`. */
const VERSION = '0.2.1';

const PNPM = ['--yes', 'pnpm@10.34.8'];
const CLASSIC_YARN = ['--yes', 'yarn@1.22.22'];
const YARN = ['--yes', '--package', '@yarnpkg/cli-dist@4.18.1', 'yarn'];
/** No package of these projects has a script to run. */
const YARN_SETTINGS = 'enableScripts: false\nenableTelemetry: false\nenableGlobalCache: true\n';

/** A way to have packages. Each command line is one of `npx`, where it does not start with `npm`. */
interface Manager {
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly string[];
  /** What runs a program of an installed package. */
  readonly execute: readonly string[];
  /** Uses the patch that `audit --patch` wrote, as it says. */
  readonly applyPatch: (folder: string, said: string) => void;
}

const PATCH_PACKAGE = ['--yes', 'patch-package@8.0.1'];

function addResolutions(folder: string, said: string): void {
  const manifest = join(folder, 'package.json');
  const { resolutions } = JSON.parse(`{${/"resolutions": \{[^}]*\}/.exec(said)?.[0] ?? ''}}`) as {
    readonly resolutions: object;
  };
  const settings = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...settings, resolutions }));
  succeed(folder, 'npx', [...YARN, 'install', '--no-immutable']);
}

const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    files: {},
    install: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
    execute: ['npm', 'exec', '--'],
    applyPatch: (folder) => succeed(folder, 'npx', PATCH_PACKAGE),
  },
  pnpm: {
    files: { 'pnpm-workspace.yaml': 'packages: []\n' },
    install: [...PNPM, 'install', '--prefer-offline', '--no-frozen-lockfile'],
    execute: [...PNPM, 'exec'],
    applyPatch: (folder, said) => {
      appendFileSync(
        join(folder, 'pnpm-workspace.yaml'),
        /^patchedDependencies:\n(?: {2}.*\n)+/m.exec(said)?.[0] ?? '',
      );
      succeed(folder, 'npx', [...PNPM, 'install', '--no-frozen-lockfile']);
    },
  },
  'classic yarn': {
    files: { 'yarn.lock': '' },
    install: [...CLASSIC_YARN, 'install'],
    execute: [...CLASSIC_YARN, '--silent'],
    applyPatch: (folder) => succeed(folder, 'npx', PATCH_PACKAGE),
  },
  'yarn with node_modules': {
    files: { 'yarn.lock': '', '.yarnrc.yml': `nodeLinker: node-modules\n${YARN_SETTINGS}` },
    install: [...YARN, 'install', '--no-immutable'],
    execute: YARN,
    applyPatch: addResolutions,
  },
  "yarn's Plug'n'Play": {
    files: { 'yarn.lock': '', '.yarnrc.yml': `nodeLinker: pnp\n${YARN_SETTINGS}` },
    install: [...YARN, 'install', '--no-immutable'],
    execute: YARN,
    applyPatch: addResolutions,
  },
};

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = createFolder();
  tarball = packProject(folder);
});

afterAll(() => {
  removeFolder(folder);
});

function call(project: string, [command = '', ...parameters]: readonly string[]): Outcome {
  return command === 'npm'
    ? run(project, command, parameters)
    : run(project, 'npx', [command, ...parameters]);
}

describe.each(Object.entries(MANAGERS))(
  'a project of %s',
  (name, { files, install, execute, applyPatch }) => {
    let project: string;
    const runInstalled = (...parameters: readonly string[]): Outcome =>
      call(project, [...execute, ...parameters]);

    beforeAll(() => {
      project = join(folder, name.replaceAll(/\W/g, '-'));
      writeFiles(project, {
        'package.json': JSON.stringify({
          name: 'consumer',
          version: '1.0.0',
          private: true,
          type: 'module',
          dependencies: {
            [DEPENDENCY]: VERSION,
            eslint: '10.15.0',
            'eslint-plugin-sockets': `file:${tarball}`,
          },
        }),
        'eslint.config.js':
          "import sockets from 'eslint-plugin-sockets';\n\nexport default [sockets.configs.recommended];\n",
        'client.js': CLIENT.source,
        ...files,
      });
      const installed = call(project, install);
      expect(installed.status, installed.stdout + installed.stderr).toBe(0);
    });

    it('lints by the rule', () => {
      const { status, stdout } = runInstalled('eslint', 'client.js');

      expect(status, stdout).toBe(1);
      expect(stdout).toContain(`${CLIENT.line}:${CLIENT.column}`);
    });

    it('is warned by the guard', () => {
      const { status, stderr } = runInstalled('node', '--import', 'eslint-plugin-sockets/guard', 'client.js');

      expect(status, stderr).toBe(0);
      expect(stderr).toContain(`SOCKETS_CLIENT_REUSE`);
      expect(stderr).toContain(join(project, `client.js:${CLIENT.line}:`));
    });

    it('is audited, and has no client once the patch is applied as it is said', () => {
      const before = runInstalled('sockets-codemod', 'audit', '--patch');
      expect(before.status, before.stderr).toBe(1);
      expect(before.stdout).toContain(`${DEPENDENCY}@${VERSION}\n`);

      applyPatch(project, before.stdout);

      const after = runInstalled('sockets-codemod', 'audit');
      expect(after.status, after.stdout + after.stderr + readdirSync(project).join('\n')).toBe(0);
    });
  },
);
