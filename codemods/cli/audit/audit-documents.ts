import { toHarmlessJson } from '../reports/harmless-json.ts';
import { HOME_PAGE } from '../reports/home-page.ts';
import { getSchemaUrl } from '../reports/json.ts';
import {
  createArtifactLocation,
  createFingerprint,
  createNotification,
  createSarifDocument,
} from '../reports/sarif-document.ts';
import type { SarifRule } from '../reports/sarif-document.ts';
import { HARM } from './audit-report.ts';
import type { AuditFinding, AuditReport } from './audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';

const TOOL = 'sockets-codemod audit';

const WAY_OUT =
  'Update the package, or write a patch for it with --patch and tell its authors. Where it must stay, the configuration can say so, with a reason';

const RULE: SarifRule = {
  id: 'sockets/client-reuse-in-dependency',
  name: 'ClientReuseInDependency',
  level: 'warning',
  shortDescription: 'A dependency opens a client socket with SO_REUSEADDR or SO_REUSEPORT',
  fullDescription: HARM,
  help: {
    text: `A client's local port is chosen by the kernel, so that the option gains it nothing. ${HARM} ${WAY_OUT} (audit.ignore). More at ${HOME_PAGE}.`,
    markdown: `A client's local port is chosen by the kernel, so that the option gains it nothing. ${HARM}\n\n${WAY_OUT.replace('--patch', '`--patch`')} (\`audit.ignore\`).`,
  },
};

/** Recognises an earlier document of an audit, which a new one may replace. */
export const AUDIT_DOCUMENT = {
  isReport: (text: string): boolean =>
    /^\{\s*"[^]*"(?:tool|driver)": \{\s*"name": "sockets-codemod audit"/.test(text),
};

/** The report for programs, as docs/codemods/audit.schema.json describes it. `complete` is the last field. */
export function toAuditJson(report: AuditReport, version: string, exitCode: ExitCode): string {
  return toHarmlessJson({
    $schema: getSchemaUrl('audit.schema.json', version),
    version: 1,
    tool: { name: TOOL, version },
    project: report.project,
    scope: report.scope,
    packages: report.packages,
    files: report.files,
    findings: report.findings.map((finding) => ({
      package: finding.package,
      version: finding.version,
      why: finding.why,
      file: finding.file,
      line: finding.line,
      column: finding.column,
      option: finding.option,
      evidence: finding.evidence,
      sources: finding.sources,
      ignored: finding.ignored ?? null,
    })),
    unusedIgnores: report.unusedIgnores,
    missing: report.missing,
    failed: report.failed,
    exitCode,
    complete: true,
  });
}

/** The findings in SARIF. What is ignored is suppressed, with its reason. */
export function toAuditSarif(report: AuditReport, version: string, exitCode: ExitCode): string {
  const notLookedAt = [...report.failed, ...report.missing];
  // Where one result says whether it is suppressed, all of them do (3.27.23).
  const saysSuppressed = report.findings.some(({ ignored }) => ignored !== undefined);
  const counts = new Map<string, number>();
  return createSarifDocument({
    tool: TOOL,
    version,
    rule: RULE,
    root: report.project,
    exitCode,
    isComplete: notLookedAt.length === 0,
    notifications: notLookedAt.map((text) => createNotification(text)),
    results: report.findings.map((finding) => {
      const key = JSON.stringify([finding.package, finding.file, finding.option]);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return {
        ...toResult(finding, report.project),
        ...(saysSuppressed && { suppressions: toSuppressions(finding) }),
        partialFingerprints: { 'optionOfPackage/v1': createFingerprint(key, count) },
      };
    }),
  });
}

function toResult(finding: AuditFinding, project: string): object {
  const { line, column, option, evidence, why, path, sources } = finding;
  const name = finding.package === '' ? 'the project' : `${finding.package}@${finding.version}`;
  const way = why.length > 1 ? ` It is needed by ${why.slice(0, -1).join(' > ')}.` : '';
  // The guard reports the call that makes the socket.
  const end = sources.includes('read') && { endLine: line, endColumn: column + option.length };
  return {
    ruleId: RULE.id,
    ruleIndex: 0,
    level: RULE.level,
    message: { text: `${name} sets ${option} on a client socket: ${evidence}.${way} ${HARM}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: createArtifactLocation(path, project),
          region: { startLine: line, startColumn: column, ...end },
        },
      },
    ],
  };
}

function toSuppressions({ ignored }: AuditFinding): readonly object[] {
  return ignored === undefined ? [] : [{ kind: 'external', justification: ignored }];
}
