import { existsSync, realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { getErrorMessage } from '../error-message.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Interruption } from '../interruption.ts';
import { UsageError } from '../options/arguments.ts';
import type { Arguments } from '../options/arguments.ts';
import { readPackageVersion } from '../options/package-version.ts';
import { toTargetName } from '../options/report-target.ts';
import { createMentionSearch } from '../reading/mentions.ts';
import { KNOWN_MENTIONS } from '../searching/known-mentions.ts';
import { withScanPool } from '../searching/with-scan-pool.ts';
import { writeReport } from '../reports/write-reports.ts';
import { Progress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toVisible } from '../terminal/visible-text.ts';
import { AUDIT_DOCUMENT, toAuditJson, toAuditSarif } from './audit-documents.ts';
import { PackageAuditor, toInside } from './audit-package.ts';
import { createAuditReport } from './audit-report.ts';
import type { AuditReport } from './audit-report.ts';
import type { AuditOptionName } from './audit-options.ts';
import { createAuditHelp, toAuditSettings } from './audit-settings.ts';
import type { AuditSettings } from './audit-settings.ts';
import { toAuditProblems, toAuditText } from './audit-text.ts';
import { readGuardReport } from './guard-report.ts';
import { readIgnoredPackages } from './ignored-packages.ts';
import { NodeModules } from './installation/node-modules.ts';
import { findInstalledPackages } from './installation/installed-packages.ts';
import type { DependencyScope, InstalledPackages } from './installation/installed-packages.ts';

/**
 * `sockets-codemod audit`: finds the clients with the option in the packages that a project depends on.
 *
 * @param args what stands behind `audit`
 * @returns the exit code
 * @throws {UsageError} when options contradict each other, the configuration or a report of the guard is wrong, or nothing is
 *   installed
 */
export async function audit(
  args: Arguments<AuditOptionName>,
  terminal: Terminal,
  cwd: string,
  interruption: Interruption,
): Promise<ExitCode> {
  if (args.options.has('help')) {
    terminal.out(createAuditHelp());
    return ExitCode.done;
  }
  const settings = toAuditSettings(args);
  const project = findProject(resolve(cwd, settings.project));
  const { readConfig } = await import('../options/config.ts');
  const config = settings.config === undefined ? undefined : await readConfig(settings.config, cwd);
  const ignored = readIgnoredPackages(config?.audit);
  const seen = settings.from.flatMap((file) => readGuardReport(resolve(cwd, file)));
  const { packages, missing, unread } = await readInstalledPackages(project, settings.scope, interruption);
  if (packages.length === 0 && missing.length > 0) {
    throw new UsageError(
      `audit: none of the dependencies of ${project} is installed: ${missing.join('; ')}.`,
    );
  }
  const scan = {
    explicitFalse: false,
    singleFile: false,
    moduleAliases: false,
    // A comment in a package is a decision of its authors, and not of those who use it.
    suppressions: false,
    settings: config?.settings,
  };
  const processes = { maxProcesses: availableParallelism(), cwd: project, scan };
  const { audited, unparsed } = await withScanPool(processes, interruption, async (pool) => {
    const mentions = createMentionSearch(config?.mentions ?? KNOWN_MENTIONS);
    const progress = new Progress(terminal);
    const auditor = new PackageAuditor(mentions, pool, interruption);
    const packagesDone = await auditor.audit(packages, (searched) => {
      progress.show(searched);
    });
    progress.clear();
    return { audited: packagesDone, unparsed: pool.unparsed };
  });
  if (interruption.code !== undefined) {
    terminal.err('Stopped: nothing is reported.\n');
    return interruption.code;
  }
  const report = createAuditReport(
    {
      project,
      scope: settings.scope,
      missing,
      unread: [...unread, ...unparsed.map(({ path, reason }) => `${toInside(project, path)}: ${reason}`)],
    },
    audited,
    seen,
    ignored,
  );
  let exitCode = getExitCode(report);
  exitCode = await writeReports(report, settings, terminal, cwd, exitCode, interruption);
  if (settings.writesPatches) {
    const { writePatches } = await import('./write-patches.ts');
    const areWritten = writePatches(audited, report, terminal, settings);
    if (!areWritten) {
      exitCode = ExitCode.failed;
    }
  }
  return exitCode;
}

function findProject(folder: string): string {
  if (!existsSync(join(folder, 'package.json'))) {
    throw new UsageError(`audit: ${folder} has no package.json. (A path to search goes without "audit".)`);
  }
  return realpathSync(folder);
}

async function readInstalledPackages(
  project: string,
  scope: DependencyScope,
  interruption: Interruption,
): Promise<InstalledPackages> {
  try {
    const { PlugNPlay, findPnpFolder } = await import('./installation/plug-n-play.ts');
    const folder = findPnpFolder(project);
    const installation =
      folder === undefined ? new NodeModules(project, interruption) : new PlugNPlay(folder, project);
    return await findInstalledPackages(project, installation, scope, interruption);
  } catch (error) {
    throw new UsageError(`audit: ${getErrorMessage(error)}.`);
  }
}

function getExitCode({ findings, failed, missing }: AuditReport): ExitCode {
  if (failed.length > 0 || missing.length > 0) {
    return ExitCode.failed;
  }
  return findings.some(({ ignored }) => ignored === undefined) ? ExitCode.foundWork : ExitCode.done;
}

async function writeReports(
  report: AuditReport,
  settings: AuditSettings,
  terminal: Terminal,
  cwd: string,
  exitCode: ExitCode,
  interruption: Interruption,
): Promise<ExitCode> {
  const version = readPackageVersion();
  const documents = [
    ['json', settings.json, toAuditJson(report, version, exitCode)],
    ['sarif', settings.sarif, toAuditSarif(report, version, exitCode)],
  ] as const;
  terminal.err(toAuditProblems(report));
  if (!documents.some(([, target]) => target === 'stdout')) {
    terminal.out(toAuditText(report));
  }
  let code = exitCode;
  for (const [name, target, text] of documents) {
    if (target === undefined) {
      continue;
    }
    try {
      await writeReport(target, text, AUDIT_DOCUMENT, cwd, terminal, interruption);
    } catch (error) {
      terminal.err(`${toVisible(toTargetName(target, name))}: error: ${getErrorMessage(error)}\n`);
      code = ExitCode.failed;
    }
  }
  return code;
}
