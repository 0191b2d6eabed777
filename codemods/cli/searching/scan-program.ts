import { fileURLToPath } from 'node:url';

/** The program that the processes of a pool run, as it is built. */
export const SCAN_PROGRAM = fileURLToPath(new URL('../../../dist/bundle/scan-process.cjs', import.meta.url));
