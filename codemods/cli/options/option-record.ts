/** How an option is written: `--name`, `--name VALUE` (or `--name=VALUE`), or `--name[=VALUE]`. */
type OptionForm = 'flag' | 'value' | 'optional value';

/** Under which heading `--help` lists an option. */
export type OptionGroup = 'look' | 'choose' | 'find' | 'report' | 'other';

/** All that is known of one option. Parsing, `--help`, contradictions and the documentation's table derive from it. */
export interface OptionRecord {
  readonly form: OptionForm;
  readonly group: OptionGroup;
  /** What it does, in at most 52 characters: the width of the column in `--help`. */
  readonly help: string;
  /** What `--help` calls the value. */
  readonly value?: string;
  /** One letter for one dash. */
  readonly short?: string;
  /** The option asks for the default, so `--help` does not list it. */
  readonly isUnlisted?: true;
  /** Options that it cannot be used with. Each pair is named once, by one of the two. */
  readonly excludes?: readonly string[];
  /** The only options that it can be used with. */
  readonly goesWith?: readonly string[];
  /** An option without which it means nothing. */
  readonly needs?: string;
  /** The message about a path beside it, when it takes none. */
  readonly refusesPaths?: string;
  /** Its optional value can also be written as the first path. */
  readonly takesFirstPath?: true;
  /** It reads the standard input, where only one option can. One with a value does so when that is `-`. */
  readonly readsStdin?: true;
  /** It writes to the standard output, where only one report for programs can. One with an optional value does so without it. */
  readonly writesToStdout?: true;
  /** A program reads what it writes, and must not take a part for the whole. */
  readonly isForPrograms?: true;
}

/** The options of one command, without their dashes, in the order of `--help`. */
export type OptionRecords<Name extends string> = Readonly<Record<Name, OptionRecord>>;

/** The names of a command's options, in the order of `--help`. */
export function getOptionNames<Name extends string>(records: OptionRecords<Name>): readonly Name[] {
  return Object.keys(records) as Name[];
}

/** The option with a letter, or undefined. */
export function findShortOption<Name extends string>(
  records: OptionRecords<Name>,
  letter: string,
): Name | undefined {
  return getOptionNames(records).find((name) => records[name].short === letter);
}

/** Whether a command has such an option. */
export function isOptionName<Name extends string>(records: OptionRecords<Name>, name: string): name is Name {
  return Object.hasOwn(records, name);
}
