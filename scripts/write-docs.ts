// Writes the parts of the documentation that come from the data, and the report of the lab and the plot of the codemod's
// benchmark from their results. Run by `npm run docs`, after a build.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SOCKET_APIS } from '../analysis/apis/index.ts';
import { SETTINGS_SCHEMA } from '../analysis/apis/validate.ts';
import { AUDIT_OPTIONS } from '../codemods/cli/audit/audit-options.ts';
import { createOptionTable } from '../codemods/cli/options/help.ts';
import { RUN_OPTIONS } from '../codemods/cli/options/run-options.ts';
import { drawComparison } from '../evidence/bench/codemod/chart.ts';
import type { Compared } from '../evidence/bench/codemod/chart.ts';
import { writeReport } from '../evidence/lab/report-files.ts';
import type { Results } from '../evidence/lab/results.ts';
import { insertApiTable, insertTable } from './api-table.ts';
import { PROJECT } from './project.ts';

const page = join(PROJECT, 'docs/rules/no-client-reuse-address.md');
writeFileSync(page, insertApiTable(readFileSync(page, 'utf8'), SOCKET_APIS));

const commandPage = join(PROJECT, 'docs/codemods/remove-client-reuse-address.md');
writeFileSync(commandPage, insertTable(readFileSync(commandPage, 'utf8'), createOptionTable(RUN_OPTIONS)));
const auditPage = join(PROJECT, 'docs/dependencies.md');
writeFileSync(auditPage, insertTable(readFileSync(auditPage, 'utf8'), createOptionTable(AUDIT_OPTIONS)));

const schema = join(PROJECT, 'docs/settings.schema.json');
const head = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'settings.sockets of eslint-plugin-sockets',
};
writeFileSync(schema, JSON.stringify({ ...head, ...SETTINGS_SCHEMA }, undefined, 2));
for (const path of [page, commandPage, auditPage, schema]) {
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', path], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
}

const report = join(PROJECT, 'evidence/lab/report');
await writeReport(report, JSON.parse(readFileSync(join(report, 'results.json'), 'utf8')) as Results);

const bench = join(PROJECT, 'evidence/bench/results');
const { compared, corpus } = JSON.parse(readFileSync(join(bench, 'codemod.json'), 'utf8')) as {
  readonly compared: readonly Compared[];
  readonly corpus: { readonly files: number };
};
writeFileSync(join(bench, 'codemod.svg'), await drawComparison(compared, corpus.files));
