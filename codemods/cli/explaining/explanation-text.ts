import type { Explanation } from '../../../analysis/index.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { counted } from '../reports/diff/stat.ts';
import { styled } from '../terminal/terminal.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { ExplainedOptions } from './explanation-json.ts';

type Socket = Explanation['sockets'][number];
type Step = Socket['maker'];
type Bind = Socket['binds'][number];
type ExplainedPlace = Step['place'];

/** Sockets beyond that are counted; `--json` has all. */
const SHOWN_SOCKETS = 4;

const ROLES = { client: 'a client', listener: 'a listener', unknown: 'undecided' } as const;

const CHOICES = {
  ephemeral: 'names no port, so that the kernel picks one',
  explicit: 'names a port',
  shared: "takes another socket's port",
  unknown: 'does not show its port',
} as const;

const SETTINGS = {
  sometimes: 'switches it on in some runs',
  unknown: 'decides, and is not shown',
  changeable: 'switches it on, unless something is written over it before the call reads it',
} as const;

const GIVEN = 'is given its port by other code, which counts as one that the program names';

const STAYING = {
  listener: 'It stays: this is a listener.',
  mixed: 'It stays: not every socket that gets it is a client.',
  unknown: 'It stays: it is not known whether this is a client.',
  asserted: 'It stays: a test expects it.',
} as const;

/**
 * Explanations for people.
 *
 * @param explained what was explained
 * @param cwd the folder of the run, absolute
 * @param isColored whether headings stand out
 */
export function createExplanationText(
  { path, explanations }: ExplainedOptions,
  cwd: string,
  isColored: boolean,
): string {
  const own = toDisplayPath(cwd, path);
  const toText = (place: ExplainedPlace): string => {
    const file = place.file === undefined ? own : toDisplayPath(cwd, place.file);
    const where = `${String(place.line)}:${String(place.column)}`;
    return file === own ? where : `${toVisible(file)}:${where}`;
  };
  const heading = (text: string): string => styled(isColored, 'bold', text);
  return explanations
    .map((explanation) => {
      const { place, option, api, verdict, message, sockets } = explanation;
      const where = `${toVisible(own)}:${String(place.line)}:${String(place.column)}`;
      const shown = sockets.slice(0, SHOWN_SOCKETS);
      const hidden = sockets.length - shown.length;
      return [
        heading(`${where}  ${option} (${api}): ${verdict}`),
        `  ${toVisible(message)}`,
        '',
        ...shown.flatMap((socket, index) => [
          heading(
            `${getTitle(index, sockets.length)} is ${ROLES[socket.role]}: ${toVisible(socket.evidence)}`,
          ),
          ...socketLines(socket, toText).map((line) => `  ${line}`),
          '',
        ]),
        ...(hidden > 0 ? [`${counted(hidden, 'more socket')}: see --json.`, ''] : []),
        heading('What becomes of the option'),
        `  ${toVisible(remedyText(explanation))}`,
        '',
      ].join('\n');
    })
    .join('\n');
}

function getTitle(index: number, count: number): string {
  return count === 1 ? 'The socket' : `Socket ${String(index + 1)} of ${String(count)}`;
}

function socketLines(socket: Socket, toText: (place: ExplainedPlace) => string): readonly string[] {
  const { maker, steps, binds, uses, escapes, heldBy, setting } = socket;
  const stepRow = (step: Step): readonly [string, string, string] => [
    toText(step.place),
    toVisible(step.code),
    toVisible(step.what),
  ];
  const valueLines = (what: string, values: Bind['values']): readonly string[] =>
    values.flatMap(({ text, way }) => [
      `    ${what} can be ${toVisible(text)}`,
      ...table(way.map(stepRow)).map((line) => `    ${line}`),
    ]);
  const late = [
    ...binds.filter(({ isTooLate }) => isTooLate).map(({ place, call }) => [toText(place), `${call}()`]),
    ...escapes
      .filter(({ isTooLate }) => isTooLate)
      .map(({ place, what }) => [place === undefined ? '' : toText(place), `it ${what}`]),
  ].map(([place, what]) => [
    place ?? '',
    `${what ?? ''}: the socket is bound by then, and cannot be bound again`,
  ]);
  return [
    'Where it goes',
    ...table([maker, ...steps].map(stepRow)),
    'What binds it',
    ...(binds.length === 0 ? ['  nothing that is shown'] : []),
    ...binds.flatMap((bind) => [
      ...table([[toText(bind.place), `${bind.call}() ${describeChoice(bind)}`]]),
      ...valueLines('its port', bind.values),
    ]),
    'What uses it',
    ...(uses.length === 0
      ? ['  nothing that would bind it']
      : table(uses.map(({ place, call }) => [toText(place), `${call}()`]))),
    'How it leaves what is shown',
    ...(escapes.length === 0
      ? ['  not at all']
      : table(
          escapes.map(({ place, what, who }) => [
            place === undefined ? '' : toText(place),
            `it ${what}: ${who} ${who === 'callers' ? 'have' : 'has'} it then`,
          ]),
        )),
    ...(heldBy === undefined ? [] : [`  other code has the object whose field '${heldBy}' holds it`]),
    ...(late.length === 0 ? [] : ['What comes too late', ...table(late)]),
    ...(setting === undefined
      ? []
      : [
          'Whether the option is on',
          ...table([[toText(setting.place), toVisible(setting.code), SETTINGS[setting.state]]]),
          ...valueLines('it', setting.values),
        ]),
  ];
}

function describeChoice({ choice, isGiven, isPartly, descriptor, values }: Bind): string {
  if (isGiven) {
    return GIVEN;
  }
  if (choice === 'unknown' && descriptor !== undefined) {
    return `is given a descriptor, '${descriptor}', whose port is not shown`;
  }
  if (choice === 'explicit' && values.length === 0) {
    return 'takes a port of its own';
  }
  return isPartly ? `${CHOICES[choice]} in some runs, which is enough` : CHOICES[choice];
}

/** Rows of which each column but the last is as wide as its longest text. What several calls do at one place is one row. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => (row[column] ?? '').length));
  const lines = rows.map(
    (row) =>
      `  ${row.map((text, column) => (column === row.length - 1 ? text : text.padEnd(width(column)))).join('  ')}`,
  );
  return [...new Set(lines)];
}

function remedyText({ verdict, remedy }: Explanation): string {
  if (verdict !== 'client') {
    return STAYING[verdict];
  }
  switch (remedy.kind) {
    case 'fix':
      return 'It is removed.';
    case 'suggestion':
      return `It stays, unless a person decides otherwise. ${remedy.title}: ${remedy.reason}.`;
    case 'none':
      return `It is left to a person: ${remedy.reason}.`;
  }
}
