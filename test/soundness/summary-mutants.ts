/** A row of a summary, or a built-in that is described by code, that does nothing. */
export interface SummaryMutant {
  readonly name: string;
  /** What a program's text has if it can use it. */
  readonly mention: string;
  /** Makes the analysis wrong; what it returns makes it right again. */
  readonly apply: () => () => void;
}

/** What a built-in does: rows of transfers, or code that makes them. */
export type Behavior = { rows: readonly string[] } | ((...values: never[]) => void);

/**
 * Mutants of each built-in of the analysis: one without each row of a summary, and one in which each operation does nothing.
 *
 * @param tables what built-ins do, by their paths
 */
export function createSummaryMutants(
  tables: Readonly<Record<string, Record<string, Behavior>>>,
): readonly SummaryMutant[] {
  const seen = new Set<object>();
  const mutants: SummaryMutant[] = [];
  for (const [table, behaviors] of Object.entries(tables)) {
    for (const [path, behavior] of Object.entries(behaviors)) {
      const name = table === '' ? path : `${table}.${path}`;
      const mention = getMention(path);
      if (typeof behavior === 'function') {
        mutants.push({
          name: `${name}: does nothing`,
          mention,
          apply: () => {
            behaviors[path] = () => undefined;
            return () => {
              behaviors[path] = behavior;
            };
          },
        });
      } else if (!seen.has(behavior)) {
        seen.add(behavior);
        mutants.push(...createRowMutants(name, mention, behavior));
      }
    }
  }
  return mutants;
}

function createRowMutants(
  name: string,
  mention: string,
  summary: { rows: readonly string[] },
): readonly SummaryMutant[] {
  return summary.rows.map((row, index) => ({
    name: `${name}: ${row}`,
    mention,
    apply: () => {
      const { rows } = summary;
      summary.rows = rows.toSpliced(index, 1);
      return () => {
        summary.rows = rows;
      };
    },
  }));
}

/** The last name of a path: what a program writes to use it. */
function getMention(path: string): string {
  const name = path.split('.').at(-1) ?? path;
  return name.startsWith('@@') ? '' : name;
}
