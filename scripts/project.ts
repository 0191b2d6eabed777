import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of this project. It is found by the name of the package, since a file that is compiled stands deeper in it than its
 * source, which tests import.
 */
export const PROJECT: string = dirname(
  createRequire(import.meta.url).resolve('eslint-plugin-sockets/package.json'),
);
