import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { toHarmlessJson } from '../reports/harmless-json.ts';
import { displayPath } from '../files/display-path.ts';
import { HARM } from './audit-report.ts';
import type { AuditFinding, AuditReport } from './audit-report.ts';
import type { ExitCode } from '../exit-codes.ts';

const RULE_ID = 'sockets/client-reuse-in-dependency';

/** Recognises an earlier document of an audit, which a new one may replace. */
export const AUDIT_DOCUMENT = {
  isReport: (text: string): boolean =>
    /^\{\s*"[^]*"(?:tool|driver)": \{\s*"name": "sockets-codemod audit"/.test(text),
};

/** The report for programs, as docs/codemods/audit.schema.json describes it. `complete` is the last field. */
export function toAuditJson(report: AuditReport, version: string, exitCode: ExitCode): string {
  return toHarmlessJson({
    version: 1,
    tool: { name: 'sockets-codemod audit', version },
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

/** The findings in SARIF 2.1.0. What is ignored is suppressed, with its reason. */
export function toAuditSarif(report: AuditReport, version: string, exitCode: ExitCode): string {
  return toHarmlessJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sockets-codemod audit',
            semanticVersion: version,
            informationUri: 'https://www.npmjs.com/package/eslint-plugin-sockets',
            rules: [
              {
                id: RULE_ID,
                shortDescription: {
                  text: 'A dependency opens a client socket with SO_REUSEADDR or SO_REUSEPORT',
                },
                fullDescription: { text: HARM },
                defaultConfiguration: { level: 'warning' },
              },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(report.project).href}/` } },
        invocations: [
          {
            executionSuccessful: report.failed.length === 0 && report.missing.length === 0,
            exitCode,
            toolExecutionNotifications: [...report.failed, ...report.missing].map((text) => ({
              level: 'error',
              message: { text },
            })),
          },
        ],
        results: report.findings.map((finding) => toResult(finding, report.project)),
      },
    ],
  });
}

function toResult(finding: AuditFinding, project: string): object {
  const { file, line, column, option, evidence, why, path, ignored } = finding;
  const name = finding.package === '' ? 'the project' : `${finding.package}@${finding.version}`;
  const shown = displayPath(project, path);
  const isInside = !shown.startsWith('../');
  const way = why.length > 1 ? ` It is needed by ${why.slice(0, -1).join(' > ')}.` : '';
  return {
    ruleId: RULE_ID,
    ruleIndex: 0,
    level: 'warning',
    message: { text: `${name} sets ${option} on a client socket: ${evidence}.${way} ${HARM}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: isInside
            ? { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
            : { uri: pathToFileURL(path).href },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
    partialFingerprints: {
      'optionOfPackage/v1': createHash('sha256')
        .update(JSON.stringify([finding.package, file, option, evidence]))
        .digest('hex')
        .slice(0, 32),
    },
    ...(ignored !== undefined && { suppressions: [{ kind: 'external', justification: ignored }] }),
  };
}
