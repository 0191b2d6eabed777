import { UsageError } from '../options/arguments.ts';
import type { Arguments } from '../options/arguments.ts';
import { refuseContradictions } from '../options/contradictions.ts';
import { createOptionLines } from '../options/help.ts';
import { toReportTarget } from '../options/report-target.ts';
import type { ReportTarget } from '../options/report-target.ts';
import { AUDIT_OPTIONS } from './audit-options.ts';
import type { AuditOptionName } from './audit-options.ts';
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
  readonly json: ReportTarget | undefined;
  readonly sarif: ReportTarget | undefined;
}

/**
 * Makes sense of the command line of `audit`.
 *
 * @param args the command line
 * @throws {UsageError} when two options contradict each other, or more than one project is named
 */
export function toAuditSettings(args: Arguments<AuditOptionName>): AuditSettings {
  const { options, paths } = args;
  refuseContradictions(args, AUDIT_OPTIONS);
  if (paths.length > 1) {
    throw new UsageError('audit takes the folder of one project.');
  }
  return {
    project: paths[0] ?? '.',
    scope: options.has('all') ? 'all' : options.has('dev') ? 'development' : 'production',
    config: options.get('config')?.at(-1),
    from: options.get('from') ?? [],
    writesPatches: options.has('patch'),
    json: toReportTarget(options.get('json')?.at(-1)),
    sarif: toReportTarget(options.get('sarif')?.at(-1)),
  };
}

/** What `audit --help` prints: lines of at most 80 columns. */
export function createAuditHelp(): string {
  return `\
sockets-codemod audit [options] [project]

Finds client sockets with reuseAddr, reusePort and their like in the installed
packages that a project depends on. Changes nothing, and runs no code of them.
Without a project, the current folder. A folder of this name is ./audit.

${createOptionLines(AUDIT_OPTIONS)}
Exit codes
  0 none found      2 wrong usage, or nothing is installed
  1 found           3 some package or file could not be read
`;
}
