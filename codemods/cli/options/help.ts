import { OPTION_NAMES, recordOf } from './option-records.ts';
import type { OptionGroup, OptionName } from './option-records.ts';

const GROUP_TITLES: Readonly<Record<OptionGroup, string>> = {
  look: 'Look, and change no file',
  choose: 'Choose',
  find: 'Find files',
  report: 'Report',
  other: 'Other',
};

/** A switch that only says what is the default anyway is understood, and not worth a line. */
const UNLISTED: ReadonlySet<OptionName> = new Set(['gitignore', 'error-on-unmatched', 'no-color']);

/** Where what an option does begins in its line. */
const HELP_COLUMN = 30;

/**
 * What `--help` prints: lines of at most 80 columns.
 */
export function helpText(): string {
  return `\
sockets-codemod [options] [paths...]
sockets-codemod audit [options] [project]    (audit --help)

Removes reuseAddr, reusePort and their like (SO_REUSEADDR, SO_REUSEPORT) from
client sockets. Paths are files, folders and globs; without any, the current
folder. Undo a run with --undo.

${groupsOf((name) => optionLine(name))}
Exit codes
  0 done            2 wrong usage, or nothing to search
  1 there is work   3 some file or output failed   4 refused: --allow-dirty
  70 internal error          130, 143 interrupted

Examples
  sockets-codemod --diff src               what would change?
  sockets-codemod src                      change it
  sockets-codemod --check --sarif=out.sarif .
  git diff --name-only -z main | sockets-codemod --files-from -
`;
}

function groupsOf(lineOf: (name: OptionName) => string): string {
  return (Object.keys(GROUP_TITLES) as OptionGroup[])
    .map((group) => {
      const names = OPTION_NAMES.filter((name) => recordOf(name).group === group && !UNLISTED.has(name));
      return `${GROUP_TITLES[group]}\n${names.map(lineOf).join('')}`;
    })
    .join('');
}

function optionLine(name: OptionName): string {
  const { short, help } = recordOf(name);
  const written = `  ${short === undefined ? '    ' : `-${short}, `}${writtenForm(name)}`;
  return `${written.padEnd(HELP_COLUMN - 1)} ${help}\n`;
}

/**
 * An option as it is written.
 *
 * @param name the option
 * @returns such as `--json[=FILE]`
 */
function writtenForm(name: OptionName): string {
  const { form, value = '' } = recordOf(name);
  const behind = form === 'flag' ? '' : form === 'value' ? ` ${value}` : `[=${value}]`;
  return `--${name}${behind}`;
}

/** All options as a table in Markdown, for the documentation. */
export function optionTable(): string {
  const rows = OPTION_NAMES.map((name) => {
    const { short, help } = recordOf(name);
    return `| \`${writtenForm(name)}\` | ${short === undefined ? '' : `\`-${short}\``} | ${help} |`;
  });
  return ['| option | short | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}
