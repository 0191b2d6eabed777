import { UsageError } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { getOptionNames } from './option-record.ts';
import type { OptionRecords } from './option-record.ts';
import { toReportTarget } from './report-target.ts';

/**
 * Refuses options that contradict each other, by what their records say.
 *
 * @param args the command line
 * @param records the options of the command
 * @throws {UsageError} when two options exclude each other, one lacks another, or two need the same stream
 */
export function refuseContradictions<Name extends string>(
  { options, paths }: Arguments<Name>,
  records: OptionRecords<Name>,
): void {
  const given = getOptionNames(records).filter((name) => options.has(name));
  for (const name of given) {
    const { excludes, goesWith, needs, refusesPaths } = records[name];
    const isExcluded = (other: Name): boolean =>
      excludes?.includes(other) === true || goesWith?.includes(other) === false;
    const excluded = given.find((other) => other !== name && isExcluded(other));
    if (excluded !== undefined) {
      throw new UsageError(`--${name} and --${excluded} exclude each other.`);
    }
    if (needs !== undefined && !given.some((other) => other === needs)) {
      throw new UsageError(`--${name} needs --${needs}.`);
    }
    if (refusesPaths !== undefined && paths.length > 0) {
      throw new UsageError(refusesPaths);
    }
  }
  const readers = given.filter(
    (name) =>
      records[name].readsStdin && (records[name].form === 'flag' || options.get(name)?.at(-1) === '-'),
  );
  if (readers.length > 1) {
    throw new UsageError(`--${readers.join(' and --')} would both read the standard input.`);
  }
  refuseTwoOnStdout(
    given.filter((name) => writesToStdout(name, options, records)),
    records,
  );
}

/**
 * Whether a program reads the standard output of the command.
 *
 * @param args the command line
 * @param records the options of the command
 */
export function isOutputForPrograms<Name extends string>(
  { options }: Arguments<Name>,
  records: OptionRecords<Name>,
): boolean {
  return [...options.keys()].some(
    (name) => records[name].isForPrograms && (records[name].form === 'flag' || isStdout(name, options)),
  );
}

/** Reports for programs must have the standard output to themselves; what people read may share it. */
function refuseTwoOnStdout<Name extends string>(
  writers: readonly Name[],
  records: OptionRecords<Name>,
): void {
  const [first, ...reports] = writers.filter((name) => records[name].form === 'optional value');
  if (first === undefined || writers.length === 1) {
    return;
  }
  const named = [first, ...reports, ...writers.filter((name) => records[name].form === 'flag')];
  throw new UsageError(
    `--${named.join(' and --')} would both write to the standard output: use --${first}=FILE.`,
  );
}

function writesToStdout<Name extends string>(
  name: Name,
  options: Arguments<Name>['options'],
  records: OptionRecords<Name>,
): boolean {
  return records[name].writesToStdout === true && (records[name].form === 'flag' || isStdout(name, options));
}

function isStdout<Name extends string>(name: Name, options: Arguments<Name>['options']): boolean {
  return toReportTarget(options.get(name)?.at(-1)) === 'stdout';
}
