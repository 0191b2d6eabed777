import { chmodSync } from 'node:fs';
import multitool from '@microsoft/sarif-multitool';
import { read, runProgram } from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

/** One rule, of style, asks the network for each URL. */
const POLICY = `<Properties>
  <Properties Key="SARIF2006.UrisShouldBeReachable.Options">
    <Property Key="RuleEnabled" Value="Disabled" Type="Driver.RuleEnabledState" />
  </Properties>
</Properties>
`;

/** Microsoft builds its validator for this alone. */
export const HAS_VALIDATOR = process.arch === 'x64';

/**
 * What the rules of the standard and of GitHub code scanning, but for those of style, have against documents.
 *
 * @returns the rules that each one breaks, by its name
 */
export function findSarifProblems(
  folder: string,
  documents: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  // npm does not always run the script that would do this.
  chmodSync(multitool, 0o755);
  writeFiles(folder, { 'policy.xml': POLICY });
  const options = ['--config', 'policy.xml', '--rule-kind', 'Sarif;Gh;Ghas', '--output', 'found.sarif'];
  const { status, stdout } = runProgram(folder, multitool, ['validate', ...documents, ...options], {
    // .NET looks for ICU otherwise, which few containers have.
    env: { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  if (status !== 0 || !stdout.includes(`${String(documents.length)} files scanned`)) {
    throw new Error(stdout);
  }
  const { runs } = JSON.parse(read(folder, 'found.sarif').replace(/^\uFEFF/, '')) as Found;
  const found = runs.flatMap(({ results = [] }) => results);
  const findProblems = (document: string): readonly string[] =>
    found
      .filter(({ locations: [place] }) => place.physicalLocation.artifactLocation.uri.endsWith(document))
      .map(({ ruleId }) => ruleId);
  return Object.fromEntries(documents.map((document) => [document, [...new Set(findProblems(document))]]));
}

interface Found {
  readonly runs: readonly {
    readonly results?: readonly {
      readonly ruleId: string;
      readonly locations: readonly [
        { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
      ];
    }[];
  }[];
}
