/**
 * Modules and globals whose calls do not read the options at all, so that there is nothing to decide: `net.connect()`,
 * `http.request()`, `Deno.connect()` and their like (run under strace on Node.js 20 and 26, Bun 1.4.4, Deno 2.9.6).
 *
 * Their listeners do (`server.listen({ reusePort })`), which is where the option belongs.
 */
export const MODULES_WITHOUT_EFFECT: readonly string[] = ['net', 'tls', 'http', 'https', 'http2'].flatMap(
  (name) => [name, `node:${name}`],
);

/** Globals of which the same is true, with the modules that have the same calls. */
export const GLOBALS_WITHOUT_EFFECT: readonly string[] = [
  'global:Deno',
  'global:Bun',
  'global:tjs',
  'bun',
  'chrome-dgram',
  'react-native-udp',
];
