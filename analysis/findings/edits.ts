import type { TSESTree } from '@typescript-eslint/utils';
import type { TextEdit } from './finding.ts';

/** White space within a line. */
function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** Skips white space, line ends and comments. */
function skipTrivia(text: string, start: number): number {
  let index = start;
  for (;;) {
    while (index < text.length && /\s/u.test(text[index] ?? '')) index++;
    if (text.startsWith('//', index)) {
      while (index < text.length && !isLineEnd(text[index])) index++;
    } else if (text.startsWith('/*', index)) {
      const end = text.indexOf('*/', index + 2);
      index = end < 0 ? text.length : end + 2;
    } else {
      return index;
    }
  }
}

/** Whether a piece of text holds a comment; it must hold no string. */
function hasComment(text: string): boolean {
  return text.includes('//') || text.includes('/*');
}

/**
 * The edits that take a property and its comma out of an object literal.
 *
 * Nothing else changes: comments stay, and white space goes only where the property stood alone on its line, or between the
 * property and its neighbour in the same line.
 *
 * @param property the property
 * @param literal the object literal that it stands in
 * @param text the source text
 */
export function removeProperty(
  property: TSESTree.Property,
  literal: TSESTree.ObjectExpression,
  text: string,
): readonly TextEdit[] {
  const index = literal.properties.indexOf(property);
  const previous = literal.properties[index - 1];
  const comma = skipTrivia(text, property.range[1]);
  if (text[comma] === ',') return removeWithCommaBehind(text, property.range, comma, previous);
  return previous ? removeLast(text, property.range, previous) : removeOnly(text, property.range, literal);
}

/** The edit that adds a property behind the last one of an object literal. */
export function addProperty(literal: TSESTree.ObjectExpression, property: string): TextEdit {
  const last = literal.properties.at(-1);
  if (!last) return { range: literal.range, text: `{ ${property} }` };
  return { range: [last.range[1], last.range[1]], text: `, ${property}` };
}

/** `a: 1,` with the comma behind: the comma goes with it, and the line if nothing else stands on it. */
function removeWithCommaBehind(
  text: string,
  [start, end]: readonly [number, number],
  comma: number,
  previous: TSESTree.Node | undefined,
): readonly TextEdit[] {
  if (hasComment(text.slice(end, comma))) return [cut(start, end), cut(comma, comma + 1)];
  const line = getWholeLine(text, start, comma + 1);
  if (line) return [cut(...line)];
  const before = getBlankStart(text, start);
  const after = getBlankEnd(text, comma + 1);
  if (text.startsWith('//', after) || text.startsWith('/*', after)) return [cut(start, comma + 1)];
  if (isLineEnd(text[after])) return [cut(isLineStart(text, before) ? start : before, comma + 1)];
  if (text[after] !== '}') return [cut(start, after)];
  if (previous) return [cut(before, comma + 1)];
  return [text[before - 1] === '{' ? cut(before, after) : cut(start, comma + 1)];
}

/** `, a: 1` without a comma behind: the comma before it goes with it. */
function removeLast(
  text: string,
  [start, end]: readonly [number, number],
  previous: TSESTree.Node,
): readonly TextEdit[] {
  const comma = skipTrivia(text, previous.range[1]);
  const line = getWholeLine(text, start, end);
  if (hasComment(text.slice(comma + 1, start))) {
    return [cut(comma, comma + 1), line ? cut(...line) : cut(getBlankStart(text, start), end)];
  }
  if (line) return [cut(comma, comma + 1), cut(...line)];
  const behind = getBlankEnd(text, end);
  const isCommented = text.startsWith('//', behind) || text.startsWith('/*', behind);
  if (isCommented && isLineStart(text, getBlankStart(text, start)))
    return [cut(comma, comma + 1), cut(start, end)];
  const withComma = getWholeLine(text, comma, end);
  return [withComma ? cut(...withComma) : cut(comma, end)];
}

/** `{ a: 1 }`, the only property. */
function removeOnly(
  text: string,
  [start, end]: readonly [number, number],
  literal: TSESTree.ObjectExpression,
): readonly TextEdit[] {
  const line = getWholeLine(text, start, end);
  if (line) return [cut(...line)];
  const before = getBlankStart(text, start);
  const after = getBlankEnd(text, end);
  const fills = before === literal.range[0] + 1 && after === literal.range[1] - 1;
  return [fills ? cut(before, after) : cut(start, end)];
}

function cut(start: number, end: number): TextEdit {
  return { range: [start, end], text: '' };
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || isLineEnd(text[offset - 1]);
}

function getBlankStart(text: string, offset: number): number {
  let index = offset;
  while (index > 0 && isBlank(text[index - 1])) index--;
  return index;
}

function getBlankEnd(text: string, offset: number): number {
  let index = offset;
  while (index < text.length && isBlank(text[index])) index++;
  return index;
}

/** The range of the line with its end, when nothing but `start` to `end` stands on it. */
function getWholeLine(text: string, start: number, end: number): readonly [number, number] | undefined {
  const lineStart = getBlankStart(text, start);
  const lineEnd = getBlankEnd(text, end);
  if (lineStart > 0 && !isLineEnd(text[lineStart - 1])) return undefined;
  if (!isLineEnd(text[lineEnd])) return undefined;
  const isCrLf = text[lineEnd] === '\r' && text[lineEnd + 1] === '\n';
  return [lineStart, lineEnd + (isCrLf ? 2 : 1)];
}

/**
 * Edits in ascending order, each of them once.
 *
 * @param edits in any order
 * @returns the edits, or undefined when two different ones overlap: no text can be made of them
 */
export function toDisjoint(edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const disjoint: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])) {
    const last = disjoint.at(-1);
    if (last?.range[0] === edit.range[0] && last.range[1] === edit.range[1]) {
      if (last.text !== edit.text) return undefined;
    } else if (last && edit.range[0] < last.range[1]) return undefined;
    else disjoint.push(edit);
  }
  return disjoint;
}

/** Applies edits that don't overlap; `edits` may be in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of edits.toSorted((a, b) => a.range[0] - b.range[0])) {
    result += text.slice(position, edit.range[0]) + edit.text;
    position = edit.range[1];
  }
  return result + text.slice(position);
}
