import type { Rule } from 'eslint';
import { Suppressions, analyze, selectApis } from '../analysis/index.ts';
import type { Finding } from '../analysis/index.ts';
import { findLintedAliases } from './linted-aliases.ts';
import { createLintedProject } from './linted-project.ts';
import { withdrawRefusedEdit } from './checked-types.ts';
import { REPORT_MESSAGES, getPageUrl, reportFindings, toSourceFile } from './report.ts';

const NAME = 'no-client-reuse-address';

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
      url: getPageUrl(NAME),
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
    messages: REPORT_MESSAGES,
  },
  create(context) {
    const selection = selectApis(context.settings['sockets']);
    if (!selection.isMentioned(context.sourceCode.text)) {
      return {};
    }
    const options = getOptions(context.options);
    return {
      'Program:exit'() {
        const source = toSourceFile(context, findLintedAliases(context, selection));
        const project = createLintedProject(context, source);
        const file = project ? { ...source, path: context.filename.replaceAll('\\', '/') } : source;
        const findings = analyze(file, selection.apis, project)
          .filter((finding) => isReported(finding, options))
          .map((finding) => withdrawRefusedEdit(context, finding));
        if (findings.length > 0) {
          const suppressions = new Suppressions(source, NAME);
          reportFindings(context, findings, ({ node }) => suppressions.find(node.range[0]) !== undefined);
        }
      },
    };
  },
};

function isReported({ verdict }: Finding, { reportUndecided }: Options): boolean {
  return verdict === 'client' || (reportUndecided && (verdict === 'mixed' || verdict === 'unknown'));
}

/** ESLint 8 knows no `defaultOptions`, so that they are filled in here as well. */
function getOptions(options: readonly unknown[]): Options {
  const [given] = options;
  return typeof given === 'object' ? { ...DEFAULTS, ...given } : DEFAULTS;
}

export default rule;
