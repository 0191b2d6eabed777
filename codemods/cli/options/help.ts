import { getOptionNames } from './option-record.ts';
import type { OptionGroup, OptionRecord, OptionRecords } from './option-record.ts';
import { RUN_OPTIONS } from './run-options.ts';

const GROUP_TITLES: Readonly<Record<OptionGroup, string>> = {
  look: 'Look, and change no file',
  choose: 'Choose',
  find: 'Find files',
  report: 'Report',
  other: 'Other',
};

/** Where what an option does begins in its line. */
const HELP_COLUMN = 30;

/**
 * What `--help` prints: lines of at most 80 columns.
 */
export function formatHelp(): string {
  return `\
sockets-codemod [options] [paths...]
sockets-codemod audit [options] [project]    (audit --help)

Removes reuseAddr, reusePort and their like (SO_REUSEADDR, SO_REUSEPORT) from
client sockets. Paths are files, folders and globs; without any, the current
folder. Undo a run with --undo.

${createOptionLines(RUN_OPTIONS)}
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

/**
 * The options of a command under their headings, a line each, for its `--help`.
 *
 * @param records the options of the command
 */
export function createOptionLines<Name extends string>(records: OptionRecords<Name>): string {
  const listed = getOptionNames(records).filter((name) => !records[name].isUnlisted);
  return (Object.keys(GROUP_TITLES) as OptionGroup[])
    .map((group) => {
      const names = listed.filter((name) => records[name].group === group);
      const lines = names.map((name) => createOptionLine(name, records[name]));
      return lines.length === 0 ? '' : `${GROUP_TITLES[group]}\n${lines.join('')}`;
    })
    .join('');
}

function createOptionLine(name: string, record: OptionRecord): string {
  const { short, help } = record;
  const written = `  ${short === undefined ? '    ' : `-${short}, `}${toWrittenForm(name, record)}`;
  return `${written.padEnd(HELP_COLUMN - 1)} ${help}\n`;
}

/**
 * An option as it is written.
 *
 * @returns such as `--json[=FILE]`
 */
function toWrittenForm(name: string, { form, value = '' }: OptionRecord): string {
  const behind = form === 'flag' ? '' : form === 'value' ? ` ${value}` : `[=${value}]`;
  return `--${name}${behind}`;
}

/**
 * The options of a command as a table in Markdown, for the documentation.
 *
 * @param records the options of the command
 */
export function createOptionTable<Name extends string>(records: OptionRecords<Name>): string {
  const rows = getOptionNames(records).map((name) => {
    const { short, help } = records[name];
    const letter = short === undefined ? '' : `\`-${short}\``;
    return `| \`${toWrittenForm(name, records[name])}\` | ${letter} | ${help} |`;
  });
  return ['| option | short | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}
