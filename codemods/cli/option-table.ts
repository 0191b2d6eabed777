/** How an option is written: `--name`, `--name VALUE` (or `--name=VALUE`), or `--name[=VALUE]`. */
export type OptionForm = 'flag' | 'value' | 'optional value';

/** Each option that the command knows, without its dashes. */
export const OPTION_FORMS = {
  'allow-dirty': 'flag',
  check: 'flag',
  color: 'flag',
  concurrency: 'value',
  config: 'value',
  diff: 'flag',
  'dry-run': 'flag',
  'explicit-false': 'flag',
  ext: 'value',
  'files-from': 'value',
  gitignore: 'flag',
  help: 'flag',
  ignore: 'value',
  interactive: 'flag',
  json: 'optional value',
  'list-undecided': 'flag',
  'no-color': 'flag',
  'no-gitignore': 'flag',
  quiet: 'flag',
  sarif: 'optional value',
  stat: 'flag',
  stdin: 'flag',
  'stdin-filepath': 'value',
  verbose: 'flag',
  version: 'flag',
} as const satisfies Record<string, OptionForm>;

/** The name of an option, without its dashes. */
export type OptionName = keyof typeof OPTION_FORMS;

/** One letter for one dash. */
export const SHORT_NAMES: ReadonlyMap<string, OptionName> = new Map([
  ['h', 'help'],
  ['i', 'interactive'],
  ['n', 'dry-run'],
  ['q', 'quiet'],
  ['v', 'version'],
] as const);

/**
 * Tells whether the command has such an option.
 *
 * @param name what stands behind the two dashes
 */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTION_FORMS, name);
}
