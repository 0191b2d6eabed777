import type { OptionPlace, ReuseOption, SocketApi, SocketMaker } from '../analysis/apis/description.ts';

/** The comments between which the table stands in docs/rules/no-client-reuse-address.md. */
const TABLE_START = '<!-- The table is written by `npm run docs`. -->';
const TABLE_END = '<!-- End of the table. -->';

function formatCall(maker: SocketMaker, api: SocketApi): string {
  const root = api.globals?.[0]?.split('.').at(-1);
  const names = [root, ...maker.path].filter((name) => name !== undefined);
  if (names[0] === undefined) {
    names.push('(default export)');
  }
  if (names[0] === '()') {
    names[0] = 'new (default export)()';
  }
  const path = names.join('.').replaceAll('.()', '()');
  return `${maker.form === 'new' ? 'new ' : ''}${path}()`;
}

function formatPlace(at: OptionPlace): string {
  if (at.in === 'assignment') {
    return `\`socket.${at.property[0]} = …\``;
  }
  const name = at.property?.join('.');
  const where = at.in === 'method' ? `${at.method}()` : 'the call';
  return name === undefined
    ? `argument ${at.argument + 1} of ${where}`
    : `\`${name}\` in argument ${at.argument + 1} of ${where}`;
}

function formatClient({ role }: SocketMaker): string {
  if (role.by === 'api') {
    return `always: it ${role.because}`;
  }
  if (role.by === 'methods') {
    const names = role.bind.map((bind) => `${bind.name}()`).join(', ');
    return `${names} names no port${role.use.length > 0 && !role.needsUse ? ', or is never called' : ''}`;
  }
  const port = role.port.property?.join('.') ?? `argument ${role.port.argument + 1}`;
  const missing = role.whenMissing === 'ephemeral' ? 'missing or 0' : '0';
  const unbound = role.unboundWhenFalse
    ? `, or \`${role.unboundWhenFalse.property?.join('.') ?? ''}: false\``
    : '';
  return `\`${port}\` is ${missing}${unbound}${role.adoption ? ', and a client adopts it' : ''}`;
}

function formatRemedy(option: ReuseOption): string {
  if (option.remedy === 'report') {
    return `report: ${option.note ?? ''}`;
  }
  if (option.remedy === 'explicit-false') {
    return `suggest \`false\`: ${option.note ?? ''}`;
  }
  const effect = option.hasNoEffect ? ' (it has no effect)' : '';
  return option.forcesExclusiveBind
    ? `fix: remove${effect}; with a bind() that cluster workers share, suggest \`exclusive: true\``
    : `fix: remove${effect}`;
}

/** The table of every API that is known, as Markdown. */
function formatApiTable(apis: readonly SocketApi[]): string {
  const rows = apis.flatMap((api) => {
    const byOption = new Map<string, string[]>();
    for (const maker of api.makers) {
      for (const option of maker.options) {
        const cells = [formatPlace(option.at), option.sets, formatClient(maker), formatRemedy(option)].join(
          ' | ',
        );
        byOption.set(cells, [...(byOption.get(cells) ?? []), `\`${formatCall(maker, api)}\``]);
      }
    }
    return [...byOption].map(
      ([cells, calls]) => `| \`${api.id}\` | ${[...new Set(calls)].join(', ')} | ${cells} |`,
    );
  });
  return [
    '| API | call | option | sets | a client when | what we do |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Puts the table into a page. */
export function insertApiTable(page: string, apis: readonly SocketApi[]): string {
  return insertTable(page, formatApiTable(apis));
}

/**
 * Puts a table into a page.
 *
 * @param table as Markdown
 */
export function insertTable(page: string, table: string): string {
  const start = page.indexOf(TABLE_START);
  const end = page.indexOf(TABLE_END);
  if (start < 0 || end < start) {
    throw new Error(`The page has no place for the table: ${TABLE_START} … ${TABLE_END}`);
  }
  return `${page.slice(0, start)}${TABLE_START}\n\n${table}\n\n${page.slice(end)}`;
}
