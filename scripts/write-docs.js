// @ts-check
// Writes the parts of the documentation that come from the data. Run by `npm run docs`, after a build.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { SOCKET_APIS } from '../dist/analysis/apis/index.js';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { insertApiTable, insertTable } from './api-table.js';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const page = new URL('../docs/rules/no-client-reuse-address.md', import.meta.url);
writeFileSync(page, insertApiTable(readFileSync(page, 'utf8'), SOCKET_APIS));

// The options are in the bundle of the command, from which nothing can be imported.
const bundle = await rolldown({ input: 'codemods/cli/options/help.ts', cwd: PROJECT });
const { output } = await bundle.generate({ format: 'esm' });
const { optionTable } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
const commandPage = new URL('../docs/codemods/remove-client-reuse-address.md', import.meta.url);
writeFileSync(commandPage, insertTable(readFileSync(commandPage, 'utf8'), optionTable()));
for (const { pathname } of [page, commandPage]) {
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', pathname], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
}
