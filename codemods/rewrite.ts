import { resolve } from 'node:path';
import { LineTable, Suppressions, analyze, selectApis } from '../analysis/index.ts';
import type {
  Finding,
  Place,
  Project,
  SourceFile,
  Suppression,
  TextEdit,
  Verdict,
} from '../analysis/index.ts';
import { parseSource } from './parse.ts';
import type { SyntaxProblem } from './parsers/parse-result.ts';
import { EditedText } from './rewriting/edited-text.ts';
import { toFix, selectFixes } from './rewriting/rounds.ts';
import type { Fix } from './rewriting/rounds.ts';

/** One reuse option in the source. */
export interface OptionSite {
  /** UTF-16 units from the start of the source, a byte order mark not counted. */
  readonly offset: number;
  /** The same as line and column. */
  readonly place: Place;
  /** Where it is in the output; for a change, where it was just before its own edit. */
  readonly placeInOutput: Place;
  readonly option: string;
  readonly api: string;
  /** The name of the call that makes the socket; of an assertion, every name that it speaks of. */
  readonly calls: readonly string[];
  readonly verdict: Verdict;
  readonly evidence: string;
  readonly message: string;
}

/** An option that was left as it is. */
export interface LeftSite extends OptionSite {
  /** Why. */
  readonly reason: string;
  /** `explicitFalse` would have set it to `false`. */
  readonly needsExplicitFalse: boolean;
}

/** An option that a comment keeps: `eslint-disable` and its like. */
export interface SuppressedSite extends LeftSite {
  readonly suppression: SuppressingComment;
}

/** A comment that keeps an option; offset and place are those in the source. */
interface SuppressingComment extends Suppression {
  readonly placeInOutput: Place;
}

/** What a rewrite may do. */
export interface RewriteOptions {
  /** Also write `false` where the API's default is on, so that removal would change nothing. Default `false`. */
  readonly explicitFalse?: boolean;
  /** A template that is not in the source may use the names of its top level. Default `false`. */
  readonly hasTemplate?: boolean;
  /** The names that it can use. Default: all. */
  readonly templateNames?: ReadonlySet<string>;
  /** Obey the comments that suppress the rule: `eslint-disable`, `oxlint-disable` and their like. Default `true`. */
  readonly suppressions?: boolean;
  /** Asked about each change before it is made, more than once perhaps; `false` leaves the option. Default: all. */
  readonly accept?: (site: OptionSite) => boolean;
  /** What modules stand for in the project of the file, by what it calls them; see `findModuleAliases`. Default: none. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** The files around a file whose path is absolute, which decide what it leaves open. Default: none. */
  readonly project?: (file: SourceFile) => Project;
  /** What stands under `settings.sockets` in the configuration of ESLint: the user's own APIs. */
  readonly settings?: unknown;
  /** Finds the options. Default: the analysis of this package. */
  readonly analysis?: (file: SourceFile) => readonly Finding[];
}

/** What a rewrite did. */
export interface Rewrite {
  /** The new text, or the source itself when nothing changed. */
  readonly output: string;
  /** All that changed: ascending, disjoint; ranges are UTF-16 offsets into the source, a byte order mark not counted. */
  readonly edits: readonly TextEdit[];
  /** The options that the edits removed or switched off. */
  readonly changed: readonly OptionSite[];
  /** The options of clients that are still there. */
  readonly left: readonly LeftSite[];
  /** The options of sockets that may or may not be clients, and of those that are clients in some calls only. */
  readonly undecided: readonly LeftSite[];
  /** The options that a comment keeps, whatever their verdict. They are in no other list. */
  readonly suppressed: readonly SuppressedSite[];
  /** The options that tests expect, and that an edit elsewhere may take away. */
  readonly asserted: readonly OptionSite[];
  /** Why the file could not be read. */
  readonly error?: SyntaxProblem;
}

/** ESLint's own limit (`MAX_AUTOFIX_PASSES`), so that its fixes and ours end at the same text. */
const MAX_ROUNDS = 10;

/** The rule whose suppressions count. */
const RULE = 'no-client-reuse-address';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Takes the reuse options off the client sockets of one file, byte for byte as ESLint does with the fixes of the rule
 * `no-client-reuse-address`: edits that touch each other wait for the next round.
 *
 * @param source the file's text, with its byte order mark if it has one
 * @param path the file's name, whose ending is its language
 * @param options what may be changed
 * @returns the new text, what changed, and what was left and why
 * @throws {ApiDescriptionError} when the settings describe an API wrongly
 * @throws {Error} when a parser is not installed
 */
export function rewrite(source: string, path: string, options: RewriteOptions = {}): Rewrite {
  const untouched: Rewrite = {
    output: source,
    edits: [],
    changed: [],
    left: [],
    undecided: [],
    suppressed: [],
    asserted: [],
  };
  const selection = selectApis(options.settings);
  if (!selection.isMentioned(source)) {
    return untouched;
  }
  const mark = source.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const original = source.slice(mark.length);
  const parsed = parseSource(original, path);
  if (!parsed.ok) {
    return { ...untouched, error: parsed.error };
  }
  const analysis =
    options.analysis ??
    ((file: SourceFile) => {
      const placed = placeFile(file, path, options);
      return analyze(placed, selection.apis, options.project?.(placed));
    });
  const rewriting = new Rewriting(parsed.file, path, { ...options, analysis });
  for (let round = 0; round < MAX_ROUNDS && rewriting.nextRound(); round += 1) {}
  const result = rewriting.result();
  return result.edits.length === 0
    ? { ...result, output: source }
    : { ...result, output: mark + result.output };
}

/**
 * A parsed file with what is known of its surroundings.
 *
 * @param file the file as its parser gives it
 * @param path the file's name
 * @param surroundings what there is around it
 */
