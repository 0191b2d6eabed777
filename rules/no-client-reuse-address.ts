import type { Rule } from 'eslint';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type Finding, type TextEdit, analyze, selectApis, toDisjoint } from '../analysis/index.ts';

interface Options {
  readonly reportUndecided: boolean;
}

const DEFAULTS: Options = { reportUndecided: false };

/** Reports reuse options on client sockets; see docs/rules/no-client-reuse-address.md. */
const rule: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow SO_REUSEADDR and SO_REUSEPORT on client sockets',
      recommended: true,
      url: 'https://www.npmjs.com/package/eslint-plugin-sockets',
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [
      {
        type: 'object',
        properties: {
          reportUndecided: {
            description: 'Also report options of which the file does not show whether a client gets them.',
            type: 'boolean',
          },
        },
        additionalProperties: false,
      },
    ],
    defaultOptions: [DEFAULTS],
    messages: {
      clientReuse: '{{message}}',
      undecided: '{{message}}',
      suggestion: '{{title}}',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const selection = selectApis(context.settings['sockets']);
    if (!selection.isMentioned(sourceCode.text)) return {};
    const { reportUndecided } = getOptions(context.options);
    return {
      'Program:exit'() {
        const findings = analyze(
          {
            // ESLint's own types name the plain ESTree; each parser's tree is a subset of the one that the analysis knows.
            ast: sourceCode.ast as unknown as TSESTree.Program,
            scopeManager: sourceCode.scopeManager as unknown as TSESLint.Scope.ScopeManager,
            text: sourceCode.text,
            visitorKeys: sourceCode.visitorKeys,
          },
          selection.apis,
        );
        for (const finding of findings) {
          if (finding.verdict === 'client' || finding.verdict === 'mixed') {
            context.report(toReport(finding, 'clientReuse'));
          } else if (finding.verdict === 'unknown' && reportUndecided) {
            context.report(toReport(finding, 'undecided'));
          }
        }
      },
    };
  },
};

/** ESLint 8 knows no `defaultOptions`, so that they are filled in here as well. */
function getOptions(options: readonly unknown[]): Options {
  const [given] = options;
  return typeof given === 'object' ? { ...DEFAULTS, ...given } : DEFAULTS;
}

function toReport({ node, message, remedy }: Finding, messageId: string): Rule.ReportDescriptor {
  // ESLint ends the whole run on edits that overlap.
  const edits = remedy.kind === 'none' ? undefined : toDisjoint(remedy.edits);
  return {
    node: node as unknown as Rule.Node,
    messageId,
    data: { message },
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
  };
}

function toFixes(fixer: Rule.RuleFixer, edits: readonly TextEdit[]): Rule.Fix[] {
  return edits.map((edit) => fixer.replaceTextRange([edit.range[0], edit.range[1]], edit.text));
}

export default rule;
