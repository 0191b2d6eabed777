#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// V8 11, in Node.js 20, has no compiler between its quickest and its best one, which starts so early that a short run pays for
// it, and does not live to gain from it: wait four times as long. Later versions of V8 do not know this option.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--interrupt-budget=300000');
}
void start();

async function start(): Promise<void> {
  // Apart from this file: what is in it is loaded by others too, and this file starts the command.
  const { main } = await import('./main.ts');
  const exitCode = await main(process.argv.slice(2));
  if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) {
    // Taking the heap and the threads apart would take as long as reading 3000 files.
    process.exit(exitCode);
  }
  process.exitCode = exitCode;
}
