// Counts the places of real code that need each assumption of the analysis: clients that are none without it. Run by
// `npm run assumptions -- [FOLDER …]`. The fixtures are drawn from real code; the published files are those of the labels and of
// the corpus of the bench, which are downloaded, and those in the folders.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSUMPTIONS } from '../analysis/dataflow/assumptions.ts';
import { analyze, mentionsReuseOption } from '../analysis/index.ts';
import { parseSource } from '../codemods/parse.ts';
import { PROJECT } from '../scripts/project.ts';
import { isFromNpm, readLabels } from './accuracy/labels.ts';
import { MANIFEST, downloadSources } from './accuracy/npm-rows.ts';
import { readCandidates } from './bench/codemod/corpus.ts';
import { findPrograms } from './bench/program-files.ts';

/** A file with an option. */
interface NamedText {
  readonly name: string;
  readonly text: string;
}

function readFixtures(): readonly NamedText[] {
  const folder = join(PROJECT, 'fixtures/no-client-reuse-address');
  return findPrograms(folder)
    .filter((path) => !path.includes('.fixed.'))
    .map((path) => ({ name: path, text: readFileSync(join(folder, path), 'utf8') }));
}

/** Each file once, also where a package is there twice. */
function readPublished(folders: readonly string[]): readonly NamedText[] {
  const labels = readLabels(MANIFEST).filter(isFromNpm);
  const getFolder = downloadSources(labels);
  const labelled = labels.map(({ source, path }) => ({
    name: `${source}/${path}`,
    text: readFileSync(join(getFolder(source), path), 'utf8'),
  }));
  const candidates = readCandidates().map(({ name, bytes }) => ({ name, text: bytes.toString('utf8') }));
  const others = folders.flatMap((folder) =>
    findPrograms(folder).map((path) => ({ name: path, text: readFileSync(join(folder, path), 'utf8') })),
  );
  return [...new Map([...labelled, ...candidates, ...others].map((file) => [file.text, file])).values()];
}

/** Where the files have clients: `path:line:column option`. */
function findClients(files: readonly NamedText[]): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ name, text }) => {
      const parsed = mentionsReuseOption(text) ? parseSource(text, name) : undefined;
      return parsed?.ok
        ? analyze(parsed.file)
            .filter(({ verdict }) => verdict === 'client')
            .map(({ place, option }) => `${name}:${place.line}:${place.column} ${option}`)
        : [];
    }),
  );
}

const kinds = { fixtures: readFixtures(), published: readPublished(process.argv.slice(2)) };
const all = { fixtures: findClients(kinds.fixtures), published: findClients(kinds.published) };
console.log(`${all.fixtures.size} clients in the fixtures, ${all.published.size} in published files.`);
console.log('Without the assumption so many of them are none:\n');
console.log('fixtures  published');
for (const name of Object.keys(ASSUMPTIONS)) {
  Reflect.set(ASSUMPTIONS, name, false);
  const fixtures = findClients(kinds.fixtures);
  const published = findClients(kinds.published);
  Reflect.set(ASSUMPTIONS, name, true);
  const lost = [...all.published].filter((place) => !published.has(place));
  const lostFixtures = all.fixtures.size - [...all.fixtures].filter((place) => fixtures.has(place)).length;
  console.log(`${String(lostFixtures).padStart(8)}  ${String(lost.length).padStart(9)}  ${name}`);
  for (const place of lost) {
    console.log(`                       ${place}`);
  }
}
