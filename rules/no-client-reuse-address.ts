import type { Rule } from 'eslint';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { type Finding, type Remedy, analyze, mentionsReuseOption } from '../analysis/index.ts';

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
    schema: [],
    messages: {
      clientReuse: '{{message}}',
      suggestion: '{{title}}',
    },
  },
  create(context) {
    const { sourceCode } = context;
    if (!mentionsReuseOption(sourceCode.text)) return {};
    return {
      'Program:exit'() {
        const findings = analyze({
          // ESLint's own types name the plain ESTree; each parser's tree is a subset of the one that the analysis knows.
          ast: sourceCode.ast as unknown as TSESTree.Program,
          scopeManager: sourceCode.scopeManager as unknown as TSESLint.Scope.ScopeManager,
          text: sourceCode.text,
        });
        for (const finding of findings) {
          if (finding.verdict === 'client' || finding.verdict === 'mixed') context.report(toReport(finding));
        }
      },
    };
  },
};

function toReport({ node, message, remedy }: Finding): Rule.ReportDescriptor {
  return {
    node: node as unknown as Rule.Node,
    messageId: 'clientReuse',
    data: { message },
    fix: remedy.kind === 'fix' ? (fixer) => toFixes(fixer, remedy.edits) : null,
    suggest:
      remedy.kind === 'suggestion'
        ? [
            {
              messageId: 'suggestion',
              data: { title: remedy.title },
              fix: (fixer) => toFixes(fixer, remedy.edits),
            },
          ]
        : null,
  };
}

function toFixes(fixer: Rule.RuleFixer, edits: (Remedy & { kind: 'fix' })['edits']): Rule.Fix[] {
  return edits.map((edit) => fixer.replaceTextRange([edit.range[0], edit.range[1]], edit.text));
}

export default rule;
