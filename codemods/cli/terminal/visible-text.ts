/**
 * What would move the cursor, fake a line, or show the rest of a line in another order: control characters, the end of a line
 * or paragraph, marks and overrides of direction (https://trojansource.codes), and characters without a width.
 */
const INVISIBLE = /[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu;

/** What a CI system obeys anywhere in a line of its log: Azure Pipelines and the first form of GitHub's, and TeamCity. */
const CI_COMMAND = /##(?=\[|vso\[|teamcity\[)/g;

/** What GitHub obeys at the start of a line, behind spaces. */
const CI_COMMAND_AT_START = /^(\s*):(?=:)/u;

/**
 * A name or message made safe to print as a part of a line.
 *
 * @param text whatever a file name or a source may hold
 * @returns the same with each harmful character as an escape sequence of JavaScript
 */
export function toVisible(text: string): string {
  return text
    .replace(INVISIBLE, toEscape)
    .replace(CI_COMMAND, '\\u0023#')
    .replace(CI_COMMAND_AT_START, '$1\\u003a');
}

/**
 * A line of a source made safe to print on a terminal.
 *
 * @param line with its line end, and what a diff writes in front of it
 */
export function toVisibleLine(line: string): string {
  return line.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t' ? character : toEscape(character),
  );
}

/**
 * A line of a diff in which a CI system finds no command. All other bytes stay.
 *
 * @param line with its line end, as `latin1`
 */
export function toHarmlessInLog(line: string): string {
  return line.replace(CI_COMMAND, '\\u0023#').replace(/^([ +-]?\s*):(?=:)/u, '$1\\u003a');
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function toEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
  return SHORT_ESCAPES.get(character) ?? `\\u${code}`;
}
