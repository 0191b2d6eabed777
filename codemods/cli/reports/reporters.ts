import type { Reporter } from './reporter.ts';

/** What is known of a kind of report before it is needed. */
interface ReporterRecord {
  /** What it is for, in at most 52 characters, for `--help`. */
  readonly help: string;
  readonly load: () => Promise<{ readonly reporter: Reporter }>;
}

/** Each report for programs. Its name is that of the option that asks for it. */
export const REPORTERS = {
  json: { help: 'everything, for programs', load: () => import('./json.ts') },
  sarif: { help: 'findings, for code scanning', load: () => import('./sarif.ts') },
  github: { help: 'annotations for GitHub Actions', load: () => import('./github.ts') },
} as const satisfies Record<string, ReporterRecord>;

/** The name of a report for programs. */
export type ReporterName = keyof typeof REPORTERS;

/** All of them, in the order of `--help`. */
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];
