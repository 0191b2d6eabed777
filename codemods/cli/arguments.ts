import { OPTION_FORMS, SHORT_NAMES, isOptionName } from './option-table.ts';
import type { OptionName } from './option-table.ts';

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
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
    const written = equals < 0 ? argument : argument.slice(0, equals);
    const name = optionNameOf(written);
    let value = equals < 0 ? undefined : argument.slice(equals + 1);
    const form = OPTION_FORMS[name];
    if (form === 'flag' && value !== undefined) {
      throw new UsageError(`${written} takes no value.`);
    }
    if (form === 'value') {
      value ??= rest.pop();
    }
    if (form !== 'flag' && (value === '' || (value === undefined && form === 'value'))) {
      throw new UsageError(`${written} needs a value.`);
    }
    const values = options.get(name) ?? [];
    // The map's order is that of the last mention.
    options.delete(name);
    options.set(name, [...values, value ?? '']);
  }
  return { paths, options };
}

function optionNameOf(written: string): OptionName {
  const name = written.startsWith('--') ? written.slice(2) : SHORT_NAMES.get(written.slice(1));
  if (name !== undefined && isOptionName(name)) {
    return name;
  }
  throw new UsageError(`Unknown option: ${written}`, written);
}
