import { SHORT_NAMES, isOptionName, recordOf } from './option-records.ts';
import type { OptionName } from './option-records.ts';

/** A command line that makes no sense. */
export class UsageError extends Error {
  /** The option that does not exist, as it was written. */
  readonly unknownOption: string | undefined;

  /**
   * @param message what is wrong, for the user
   * @param unknownOption the option that does not exist, as it was written
   */
  constructor(message: string, unknownOption?: string) {
    super(message);
    this.unknownOption = unknownOption;
  }
}

/** The command line as it was written: which options, with which values, in order. */
export interface Arguments {
  /** Everything that is no option, and everything behind `--`. */
  readonly paths: readonly string[];
  /** The values of each option that was given; `''` for an option without one. */
  readonly options: ReadonlyMap<OptionName, readonly string[]>;
}

/** One option as it was written, and the value that was written with it. */
interface WrittenOption {
  readonly name: OptionName;
  readonly written: string;
  readonly value: string | undefined;
}

/**
 * Reads the command line. (`parseArgs` of `node:util` knows no optional values, as in `--json[=FILE]`.)
 *
 * @param argv what stands behind the command's name
 * @returns what was written
 * @throws {UsageError} when an option is unknown, lacks its value or has one too many
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const paths: string[] = [];
  const options = new Map<OptionName, string[]>();
  const rest = [...argv].reverse();
  for (let argument = rest.pop(); argument !== undefined; argument = rest.pop()) {
    if (argument === '--') {
      paths.push(...rest.reverse());
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      paths.push(argument);
      continue;
    }
    for (const option of writtenOptionsIn(argument)) {
      const value = valueOf(option, () => rest.pop());
      const values = options.get(option.name) ?? [];
      // The map's order is that of the last mention.
      options.delete(option.name);
      options.set(option.name, [...values, value]);
    }
  }
  return { paths, options };
}

/** `--name`, `--name=VALUE`, `-n`, or several letters behind one dash. */
function writtenOptionsIn(argument: string): readonly WrittenOption[] {
  if (!argument.startsWith('--')) {
    return Array.from(argument.slice(1), (letter) => {
      const name = SHORT_NAMES.get(letter);
      if (name === undefined) {
        throw new UsageError(
          `Unknown option: ${argument.length === 2 ? argument : `-${letter} in ${argument}`}`,
          argument,
        );
      }
      return { name, written: `-${letter}`, value: undefined };
    });
  }
  const equals = argument.indexOf('=');
  const written = equals < 0 ? argument : argument.slice(0, equals);
  const name = written.slice(2);
  if (!isOptionName(name)) {
    throw new UsageError(`Unknown option: ${written}`, written);
  }
  return [{ name, written, value: equals < 0 ? undefined : argument.slice(equals + 1) }];
}

function valueOf({ name, written, value }: WrittenOption, next: () => string | undefined): string {
  const { form } = recordOf(name);
  if (form === 'flag') {
    if (value !== undefined) {
      throw new UsageError(`${written} takes no value.`);
    }
    return '';
  }
  const given = form === 'value' ? (value ?? next()) : value;
  if (given === '' || (given === undefined && form === 'value')) {
    throw new UsageError(`${written} needs a value.`);
  }
  return given ?? '';
}
