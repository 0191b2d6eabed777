import type { Explanation } from '../../../analysis/index.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { toHarmlessJson } from '../reports/harmless-json.ts';
import { getSchemaUrl } from '../reports/json.ts';

/** What was explained. */
export interface ExplainedOptions {
  /** Of the file, absolute. */
  readonly path: string;
  readonly explanations: readonly Explanation[];
}

/** Changes with each release that takes away a field or changes what one means. */
const SCHEMA_VERSION = 1;

/** Recognises an earlier explanation, which a new one may replace. */
export const EXPLANATION_REPORT = {
  isReport: (text: string): boolean => /^\{\s*"[^]*"name": "sockets-codemod --explain"/.test(text),
};

/**
 * Explanations for programs, by the schema in `docs/codemods/explanation.schema.json`.
 *
 * @param explained what was explained
 * @param cwd the folder of the run, absolute
 * @param version this package's version
 */
export function createExplanationJson(
  { path, explanations }: ExplainedOptions,
  cwd: string,
  version: string,
): string {
  const own = toDisplayPath(cwd, path);
  const toPath = (file: string | undefined): string => (file === undefined ? own : toDisplayPath(cwd, file));
  return toHarmlessJson({
    $schema: getSchemaUrl('explanation.schema.json', version),
    version: SCHEMA_VERSION,
    tool: { name: 'sockets-codemod --explain', version },
    path: own,
    explanations: explanations.map(({ place, remedy, ...explanation }) => ({
      ...place,
      ...explanation,
      remedy: {
        kind: remedy.kind,
        ...(remedy.kind === 'suggestion' && { title: remedy.title }),
        ...(remedy.kind !== 'fix' && { reason: remedy.reason }),
      },
      sockets: withPaths(explanation.sockets, toPath),
    })),
    complete: true,
  });
}

/** The same, in which each place names its file as the user would. */
function withPaths(value: unknown, toPath: (file: string | undefined) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((each) => withPaths(each, toPath));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if ('line' in value && 'column' in value) {
    const { file, line, column } = value as { file?: string; line: number; column: number };
    return { path: toPath(file), line, column };
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPaths(each, toPath)]));
}
