import { parseArgs } from 'node:util';
import { UsageError } from '../options/arguments.ts';
import type { DependencyScope } from './installation/installed-packages.ts';

/** What the command line of `audit` asks for. */
export interface AuditSettings {
  /** The folder of the project, as it was written. */
  readonly project: string;
  readonly scope: DependencyScope;
  readonly config: string | undefined;
  /** The reports of the guard to merge. */
  readonly from: readonly string[];
  readonly writesPatches: boolean;
  /** A file for each, or `-` for the standard output. */
  readonly json: string | undefined;
  readonly sarif: string | undefined;
  readonly isHelp: boolean;
}

const OPTIONS = {
  dev: { type: 'boolean' },
  all: { type: 'boolean' },
  config: { type: 'string' },
  from: { type: 'string', multiple: true },
  patch: { type: 'boolean' },
  json: { type: 'string' },
  sarif: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line of `audit`.
 *
 * @param argv what stands behind `audit`
 * @throws {UsageError} when an option is unknown, lacks its value or has one too many, or two contradict each other
 */
export function readAuditSettings(argv: readonly string[]): AuditSettings {
  // `parseArgs` knows no option with an optional value.
  const args = argv.map((argument) => (/^--(?:json|sarif)$/.test(argument) ? `${argument}=-` : argument));
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(
      `audit: ${(error instanceof Error ? error.message : String(error)).replace(/\. To specify.*/s, '.')}`,
    );
  }
  const { values, positionals } = parsed;
  if (positionals.length > 1) {
    throw new UsageError('audit takes the folder of one project.');
  }
  if (values.dev === true && values.all === true) {
    throw new UsageError('--dev and --all contradict each other.');
  }
  if (values.json === '-' && values.sarif === '-') {
    throw new UsageError(
      'Only one of --json and --sarif can write to the standard output; give the other a file.',
    );
  }
  return {
    project: positionals[0] ?? '.',
    scope: values.all === true ? 'all' : values.dev === true ? 'development' : 'production',
    config: values.config,
    from: values.from ?? [],
    writesPatches: values.patch ?? false,
    json: values.json,
    sarif: values.sarif,
    isHelp: values.help ?? false,
  };
}

/** What `audit --help` prints: lines of at most 80 columns. */
export const AUDIT_HELP = `\
sockets-codemod audit [options] [project]

Finds client sockets with reuseAddr, reusePort and their like in the installed
packages that a project depends on. Changes nothing, and runs no code of them.
Without a project, the current folder. A folder of this name is ./audit.

    --dev              what only development needs
    --all              both
    --config FILE      your own APIs, and what to ignore
    --from FILE        a report of the guard to merge; repeatable
    --patch            write patches for patch-package, pnpm or yarn
    --json[=FILE]      everything, for programs
    --sarif[=FILE]     findings, for code scanning
-h, --help             show this

Exit codes
  0 none found      2 wrong usage, or nothing is installed
  1 found           3 some package or file could not be read
`;
