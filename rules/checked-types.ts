import type { Rule } from 'eslint';
import type { ParserServicesWithTypeInformation, TSESTree } from '@typescript-eslint/utils';
import type { Expression, Type, TypeChecker } from 'typescript';
import { withdrawEdit } from '../analysis/index.ts';
import type { Finding } from '../analysis/index.ts';

/** `SymbolFlags.Optional` of TypeScript, which is not loaded: the property may be left out. */
const OPTIONAL = 1 << 24;

/**
 * A finding without its edit where TypeScript says that the object must have the option. The checker knows the types of other
 * files, which the text does not show. It is asked about edits that the text allows, and can only take them away, so that the
 * rule and the codemod differ by nothing else.
 *
 * @param context of the rule
 * @param finding what the analysis says
 */
export function withdrawRefusedEdit(context: Rule.RuleContext, finding: Finding): Finding {
  const { node, option, remedy } = finding;
  const services = getServices(context);
  const removes = remedy.kind === 'fix' || (remedy.kind === 'suggestion' && !remedy.explicitFalse);
  const literal = node.parent;
  if (!services || !removes || literal?.type !== 'ObjectExpression') {
    return finding;
  }
  const checker = services.program.getTypeChecker();
  for (const expression of [literal, ...findReads(context, literal)]) {
    // A tree that was changed on its way from the parser has nodes that the checker never saw.
    const checked = services.esTreeNodeToTSNodeMap.get(expression) as Expression | undefined;
    const type = checked && checker.getContextualType(checked);
    if (type && requires(checker, type, option)) {
      const { line, column } = expression.loc.start;
      const place = `${String(line)}:${String(column + 1)}`;
      return withdrawEdit(
        finding,
        `the type '${checker.typeToString(type)}', which is expected at ${place}, asks for it`,
      );
    }
  }
  return finding;
}

function getServices(context: Rule.RuleContext): ParserServicesWithTypeInformation | undefined {
  const services = context.sourceCode.parserServices as Partial<ParserServicesWithTypeInformation>;
  return services.program && services.esTreeNodeToTSNodeMap
    ? (services as ParserServicesWithTypeInformation)
    : undefined;
}

/** Where the variable that an object initialises is read: each place may expect a type of its own. */
function findReads(
  { sourceCode }: Rule.RuleContext,
  literal: TSESTree.ObjectExpression,
): readonly TSESTree.Expression[] {
  const declarator = literal.parent;
  if (declarator.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') {
    return [];
  }
  const [variable] = sourceCode.getDeclaredVariables(declarator as unknown as Rule.Node);
  return (variable?.references ?? [])
    .filter((reference) => reference.isRead())
    .map(({ identifier }) => identifier as unknown as TSESTree.Identifier);
}

/** Whether a type, or one of those that it unites, has the property and does not let it be left out. */
function requires(checker: TypeChecker, type: Type, name: string): boolean {
  if (type.isUnion()) {
    return type.types.some((each) => requires(checker, each, name));
  }
  const property = checker.getPropertyOfType(checker.getApparentType(type), name);
  return property !== undefined && (property.flags & OPTIONAL) === 0;
}
