import type { TSESTree } from '@typescript-eslint/utils';
import type { TextEdit } from './finding.ts';

/** White space within a line. */
function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** The line terminators of ECMAScript. */
function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029';
}

/** Skips white space, line ends and comments. */
function skipTrivia(text: string, start: number): number {
  let index = start;
  for (;;) {
    while (index < text.length && /\s/u.test(text[index] ?? '')) {
      index++;
    }
    if (text.startsWith('//', index)) {
      while (index < text.length && !isLineEnd(text[index])) {
        index++;
      }
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
  if (text[comma] === ',') {
    return removeWithCommaBehind(text, property.range, comma, previous);
  }
  return previous ? removeLast(text, property.range, previous) : removeOnly(text, property.range, literal);
}

/** The edit that adds a property behind the last one of an object literal. */
export function addProperty(literal: TSESTree.ObjectExpression, property: string): TextEdit {
  const last = literal.properties.at(-1);
  return last ? insert(last.range[1], `, ${property}`) : insert(literal.range[0] + 1, ` ${property} `);
}

/** The edit that puts text in. */
export function insert(offset: number, text: string): TextEdit {
  return { range: [offset, offset], text };
}

/** Where the arguments of a call stand in the text. */
interface ArgumentParts {
  /** Behind the parenthesis that opens the arguments. */
  readonly start: number;
  /** Of each argument, where it starts and ends with the parentheses around it. */
  readonly arguments: readonly (readonly [start: number, end: number])[];
}

/** Looks where each argument of a call stands, with the parentheses around it that the tree does not show. */
export function getArgumentParts(call: TSESTree.CallExpression, text: string): ArgumentParts {
  let position = (call.typeArguments ?? call.callee).range[1];
  // Parentheses around the callee, and `?.`.
  for (;;) {
    position = skipTrivia(text, position);
    const character = text[position];
    if (character === '(' || character === undefined) {
      break;
    }
    position++;
  }
  const start = position + 1;
  position = start;
  const parts = call.arguments.map(({ range }): readonly [number, number] => {
    const first = skipTrivia(text, position);
    let end: number = range[1];
    position = end;
    for (;;) {
      position = skipTrivia(text, position);
      if (text[position] !== ')' || position >= call.range[1] - 1) {
        break;
      }
      position++;
      end = position;
    }
    // The comma.
    position++;
    return [first, end];
  });
  return { start, arguments: parts };
}

/** `a: 1,` with the comma behind: the comma goes with it, and the line if nothing else stands on it. */
function removeWithCommaBehind(
  text: string,
  [start, end]: readonly [number, number],
  comma: number,
  previous: TSESTree.Node | undefined,
): readonly TextEdit[] {
  if (hasComment(text.slice(end, comma))) {
    return [cutToComment(text, start, end), cutToComment(text, comma, comma + 1)];
  }
  const line = getWholeLine(text, start, comma + 1);
  if (line) {
    return [cut(...line)];
  }
  const before = getBlankStart(text, start);
  const after = getBlankEnd(text, comma + 1);
  if (isComment(text, after)) {
    return [cutToComment(text, start, comma + 1)];
  }
  if (isLineEnd(text[after])) {
    return [cut(isLineStart(text, before) ? start : before, comma + 1)];
  }
  if (text[after] !== '}') {
    return [cut(start, after)];
  }
  if (previous) {
    return [cut(before, comma + 1)];
  }
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
    return [cutToComment(text, comma, comma + 1), line ? cut(...line) : cut(getBlankStart(text, start), end)];
  }
  if (line) {
    return [cut(comma, comma + 1), cut(...line)];
  }
  const behind = getBlankEnd(text, end);
  if (isComment(text, behind) && isLineStart(text, getBlankStart(text, start))) {
    return [cut(comma, comma + 1), cutToComment(text, start, end)];
  }
  const withComma = getWholeLine(text, comma, end);
  return [withComma ? cut(...withComma) : cutToComment(text, comma, end)];
}

/** `{ a: 1 }`, the only property. */
function removeOnly(
  text: string,
  [start, end]: readonly [number, number],
  literal: TSESTree.ObjectExpression,
): readonly TextEdit[] {
  const line = getWholeLine(text, start, end);
  if (line) {
    return [cut(...line)];
  }
  const before = getBlankStart(text, start);
  const after = getBlankEnd(text, end);
  const fills = before === literal.range[0] + 1 && after === literal.range[1] - 1;
  return [fills ? cut(before, after) : cutToComment(text, start, end)];
}

function isComment(text: string, offset: number): boolean {
  return text.startsWith('//', offset) || text.startsWith('/*', offset);
}

/** Cuts what may have a comment behind: one that is left alone on its line starts where the cut did. */
function cutToComment(text: string, start: number, end: number): TextEdit {
  const behind = getBlankEnd(text, end);
  const isLeftAlone = isComment(text, behind) && isLineStart(text, getBlankStart(text, start));
  return cut(start, isLeftAlone ? behind : end);
}

function cut(start: number, end: number): TextEdit {
  return { range: [start, end], text: '' };
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || isLineEnd(text[offset - 1]);
}

function getBlankStart(text: string, offset: number): number {
  let index = offset;
  while (index > 0 && isBlank(text[index - 1])) {
    index--;
  }
  return index;
}

function getBlankEnd(text: string, offset: number): number {
  let index = offset;
  while (index < text.length && isBlank(text[index])) {
    index++;
  }
  return index;
}

/** The range of the line with its end, when nothing but `start` to `end` stands on it. */
function getWholeLine(text: string, start: number, end: number): readonly [number, number] | undefined {
  const lineStart = getBlankStart(text, start);
  const lineEnd = getBlankEnd(text, end);
  if (lineStart > 0 && !isLineEnd(text[lineStart - 1])) {
    return undefined;
  }
  if (!isLineEnd(text[lineEnd])) {
    return undefined;
  }
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
      if (last.text !== edit.text) {
        return undefined;
      }
    } else if (last && edit.range[0] < last.range[1]) {
      return undefined;
    } else {
      disjoint.push(edit);
    }
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
