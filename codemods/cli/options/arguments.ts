import { findShortOption, getOptionNames, isOptionName } from './option-record.ts';
import type { OptionRecords } from './option-record.ts';

/** An option that does not exist, and those that do. */
export interface UnknownOption {
  /** As it was written, with its dashes. */
  readonly written: string;
  /** All options of the command, with their dashes. */
  readonly known: readonly string[];
}

/** A command line that makes no sense. */
export class UsageError extends Error {
  /** The unknown option, if the mistake is one. */
  readonly unknownOption: UnknownOption | undefined;

  /**
   * @param message what is wrong, for the user
   * @param unknownOption the option that does not exist, if that is what is wrong
   */
  constructor(message: string, unknownOption?: UnknownOption) {
    super(message);
    this.unknownOption = unknownOption;
  }
}

/** The command line as it was written: which options, with which values, in order. */
export interface Arguments<Name extends string> {
  /** Everything that is no option, and everything behind `--`. */
  readonly paths: readonly string[];
  /** The values of each option that was given; `''` for an option without one. */
  readonly options: ReadonlyMap<Name, readonly string[]>;
}

/** One option as it was written, and the value that was written with it. */
interface WrittenOption<Name> {
  readonly name: Name;
  readonly written: string;
  readonly value: string | undefined;
}

/**
 * Reads the command line. (`parseArgs` of `node:util` knows no optional values, as in `--json[=FILE]`.)
 *
 * @param argv what stands behind the command's name
 * @param records the options that the command has
 * @returns what was written
 * @throws {UsageError} when an option is unknown, lacks its value or has one too many
 */
export function parseArguments<Name extends string>(
  argv: readonly string[],
  records: OptionRecords<Name>,
): Arguments<Name> {
  const paths: string[] = [];
  const options = new Map<Name, string[]>();
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
    for (const option of findWrittenOptions(argument, records)) {
      const value = readValue(option, records, () => rest.pop());
      const values = options.get(option.name) ?? [];
      // The map's order is that of the last mention.
      options.delete(option.name);
      options.set(option.name, [...values, value]);
    }
  }
  for (const [name, values] of options) {
    const [first] = paths;
    if (records[name].takesFirstPath && values.at(-1) === '' && first !== undefined) {
      paths.shift();
      values.push(first);
    }
  }
  return { paths, options };
}

/** `--name`, `--name=VALUE`, `-n`, or several letters behind one dash. */
function findWrittenOptions<Name extends string>(
  argument: string,
  records: OptionRecords<Name>,
): readonly WrittenOption<Name>[] {
  const known = getOptionNames(records).map((name) => `--${name}`);
  if (!argument.startsWith('--')) {
    return Array.from(argument.slice(1), (letter) => {
      const name = findShortOption(records, letter);
      if (name === undefined) {
        const shown = argument.length === 2 ? argument : `-${letter} in ${argument}`;
        throw new UsageError(`Unknown option: ${shown}`, { written: argument, known });
      }
      return { name, written: `-${letter}`, value: undefined };
    });
  }
  const equals = argument.indexOf('=');
  const written = equals < 0 ? argument : argument.slice(0, equals);
  const name = written.slice(2);
  if (!isOptionName(records, name)) {
    throw new UsageError(`Unknown option: ${written}`, { written, known });
  }
  return [{ name, written, value: equals < 0 ? undefined : argument.slice(equals + 1) }];
}

function readValue<Name extends string>(
  { name, written, value }: WrittenOption<Name>,
  records: OptionRecords<Name>,
  next: () => string | undefined,
): string {
  const { form } = records[name];
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
