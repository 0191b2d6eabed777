#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

/** The oldest versions that `engines` in package.json names, by their first number; newer ones do, too. */
const OLDEST_MINOR = new Map([
  [20, 19],
  [22, 13],
]);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const oldest = OLDEST_MINOR.get(major) ?? (major >= 24 ? 0 : Infinity);
if (minor < oldest) {
  process.stderr.write(
    `sockets-codemod needs Node.js 20.19, 22.13, or 24 or later; this is ${process.version}.\n`,
  );
  process.exit(2);
}

// V8 11, in Node.js 20, has no compiler between its quickest and its best one, which starts so early that a short run pays for
// it, and does not live to gain from it: wait four times as long. Later versions of V8 do not know this option.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--interrupt-budget=300000');
}
// Whoever waits for something that never comes must not end with success.
process.exitCode = 70;
void start();

async function start(): Promise<void> {
  // Apart from this file: what is in it is loaded by others too, and this file starts the command.
  const { main } = await import('./main.ts');
  // Taking the heap and the threads apart would take as long as reading 3000 files.
  process.exit(await main(process.argv.slice(2)));
}
