import { getErrorMessage } from '../error-message.ts';
import { UsageError } from '../options/arguments.ts';
import { readRegularFile } from '../reading/read-bounded.ts';

/** What the guard saw: a place that made a client socket with the option. */
export interface SeenClient {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The package, where it is in one. */
  readonly package: string | undefined;
  readonly packageVersion: string | undefined;
  readonly options: readonly string[];
  /** The call that got it the port. */
  readonly by: string;
}

const MAX_REPORT_BYTES = 100 << 20;

/**
 * Reads a file that `SOCKETS_GUARD_REPORT` names. Lines that name no place, and the same place again, are left out.
 *
 * @throws {UsageError} when it cannot be read, or a line is none of the guard's
 */
export function readGuardReport(file: string): readonly SeenClient[] {
  let text: string;
  try {
    text = readRegularFile(file, { maxBytes: MAX_REPORT_BYTES, followLinks: true }).toString('utf8');
  } catch (error) {
    throw new UsageError(`--from ${file}: ${getErrorMessage(error)}`);
  }
  const seen = text
    .split('\n')
    .map((line, index) =>
      line.trim() === '' ? undefined : readLine(line, `--from ${file}, line ${String(index + 1)}`),
    )
    .filter((each) => each !== undefined);
  return [
    ...new Map(
      seen.map((each) => [`${each.file}:${String(each.line)}:${String(each.column)}`, each]),
    ).values(),
  ];
}

function readLine(line: string, place: string): SeenClient | undefined {
  let contents: unknown;
  try {
    contents = JSON.parse(line);
  } catch {
    throw new UsageError(`${place} is no JSON.`);
  }
  const { version, transport, options, made, use } = toRecord(contents);
  if (version !== 1) {
    throw new UsageError(`${place} is no line of the guard's report, version 1.`);
  }
  if (transport !== 'udp' || made === null) {
    return undefined;
  }
  const { file, line: row, column, package: name, packageVersion } = toRecord(made);
  const { by } = toRecord(use);
  if (
    typeof file !== 'string' ||
    typeof row !== 'number' ||
    typeof column !== 'number' ||
    !Array.isArray(options)
  ) {
    throw new UsageError(`${place} has no place.`);
  }
  return {
    file,
    line: row,
    column,
    package: typeof name === 'string' ? name : undefined,
    packageVersion: typeof packageVersion === 'string' ? packageVersion : undefined,
    options: options.map(String),
    by: String(by),
  };
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
