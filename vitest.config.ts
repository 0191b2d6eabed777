import { defineConfig } from 'vitest/config';

/** The fixtures of the rules: on every parser, and by both front ends. */
const FIXTURES = [
  'test/analysis/apis.test.ts',
  'test/fixtures/**/*.test.ts',
  'test/parity/**/*.test.ts',
  'test/rules/**/*.test.ts',
];

/**
 * What answers in half a minute, and needs nothing built: parts of the program, in this process, without the few that take
 * longest.
 */
const UNIT = [
  'test/analysis/!(apis|limits).test.ts',
  'test/analysis/findings/!(exclusive-bind|exhausted-program|types).test.ts',
  'test/analysis/{dataflow,program,sockets}/*.test.ts',
  'test/evidence/lab/formulas/!(occupancy).test.ts',
  'test/evidence/lab/simulator/!(bsd).test.ts',
  'test/evidence/lab/!(report|run).test.ts',
  'test/projects/*.test.ts',
  'test/sockets/{address,validation}.test.ts',
];

/** What computes for long, in one process: it loses nothing beside others. */
const GENERATED = [
  'test/analysis/findings/{exclusive-bind,exhausted-program,types}.test.ts',
  'test/property/{any-text,bundled-projects,edited-tokens,moved-declarations,remove-client-reuse-address,transformations}.test.ts',
  'test/robustness/{accuracy,installed-files,pathological}.test.ts',
  'test/soundness/{dgram-stand-in,soundness,projects}.test.ts',
];

/** What installs the packed package, and works in folders of its own: two at a time do not disturb each other. */
const PACKED = [
  'test/package/{linters,real-packages,types}.test.ts',
  'test/examples/{code-scanning,many-repositories,workspaces}.test.ts',
];

/** What asks the registry for five package managers: run by `npm run test:managers` alone. */
const MANAGERS = ['test/package/package-managers.test.ts'];

/** What runs the built command, in folders of its own, and asks for what it prints and writes. */
const COMMAND = [
  'test/contributing.test.ts',
  'test/codemods/transform.test.ts',
  'test/codemods/cli/audit/{audit,hostile-projects,plug-n-play}.test.ts',
  'test/codemods/cli/{bytes-outside-edits,command,component-files,config,explain,file-choice,outputs,reports,sarif}.test.ts',
  'test/codemods/cli/{exchanged-folders,git-guard,hostile-paths,hostile-repositories,hostile-sources,undo}.test.ts',
  'test/docs/code-blocks.test.ts',
  'test/package/exports.test.ts',
  'test/robustness/{candidate-files,torture}.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/tools/run-folder.ts'],
    // Package tests run npm in a temporary folder.
    testTimeout: 30_000,
    hookTimeout: 180_000,
    // Only what runs in the process of the tests is counted. So most attacks on the library are not; and the guard and most of
    // the command run in processes that the tests start, from what is built: counted, they would look as if no test ran them.
    coverage: {
      include: ['analysis/**', 'codemods/**', 'projects/**', 'rules/**', 'sockets/**'],
      // What is built holds a second copy of `sockets/` and `codemods/`, which would be counted as sources of their own.
      exclude: ['codemods/cli/**', '.cache/**', 'dist/**', 'test/**'],
      reporter: ['text', 'html'],
    },
    projects: [
      // They share one process each, since most of their time is spent on loading the analysis.
      { extends: true, test: { name: 'unit', include: UNIT, isolate: false } },
      { extends: true, test: { name: 'fixtures', include: FIXTURES } },
      { extends: true, test: { name: 'generated', include: GENERATED } },
      { extends: true, test: { name: 'packed', include: PACKED } },
      { extends: true, test: { name: 'command', include: COMMAND } },
      { extends: true, test: { name: 'managers', include: MANAGERS } },
      // All else: processes, sockets, the packed package. One file at a time, since some of them wait for the clock.
      {
        extends: true,
        test: {
          name: 'slow',
          fileParallelism: false,
          include: ['test/**/*.test.ts'],
          exclude: [...UNIT, ...FIXTURES, ...GENERATED, ...PACKED, ...COMMAND, ...MANAGERS],
        },
      },
    ],
  },
});
