/** Node's own modules; of those with further names behind a slash, the part before it. */
export const NODE_MODULES: ReadonlySet<string> = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl ' +
    'stream string_decoder test timers tls tty url util v8 vm worker_threads zlib'
  ).split(' '),
);

/** Modules of assertions and logs. Their functions look at their arguments, and neither keep nor bind any. */
export const OBSERVING: ReadonlySet<string> = new Set([
  'assert',
  'console',
  '@jest/globals',
  'chai',
  'expect',
  'vitest',
]);

/** Electron's ways to a module. */
const ELECTRON: ReadonlySet<string> = new Set(['electron', '@electron/remote']);

/** What stands behind the slash in names of Node's own modules; empty for a package with the name of one (`buffer/`). */
const NODE_PARTS: ReadonlySet<string> = new Set([
  '',
  'consumers',
  'posix',
  'promises',
  'reporters',
  'strict',
  'types',
  'web',
  'win32',
]);

/** `fs` for `node:fs`, `fs/promises` and the like. Any other name just loses its `node:`: `net/link` is a package's. */
export function getRoot(name: string): string {
  const plain = name.replace(/^node:/u, '');
  const [root = plain, ...parts] = plain.split('/');
  return NODE_MODULES.has(root) && NODE_PARTS.has(parts.join('/')) ? root : plain;
}

/** A name of a module of Node's own without `node:`, so that both its names are one. Not `node:test`: `test` is a package. */
export function getShortName(name: string): string {
  const short = name.replace(/^node:/u, '');
  const root = getRoot(short);
  return NODE_MODULES.has(root) && root !== 'test' ? short : name;
}

/** Whether a module is one of which the analysis knows what its functions do with values. */
export function isKnownModule(name: string): boolean {
  return NODE_MODULES.has(getRoot(name)) || OBSERVING.has(name) || ELECTRON.has(name);
}

/** Whether something in a module gives other modules: `createRequire`, `remote.require`, `vi.importActual`. */
export function givesModules(name: string): boolean {
  return (
    ELECTRON.has(name) ||
    getRoot(name) === 'module' ||
    getRoot(name) === 'process' ||
    name === 'vitest' ||
    name === '@jest/globals'
  );
}
