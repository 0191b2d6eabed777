import { LineTable } from '../program/line-table.ts';
import type { Place } from '../program/line-table.ts';
import type { SourceFile } from '../program/source-file.ts';

/** A comment by which a linter reports nothing of a place. */
export interface Suppression {
  /** The directive that it starts with: `eslint-disable-next-line`. */
  readonly directive: string;
  /** Where it stands: UTF-16 units from the start of the text. */
  readonly offset: number;
  /** The same as line and column, from 1. */
  readonly place: Place;
  /** What stands behind `--` in it. */
  readonly description: string | undefined;
}

/** A comment with a directive, as it counts for one rule. */
interface Directive extends Suppression {
  readonly linter: string;
  readonly kind: 'disable' | 'enable' | 'line';
  /** Where what it says begins: for `line`, the number of the line; else the offset of the comment. */
  readonly at: number;
}

/** `eslint-disable`, `-line`, `-next-line`, `eslint-enable`, and the same of oxlint. */
const DIRECTIVE = /^(eslint|oxlint)-(disable|enable)(-next-line|-line)?(?=\s|$)/u;

/** `eslint sockets/no-client-reuse-address: "off"`, which configures the whole file. */
const CONFIGURATION = /^eslint(?=\s)/u;

/**
 * The comments that suppress a rule in one file, by the grammar and the order of ESLint (lib/linter/apply-disable-directives.js)
 * and of oxlint.
 */
export class Suppressions {
  readonly #lines: LineTable;
  readonly #directives: readonly Directive[];

  /**
   * @param file a parsed file; without its comments, nothing is suppressed
   * @param rule the rule's name without a prefix: the plugin may have any name in a configuration
   */
  constructor({ text, comments = [] }: SourceFile, rule: string) {
    this.#lines = new LineTable(text);
    this.#directives = /\b(?:eslint|oxlint)\b/u.test(text)
      ? comments.flatMap(({ range }) => this.#read(text.slice(...range), range, rule) ?? [])
      : [];
  }

  /**
   * The comment that suppresses the rule at a place.
   *
   * @param offset UTF-16 units from the start of the text
   */
  find(offset: number): Suppression | undefined {
    const { line } = this.#lines.getPlace(offset);
    const ofLine = this.#directives.find(({ kind, at }) => kind === 'line' && at === line);
    if (ofLine) {
      return ofLine;
    }
    for (const linter of ['eslint', 'oxlint']) {
      // Of those before the place, the last one that names the rule, or all rules, decides.
      const last = this.#directives.findLast(
        (directive) => directive.linter === linter && directive.kind !== 'line' && directive.at <= offset,
      );
      if (last?.kind === 'disable') {
        return last;
      }
    }
    return undefined;
  }

  #read(comment: string, [start, end]: readonly [number, number], rule: string): Directive | undefined {
    const isBlock = comment.startsWith('/*');
    const content = (isBlock ? comment.slice(2, -2) : comment.slice(2)).trim();
    const [value = '', ...description] = content.split(/\s-{2,}\s/u);
    const common = {
      offset: start,
      place: this.#lines.getPlace(start),
      description: description[0]?.trim(),
    };
    if (isBlock && CONFIGURATION.test(value)) {
      return isSwitchedOff(value, rule)
        ? { ...common, directive: 'eslint', linter: 'eslint', kind: 'disable', at: -1 }
        : undefined;
    }
    const match = DIRECTIVE.exec(value);
    if (!match || !names(value.slice(match[0].length), rule)) {
      return undefined;
    }
    const [directive, linter = '', action = '', where] = match;
    if (where !== undefined) {
      const first = common.place.line;
      const { line } = this.#lines.getPlace(end);
      // ESLint has no `eslint-enable-line`, and takes no `-line` of several lines.
      if (action === 'enable' || (where === '-line' && line !== first)) {
        return undefined;
      }
      return { ...common, directive, linter, kind: 'line', at: where === '-line' ? line : line + 1 };
    }
    // ESLint obeys these in blocks alone; oxlint does not ask.
    const isObeyed = isBlock || linter === 'oxlint';
    return isObeyed
      ? { ...common, directive, linter, kind: action === 'disable' ? 'disable' : 'enable', at: start }
      : undefined;
  }
}

/** Whether a list of rules, which may be empty for all of them, has the rule. */
function names(list: string, rule: string): boolean {
  return list.trim() === '' || list.split(',').some((name) => isRule(name, rule));
}

/** `sockets/no-client-reuse-address`, quoted or not, by whatever name the plugin has. */
function isRule(name: string, rule: string): boolean {
  const plain = name.trim().replace(/^(['"]?)(.*)\1$/su, '$2');
  return plain === rule || plain.endsWith(`/${rule}`);
}

/** `sockets/no-client-reuse-address: off`, `: 0`, `: ["off", {}]`. */
function isSwitchedOff(configuration: string, rule: string): boolean {
  const found = new RegExp(`(?:^|[\\s/'"])${rule}['"]?\\s*:\\s*\\[?\\s*['"]?(?:off|0)\\b`, 'u');
  return found.test(configuration);
}
