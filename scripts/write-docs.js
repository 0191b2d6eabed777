// Writes the parts of the documentation that come from the data. Run by `npm run docs`, after a build.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { SOCKET_APIS } from '../.cache/compiled/analysis/apis/index.js';
import { SETTINGS_SCHEMA } from '../.cache/compiled/analysis/apis/validate.js';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { insertApiTable, insertTable } from './api-table.js';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

const page = new URL('../docs/rules/no-client-reuse-address.md', import.meta.url);
writeFileSync(page, insertApiTable(readFileSync(page, 'utf8'), SOCKET_APIS));

// The options are in the bundle of the command, from which nothing can be imported.
const bundle = await rolldown({ input: 'codemods/cli/options/help.ts', cwd: PROJECT, platform: 'node' });
const { output } = await bundle.generate({ format: 'esm' });
const { optionTable } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
const commandPage = new URL('../docs/codemods/remove-client-reuse-address.md', import.meta.url);
writeFileSync(commandPage, insertTable(readFileSync(commandPage, 'utf8'), optionTable()));

const schema = new URL('../docs/settings.schema.json', import.meta.url);
const head = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'settings.sockets of eslint-plugin-sockets',
};
writeFileSync(schema, JSON.stringify({ ...head, ...SETTINGS_SCHEMA }, undefined, 2));
for (const { pathname } of [page, commandPage, schema]) {
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', pathname], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
}
