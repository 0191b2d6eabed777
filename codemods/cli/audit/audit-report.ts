import { relative, sep } from 'node:path';
import type { AuditedPackage } from './audit-package.ts';
import type { SeenClient } from './guard-report.ts';
import { findIgnore } from './ignored-packages.ts';
import type { IgnoredPackage } from './ignored-packages.ts';
import type { DependencyScope } from './installation/installed-packages.ts';

/** One client socket with the option. */
export interface AuditFinding {
  /** Empty when it is in the project's own code, which only the guard sees. */
  readonly package: string;
  readonly version: string;
  /** The shortest way from the project to the package. */
  readonly why: readonly string[];
  /** Absolute. */
  readonly path: string;
  /** From the package's folder, or the project's, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly option: string;
  /** What shows that the kernel picks the port. */
  readonly evidence: string;
  /** `read`: by the analysis; `seen`: by the guard; both when both did. */
  readonly sources: readonly ('read' | 'seen')[];
  /** Why it may stay, when the configuration says so. */
  readonly ignored: string | undefined;
}

/** All that an audit found. */
export interface AuditReport {
  readonly project: string;
  readonly scope: DependencyScope;
  readonly packages: number;
  readonly files: number;
  readonly findings: readonly AuditFinding[];
  /** Entries of the configuration that no package with a finding needed: `name@range`. */
  readonly unusedIgnores: readonly string[];
  /** Packages that are needed and not installed. */
  readonly missing: readonly string[];
  /** What could not be read or parsed. */
  readonly failed: readonly string[];
}

/** What stands below the call that makes a socket, which the guard reports, is most likely its option. */
const OPTION_BELOW_CALL = 8;

/** What the option does to whoever uses such a package. */
export const HARM =
  'Replies can reach another client of the same host, another user of the host can take them, ' +
  'and on some systems opening the socket fails with EADDRINUSE.';

/** Puts together what was read and what was seen. */
export function createAuditReport(
  {
    project,
    scope,
    missing,
    unread,
  }: Pick<AuditReport, 'project' | 'scope' | 'missing'> & { readonly unread: readonly string[] },
  audited: readonly AuditedPackage[],
  seen: readonly SeenClient[],
  ignored: readonly IgnoredPackage[],
): AuditReport {
  const used = new Set<IgnoredPackage>();
  const ignoreReason = (name: string, version: string): string | undefined => {
    const entry = findIgnore(ignored, { name, version });
    if (entry !== undefined) {
      used.add(entry);
    }
    return entry?.reason;
  };
  const rest = new Set(seen);
  const read = audited.flatMap(({ installed, clients }) =>
    clients.map(({ file, place, option, evidence }): AuditFinding => {
      const path = `${installed.folder}${sep}${file.replaceAll('/', sep)}`;
      const sightings = seen.filter((each) => isSightingOf(each, path, place.line));
      for (const each of sightings) {
        rest.delete(each);
      }
      return {
        package: installed.name,
        version: installed.version,
        why: installed.why,
        path,
        file,
        line: place.line,
        column: place.column,
        option,
        evidence,
        sources: sightings.length > 0 ? ['read', 'seen'] : ['read'],
        ignored: ignoreReason(installed.name, installed.version),
      };
    }),
  );
  const onlySeen = [...rest].map((each): AuditFinding => {
    const home = audited.find(({ installed }) =>
      each.file.startsWith(`${installed.folder}${sep}`),
    )?.installed;
    const name = home?.name ?? each.package ?? '';
    const version = home?.version ?? each.packageVersion ?? '';
    return {
      package: name,
      version,
      why: home?.why ?? [],
      path: each.file,
      file: relative(home?.folder ?? project, each.file).replaceAll(sep, '/'),
      line: each.line,
      column: each.column,
      option: each.options.join(' and '),
      evidence: `the guard saw it get its port by ${each.by}()`,
      sources: ['seen'],
      ignored: name === '' ? undefined : ignoreReason(name, version),
    };
  });
  return {
    project,
    scope,
    missing,
    packages: audited.length,
    files: audited.reduce((sum, { searched }) => sum + searched, 0),
    findings: [...read, ...onlySeen],
    unusedIgnores: ignored.filter((entry) => !used.has(entry)).map(({ name, range }) => `${name}@${range}`),
    failed: [
      ...unread,
      ...audited.flatMap(({ installed, failed }) =>
        failed.map((failure) => `${installed.name}@${installed.version}: ${failure}`),
      ),
    ],
  };
}

function isSightingOf(seen: SeenClient, path: string, line: number): boolean {
  return seen.file === path && line >= seen.line && line - seen.line <= OPTION_BELOW_CALL;
}
