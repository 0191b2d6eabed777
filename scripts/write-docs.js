// @ts-check
// Writes the parts of the documentation that come from the data. Run by `npm run docs`, after a build.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { SOCKET_APIS } from '../dist/analysis/apis/index.js';
import { insertApiTable } from './api-table.js';

const page = new URL('../docs/rules/no-client-reuse-address.md', import.meta.url);
writeFileSync(page, insertApiTable(readFileSync(page, 'utf8'), SOCKET_APIS));
execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', page.pathname], {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
});
