import { join } from 'node:path';
import { getErrorMessage } from '../error-message.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { AuditedPackage } from './audit-package.ts';
import type { AuditReport } from './audit-report.ts';
import type { AuditSettings } from './audit-settings.ts';
import { createPatch, findPatchTarget, toInstructions, toUpstreamIssue, writePatch } from './patches.ts';
import type { Patch, PatchTarget } from './patches.ts';

/**
 * Writes a patch for each package with a client that an edit mends, and says what to run. Ignored packages get none.
 *
 * @returns whether all could be written
 */
export function writePatches(
  audited: readonly AuditedPackage[],
  { project, findings }: AuditReport,
  terminal: Terminal,
  { json, sarif }: Pick<AuditSettings, 'json' | 'sarif'>,
): boolean {
  let target: PatchTarget;
  try {
    target = findPatchTarget(project);
  } catch (error) {
    terminal.err(`no patches: ${toVisible(join(project, 'yarn.lock'))}: ${getErrorMessage(error)}\n`);
    return false;
  }
  const { tool } = target;
  const wantedPackages = new Set(
    findings.filter(({ ignored }) => ignored === undefined).map((each) => `${each.package}@${each.version}`),
  );
  const written: Patch[] = [];
  const issues: string[] = [];
  let isComplete = true;
  for (const each of audited) {
    if (!wantedPackages.has(`${each.installed.name}@${each.installed.version}`)) {
      continue;
    }
    try {
      const patch = createPatch(each, project, target);
      if (patch === undefined) {
        continue;
      }
      writePatch(project, patch);
      written.push(patch);
      issues.push(toUpstreamIssue(each, patch));
    } catch (error) {
      isComplete = false;
      terminal.err(`no patch for ${toVisible(each.installed.name)}: ${getErrorMessage(error)}\n`);
    }
  }
  // The standard output may be a document.
  const say = json === 'stdout' || sarif === 'stdout' ? terminal.err : terminal.out;
  if (written.length === 0) {
    say('No patch was written.\n');
    return isComplete;
  }
  say(`\nWritten for ${tool}:\n${written.map(({ file }) => `  ${toVisible(file)}\n`).join('')}`);
  say(toInstructions(written, tool));
  say(
    `\nFor the maintainers:\n\n${issues.map((text) => text.split('\n').map(toVisible).join('\n')).join('\n')}`,
  );
  return isComplete;
}
