// The guard, which `node --import eslint-plugin-sockets/guard` loads before the program.
import { syncBuiltinESMExports } from 'node:module';
import { watchConnections } from './connections.ts';
import { DatagramSockets } from './datagram-sockets.ts';
import { Findings } from './findings.ts';
import { readSettings } from './settings.ts';

/** Set in a thread that has a guard, also one from another copy of this package. */
const INSTALLED = Symbol.for('eslint-plugin-sockets/guard');

const settings = readSettings(process.env);
if (settings.mode !== 'off' && !(INSTALLED in globalThis)) {
  Object.defineProperty(globalThis, INSTALLED, { value: true });
  const findings = new Findings(settings);
  new DatagramSockets(findings).watch();
  if (settings.isTcpWatched) {
    watchConnections(findings);
  }
  // What ES modules import of a built-in module by name is a copy.
  syncBuiltinESMExports();
}
