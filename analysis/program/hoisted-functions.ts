import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Scope = TSESLint.Scope.Scope;
type Variable = TSESLint.Scope.Variable;

/**
 * The variable of the function around to which a function that is declared in a block is assigned as well: in sloppy code, where
 * a `var` of that name could stand in the place of the function.
 *
 * @see https://tc39.es/ecma262/#sec-block-level-function-declarations-web-legacy-compatibility-semantics
 */
export function findHoistedVariable({ name, scope, defs }: Variable): Variable | undefined {
  const { variableScope } = scope;
  if (scope === variableScope || scope.isStrict || !defs.some(isPlainFunction)) {
    return undefined;
  }
  for (let around = scope.upper; around && around !== variableScope; around = around.upper) {
    if (around.set.has(name) && !isPlainCatch(around)) {
      return undefined;
    }
  }
  const outer = variableScope.set.get(name);
  return outer?.defs.some(isHoistable) ? outer : undefined;
}

function isPlainFunction({ type, node }: TSESLint.Scope.Definition): boolean {
  return (
    (type as string) === 'FunctionName' &&
    node.type === 'FunctionDeclaration' &&
    !node.async &&
    !node.generator
  );
}

/** `catch (name)` may have a `var` of the same name in it. */
function isPlainCatch({ block, type }: Scope): boolean {
  return (type as string) === 'catch' && (block as TSESTree.CatchClause).param?.type === 'Identifier';
}

/** Whether it is declared by `var` or as a function, so that a `var` of the same name is the same variable. */
function isHoistable({ type, parent }: TSESLint.Scope.Definition): boolean {
  return (
    (type as string) === 'FunctionName' ||
    ((type as string) === 'Variable' && parent?.type === 'VariableDeclaration' && parent.kind === 'var')
  );
}
