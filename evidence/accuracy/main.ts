// Scores the rule and the codemod on labelled real code. Run by `npm run accuracy`, after a build:
//   npm run accuracy                          labels of code at npm, which is downloaded
//   npm run accuracy -- --checkouts DIR       also labels of code at GitHub: DIR/owner_name_commit for each repository
//   npm run accuracy -- --labels FILE         other labels
// The exit code is 1 when a listener or an unknown is reported, a client is missed, or an edit loses more than the option.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plugin from 'eslint-plugin-sockets';
import { rewrite } from '../../codemods/rewrite.ts';
import { getFolderName } from './downloads.ts';
import { isFromNpm, readLabels } from './labels.ts';
import { MANIFEST, downloadSources } from './npm-rows.ts';
import { score } from './score.ts';
import { formatScore } from './table.ts';

const { values } = parseArgs({ options: { checkouts: { type: 'string' }, labels: { type: 'string' } } });
const { checkouts } = values;
const file = values.labels ?? MANIFEST;

const labels = readLabels(file);
const fromNpm = labels.filter(isFromNpm);
const fromGitHub = labels.filter((label) => !isFromNpm(label));
const getNpmFolder = downloadSources(fromNpm);

const scored = checkouts === undefined ? fromNpm : labels;
const result = score(
  scored,
  (source) =>
    source.startsWith('npm:')
      ? getNpmFolder(source)
      : join(checkouts ?? '', getFolderName(source.replace(/^github:/, ''))),
  { plugin, rewrite },
);
console.log(formatScore(result));
if (checkouts === undefined && fromGitHub.length > 0) {
  console.log(
    `\n${fromGitHub.length} rows of code at GitHub were not run: give the folder with --checkouts.`,
  );
}
process.exitCode = result.disagreements.length === 0 ? 0 : 1;
