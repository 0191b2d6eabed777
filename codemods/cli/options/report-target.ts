/** Where a report goes: to a file, to something that is open, or to the standard output. */
export type ReportTarget = { readonly file: string } | { readonly descriptor: number } | 'stdout';

/** These names lead to what is open already, and opening it anew would start at the beginning. */
const OPEN_NAME = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/;

const STDOUT = 1;
const STDERR = 2;

/**
 * Finds out where a report goes.
 *
 * @param value the value of the report's option: `''` or `-` is the standard output; undefined without the option
 * @returns where it goes, or undefined when there is no such report
 */
export function toReportTarget(value: string | undefined): ReportTarget | undefined {
  if (value === undefined) {
    return undefined;
  }
  const [, number] = OPEN_NAME.exec(value) ?? [];
  const descriptor =
    value === '/dev/stdout' ? STDOUT : value === '/dev/stderr' ? STDERR : number && Number(number);
  if (value === '' || value === '-' || descriptor === STDOUT) {
    return 'stdout';
  }
  return typeof descriptor === 'number' ? { descriptor } : { file: value };
}

/**
 * What a message about a report calls it.
 *
 * @param target where it goes
 * @param option the option that asked for it, without its dashes
 */
export function toTargetName(target: ReportTarget, option: string): string {
  return typeof target === 'object' && 'file' in target ? target.file : `--${option}`;
}
