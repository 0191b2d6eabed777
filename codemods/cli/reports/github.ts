import type { Place } from '../../../analysis/index.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { FileOutcome } from './outcome.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporter.ts';

/**
 * The client sockets that set a reuse option after the run, and the failures, as the commands by which a workflow of GitHub
 * makes annotations.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export const reporter: Reporter = {
  create: createAnnotations,
  isReport: (text) => /^(?:::(?:error|warning|notice) [^\n]*\n)+$/.test(text),
};

function createAnnotations(report: RunReport): string {
  return [
    ...report.outcomes.flatMap((file) => toAnnotations(file, report.cwd)),
    ...report.problems.map(({ path, message }) => `::error file=${toProperty(path)}::${toData(message)}\n`),
  ].join('');
}

function toAnnotations(file: FileOutcome, cwd: string): readonly string[] {
  const path = toDisplayPath(cwd, file.path);
  const isWritten = file.status === 'changed';
  if (file.status === 'failed' && file.error !== undefined) {
    return [formatAnnotation(path, file.error.place, file.error.message)];
  }
  return [
    ...(isWritten ? [] : file.changed.map((site) => formatAnnotation(path, site.place, site.message))),
    ...file.left.map((site) =>
      formatAnnotation(path, isWritten ? site.placeInOutput : site.place, `${site.message} (${site.reason})`),
    ),
  ];
}

function formatAnnotation(path: string, place: Place | undefined, message: string): string {
  const where = place === undefined ? '' : `,line=${String(place.line)},col=${String(place.column)}`;
  return `::error file=${toProperty(path)}${where},title=sockets-codemod::${toData(message)}\n`;
}

/** The runner reads the first three back, so that nothing in a name can end the command. */
function toData(text: string): string {
  const encoded = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return toVisible(encoded);
}

function toProperty(text: string): string {
  return toData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
