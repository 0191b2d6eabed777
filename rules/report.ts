import type { Rule } from 'eslint';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { MESSAGES, findTemplateNames, toDisjoint } from '../analysis/index.ts';
import type { Finding, SourceFile, TextEdit } from '../analysis/index.ts';
import { DOCUMENTATION } from './documentation.ts';

/**
 * The address of a rule's page.
 *
 * @param ruleId the rule's name, without a prefix
 */
export function getPageUrl(ruleId: string): string {
  return `${DOCUMENTATION}rules/${ruleId}.md`;
}

/** The message templates of every rule that reports findings. */
export const REPORT_MESSAGES: Readonly<Record<string, string>> = { ...MESSAGES, suggestion: '{{title}}' };

/** File names of components and pages, whose templates use what their scripts declare, and what processors make of them. */
const TEMPLATE_FILE = /\.(?:astro|html?|marko|riot|svelte|vue)(?=$|[\\/])/iu;

const TYPESCRIPT_FILE = /\.[cm]?tsx?$/iu;

/** Those whose templates see what the script declares by its name alone. */
const NAMED_TEMPLATE = /\.(?:svelte|vue)$/iu;

/**
 * The file of a rule's context, as the analysis takes it.
 *
 * @param context the rule's
 * @param aliases what modules stand for in it
 */
export function toSourceFile(
  { sourceCode, filename, physicalFilename }: Rule.RuleContext,
  aliases: SourceFile['aliases'],
): SourceFile {
  const templateNames = NAMED_TEMPLATE.test(filename) ? findTemplateNames(sourceCode.text) : undefined;
  return {
    ...(aliases && { aliases }),
    ...(templateNames && { templateNames }),
    ...(TYPESCRIPT_FILE.test(filename) && { isTypeScript: true }),
    // ESLint's own types name the plain ESTree; each parser's tree is a subset of the one that the analysis knows.
    ast: sourceCode.ast as unknown as TSESTree.Program,
    scopeManager: sourceCode.scopeManager as unknown as TSESLint.Scope.ScopeManager,
    text: sourceCode.text,
    get comments() {
      return sourceCode.getAllComments().flatMap(({ range }) => (range ? [{ range }] : []));
    },
    visitorKeys: sourceCode.visitorKeys,
    hasTemplate: [filename, physicalFilename].some((name) => TEMPLATE_FILE.test(name)),
  };
}

/** What the script of a component or page begins with, where the text is the whole file. */
const WHOLE_TEMPLATE = /<script\b|^---/mu;

/** A place within a sentence. */
const PLACE = / at \d+:\d+/gu;

/**
 * Whether the lines of a text are those of its file. Processors hand over blocks of Markdown and scripts of pages, and oxlint the
 * scripts of components; ESLint puts right where a message is, but not what it says.
 */
function hasPlacesOfFile({ sourceCode, filename, physicalFilename }: Rule.RuleContext): boolean {
  return (
    filename === physicalFilename && (!TEMPLATE_FILE.test(filename) || WHOLE_TEMPLATE.test(sourceCode.text))
  );
}

function withoutPlaces(data: Finding['data']): Finding['data'] {
  return Object.fromEntries(Object.entries(data).map(([name, text]) => [name, text.replaceAll(PLACE, '')]));
}

/**
 * Reports findings, each with its fix or suggestion.
 *
 * Two options side by side share a comma: the fix of the first takes it, so that no two fixes overlap. What is suppressed is not
 * fixed, and takes none.
 *
 * @param context the rule's
 * @param findings in source order
 * @param isSuppressed whether a comment keeps ESLint from showing the report, and from making its fix
 */
export function reportFindings(
  context: Rule.RuleContext,
  findings: readonly Finding[],
  isSuppressed: (finding: Finding) => boolean,
): void {
  let end = 0;
  for (const finding of findings) {
    const { remedy } = finding;
    // ESLint ends the whole run on edits that overlap.
    const edits = remedy.kind === 'none' ? undefined : toDisjoint(remedy.edits);
    const separate = remedy.kind === 'fix' ? edits?.flatMap((edit) => cutBefore(edit, end) ?? []) : edits;
    reportFinding(context, finding, separate);
    const last = separate?.at(-1);
    if (remedy.kind === 'fix' && last && !isSuppressed(finding)) {
      end = Math.max(end, last.range[1]);
    }
  }
}

/** What an edit does from an offset on, if it does anything there. */
function cutBefore({ range: [from, to], text }: TextEdit, offset: number): TextEdit | undefined {
  return to > offset ? { range: [Math.max(from, offset), to], text } : undefined;
}

function reportFinding(
  context: Rule.RuleContext,
  finding: Finding,
  edits: readonly TextEdit[] | undefined,
): void {
  const { node, messageId, remedy } = finding;
  const data = hasPlacesOfFile(context) ? finding.data : withoutPlaces(finding.data);
  context.report({
    node: node as unknown as Rule.Node,
    messageId,
    data: { ...data },
    fix: remedy.kind === 'fix' && edits ? (fixer) => toFixes(fixer, edits) : null,
    suggest:
      remedy.kind === 'suggestion' && edits
        ? [
            {
              messageId: 'suggestion',
              data: { title: remedy.title },
              fix: (fixer) => toFixes(fixer, edits),
            },
          ]
        : null,
  });
}

function toFixes(fixer: Rule.RuleFixer, edits: readonly TextEdit[]): Rule.Fix[] {
  return edits.map((edit) => fixer.replaceTextRange([edit.range[0], edit.range[1]], edit.text));
}
