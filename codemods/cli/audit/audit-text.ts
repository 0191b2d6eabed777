import type { AuditFinding, AuditReport } from './audit-report.ts';
import { HARM } from './audit-report.ts';
import { toVisible } from '../terminal/visible-text.ts';

/** The report for people. All that comes from packages is made visible. */
export function toAuditText(report: AuditReport): string {
  const lines: string[] = [];
  for (const group of groupByPackage(report.findings)) {
    lines.push(...toPackageLines(group));
  }
  const counted = report.findings.filter(({ ignored }) => ignored === undefined);
  const packages = new Set(counted.map((finding) => `${finding.package}@${finding.version}`)).size;
  const ignored = report.findings.length - counted.length;
  lines.push(
    `${toCount(counted.length, 'client')} with the option in ${toCount(packages, 'package')}` +
      `${ignored > 0 ? `, ${String(ignored)} ignored` : ''}; ` +
      `searched ${toCount(report.files, 'file')} of ${toCount(report.packages, 'package')}.`,
  );
  if (counted.length > 0) {
    lines.push(HARM);
  }
  lines.push(
    ...report.unusedIgnores.map(
      (entry) => `The configuration ignores ${entry}, which has nothing to ignore.`,
    ),
  );
  return lines.map((line) => `${toVisible(line)}\n`).join('');
}

/** What one package has, with an empty line behind it. */
function toPackageLines(group: readonly AuditFinding[]): readonly string[] {
  const [first] = group;
  if (first === undefined) {
    return [];
  }
  const lines = [first.package === '' ? 'the project’s own code' : `${first.package}@${first.version}`];
  if (first.why.length > 1) {
    lines.push(`  needed by ${first.why.slice(0, -1).join(' > ')}`);
  }
  if (first.ignored !== undefined) {
    lines.push(`  ignored: ${first.ignored}`);
  }
  for (const { file, line, column, option, evidence, sources } of group) {
    const how = sources.length === 2 ? ' (seen at run time, too)' : '';
    lines.push(`  ${file}:${String(line)}:${String(column)}  ${option}: ${evidence}${how}`);
  }
  return [...lines, ''];
}

/** What was not looked at. */
export function toAuditProblems({ missing, failed }: AuditReport): string {
  return [
    ...missing.map((each) => `not installed: ${each}`),
    ...failed.map((each) => `not searched: ${each}`),
  ]
    .map((line) => `${toVisible(line)}\n`)
    .join('');
}

function groupByPackage(findings: readonly AuditFinding[]): readonly (readonly AuditFinding[])[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const key = `${finding.package}@${finding.version}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function toCount(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