export function placeFile(
  file: SourceFile,
  path: string,
  {
    aliases,
    hasTemplate,
    templateNames,
    project,
  }: Pick<RewriteOptions, 'aliases' | 'hasTemplate' | 'templateNames' | 'project'>,
): SourceFile {
  // As a prototype, so that what the parser hands over late stays late.
  return Object.create(file, {
    ...(aliases && { aliases: { value: aliases } }),
    ...(hasTemplate === true && { hasTemplate: { value: true } }),
    ...(templateNames && { templateNames: { value: templateNames } }),
    ...(project && { path: { value: resolve(path).replaceAll('\\', '/') } }),
  }) as SourceFile;
}

type CompleteOptions = RewriteOptions & Pick<Required<RewriteOptions>, 'analysis'>;

/** The rounds of one file. */
class Rewriting {
  readonly #path: string;
  readonly #options: CompleteOptions;
  readonly #originalLines: LineTable;
  readonly #edited: EditedText;
  readonly #changed: OptionSite[] = [];
  /** Why a fix was not made, by the option that it is for. */
  readonly #declined = new Map<string, string>();
  #text: string;
  #lines: LineTable;
  #findings: readonly Finding[];
  #suppressions: Suppressions | undefined;

  constructor(file: SourceFile, path: string, options: CompleteOptions) {
    this.#path = path;
    this.#options = options;
    this.#originalLines = new LineTable(file.text);
    this.#text = file.text;
    this.#lines = this.#originalLines;
    this.#edited = new EditedText(file.text);
    this.#findings = options.analysis(file);
    this.#suppressions = this.#findSuppressions(file);
  }

  #findSuppressions(file: SourceFile): Suppressions | undefined {
    return this.#options.suppressions === false ? undefined : new Suppressions(file, RULE);
  }

  /** @returns whether anything changed */
  nextRound(): boolean {
    const explicitFalse = this.#options.explicitFalse ?? false;
    const fixes = selectFixes(
      this.#findings
        .flatMap((finding) => toFix(finding, explicitFalse) ?? [])
        .filter((fix) => this.#isWanted(fix)),
    );
    if (fixes.length === 0) {
      return false;
    }
    const next = new EditedText(this.#text);
    next.apply(fixes.flatMap(({ edits }) => edits));
    const parsed = parseSource(next.text, this.#path);
    const sites = fixes.map(({ finding }) => this.#toSite(finding));
    if (!parsed.ok) {
      for (const site of sites) {
        this.#declined.set(toSiteKey(site), 'without it the file would not parse');
      }
      return false;
    }
    this.#changed.push(...sites);
    this.#edited.apply(next.edits);
    this.#text = next.text;
    this.#lines = new LineTable(next.text);
    this.#findings = this.#options.analysis(parsed.file);
    this.#suppressions = this.#findSuppressions(parsed.file);
    return true;
  }

  result(): Rewrite {
    const found = this.#findings.filter(({ verdict }) => verdict !== 'listener' && verdict !== 'asserted');
    const asserted = this.#findings.filter(({ verdict }) => verdict === 'asserted');
    const remaining = found
      .filter((finding) => !this.#findSuppression(finding))
      .map((finding) => this.#toLeftSite(finding));
    const suppressed = found.flatMap((finding) => this.#toSuppressedSite(finding) ?? []);
    return {
      output: this.#text,
      edits: this.#edited.edits,
      changed: this.#changed.toSorted((a, b) => a.offset - b.offset),
      left: remaining.filter(({ verdict }) => verdict === 'client'),
      undecided: remaining.filter(({ verdict }) => verdict !== 'client'),
      suppressed,
      asserted: asserted.map((finding) => this.#toSite(finding)),
    };
  }

  #findSuppression({ node }: Finding): Suppression | undefined {
    return this.#suppressions?.find(node.range[0]);
  }

  #isWanted({ finding }: Fix): boolean {
    if (this.#findSuppression(finding)) {
      return false;
    }
    const site = this.#toSite(finding);
    if (this.#options.accept?.(site) === false) {
      this.#declined.set(toSiteKey(site), 'you chose to keep it');
    }
    return !this.#declined.has(toSiteKey(site));
  }

  #toSite({ node, option, api, calls, verdict, evidence, message }: Finding): OptionSite {
    const offset = this.#edited.originalOffset(node.range[0]);
    const place = this.#originalLines.getPlace(offset);
    const placeInOutput = this.#lines.getPlace(node.range[0]);
    return { offset, place, placeInOutput, option, api, calls, verdict, evidence, message };
  }

  #toLeftSite(finding: Finding): LeftSite {
    const { remedy } = finding;
    const site = this.#toSite(finding);
    return {
      ...site,
      reason:
        this.#declined.get(toSiteKey(site)) ?? (remedy.kind === 'fix' ? finding.evidence : remedy.reason),
      needsExplicitFalse: remedy.kind === 'suggestion' && remedy.explicitFalse,
    };
  }

  #toSuppressedSite(finding: Finding): SuppressedSite | undefined {
    const suppression = this.#findSuppression(finding);
    if (!suppression) {
      return undefined;
    }
    const offset = this.#edited.originalOffset(suppression.offset);
    const place = this.#originalLines.getPlace(offset);
    return {
      ...this.#toSite(finding),
      reason: `suppressed at ${String(place.line)}:${String(place.column)} by '${suppression.directive}'`,
      needsExplicitFalse: false,
      suppression: { ...suppression, offset, place, placeInOutput: suppression.place },
    };
  }
}

/**
 * Names an option of a file; it has the same key in each round.
 *
 * @param site the option site
 */
export function toSiteKey(site: Pick<OptionSite, 'offset' | 'option'>): string {
  return `${String(site.offset)} ${site.option}`;
}
