// Writes the parts of the documentation that come from the data. Run by `npm run docs`, after a build.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOCKET_APIS } from '../analysis/apis/index.ts';
import { SETTINGS_SCHEMA } from '../analysis/apis/validate.ts';
import { rolldown } from 'rolldown';
import { insertApiTable, insertTable } from './api-table.ts';
import { PROJECT } from './project.ts';

const page = join(PROJECT, 'docs/rules/no-client-reuse-address.md');
writeFileSync(page, insertApiTable(readFileSync(page, 'utf8'), SOCKET_APIS));

// The options are in the bundle of the command, from which nothing can be imported.
const bundle = await rolldown({ input: 'codemods/cli/options/help.ts', cwd: PROJECT, platform: 'node' });
const { output } = await bundle.generate({ format: 'esm' });
const { optionTable } = (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)) as {
  optionTable: () => string;
};
const commandPage = join(PROJECT, 'docs/codemods/remove-client-reuse-address.md');
writeFileSync(commandPage, insertTable(readFileSync(commandPage, 'utf8'), optionTable()));

const schema = join(PROJECT, 'docs/settings.schema.json');
const head = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'settings.sockets of eslint-plugin-sockets',
};
writeFileSync(schema, JSON.stringify({ ...head, ...SETTINGS_SCHEMA }, undefined, 2));
for (const path of [page, commandPage, schema]) {
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', path], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
}
