/**
 * What would move the cursor, fake a line, or show the rest of a line in another order: control characters, the end of a line
 * or paragraph, marks and overrides of direction (https://trojansource.codes), and characters without a width.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0]/gu;

/** What a CI system obeys anywhere in a line of its log: Azure Pipelines and the first form of GitHub's, and TeamCity. */
const CI_COMMAND = /##(?=\[|vso\[|teamcity\[)/g;

/** What GitHub obeys at the start of a line, behind spaces. */
const CI_COMMAND_AT_START = /^(\s*):(?=:)/u;

/** The spaces of Unicode in bytes, as GitHub's runner knows them, but for the carriage return. */
const SPACES_IN_BYTES = String.raw`(?:[\t-\f ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80|\xef\xbb\xbf)*`;

/** The same in bytes, behind what a diff writes in front of a line. */
const CI_COMMAND_IN_DIFF = new RegExp(`^([ +-]?${SPACES_IN_BYTES}):(?=:)`);

const CI_COMMAND_IN_BYTES = new RegExp(`^(${SPACES_IN_BYTES}):(?=:)`);

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
 * @param line with its line end, as `latin1`: one character is one byte
 */
export function toHarmlessInLog(line: string): string {
  // GitHub's runner takes a carriage return for the end of a line.
  return line
    .replace(CI_COMMAND, '\\u0023#')
    .split('\r')
    .map((part, index) => part.replace(index === 0 ? CI_COMMAND_IN_DIFF : CI_COMMAND_IN_BYTES, '$1\\u003a'))
    .join('\r');
}

/**
 * The same for JSON, where a line feed is not inside of a string. What CI systems obey at the start of a line is there, and no
 * line of a document starts with it.
 *
 * @param json a document
 */
export function toEscapedUnits(json: string): string {
  return json
    .replace(INVISIBLE, (character) => (character === '\n' ? character : toUnits(character)))
    .replace(CI_COMMAND, '\\u0023#');
}

function toUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function toEscape(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return SHORT_ESCAPES.get(character) ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`);
}
