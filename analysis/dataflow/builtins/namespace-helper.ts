import { memoize } from '../../program/memoize.ts';
import { forEachChild, getBody, getLastName, isCall, isFunction, unwrap } from '../../program/syntax.ts';
import type { FunctionNode, Node } from '../../program/syntax.ts';

/** What a namespace helper calls: nothing by which a module's members could run, or be changed. */
const CALLED =
  /^(?:_*createBinding|_*setModuleDefault|ownKeys|defineProperty|getOwnPropertyNames|getOwnPropertyDescriptor|hasOwnProperty|call|has|get|set|create|_*getRequireWildcardCache|a|WeakMap|Object|i|o|r|t)$/u;

/**
 * Whether a function is the one by which compilers make a namespace of a module (`__importStar` of TypeScript,
 * `_interopRequireWildcard` of Babel and SWC): `if (module && module.__esModule) return module; …copies its keys…; return copy`.
 *
 * As code, its getters would give every member of everything for each module.
 */
export const isNamespaceHelper: (node: FunctionNode) => boolean = memoize(
  (node) => hasShape(node) && callsNothingElse(node.body),
);

function hasShape(node: FunctionNode): boolean {
  const { params } = node;
  const [module] = params;
  const body = getBody(node);
  if (module?.type !== 'Identifier' || params.length > 2 || body?.type !== 'BlockStatement') {
    return false;
  }
  const returnsItself = body.body.some(
    (statement) =>
      statement.type === 'IfStatement' &&
      testsFlag(statement.test, module.name) &&
      getReturned(statement.consequent)?.type === 'Identifier' &&
      (getReturned(statement.consequent) as { name?: string }).name === module.name,
  );
  const copies = body.body.some((statement) => isCopy(statement, module.name));
  const last = body.body.at(-1);
  return (
    returnsItself &&
    copies &&
    last?.type === 'ReturnStatement' &&
    last.argument?.type === 'Identifier' &&
    last.argument.name !== module.name
  );
}

/** `module.__esModule` as the last operand of `&&`. */
function testsFlag(test: Node, module: string): boolean {
  const expression = unwrap(test);
  const last = expression.type === 'LogicalExpression' ? unwrap(expression.right) : expression;
  return (
    last.type === 'MemberExpression' &&
    last.object.type === 'Identifier' &&
    last.object.name === module &&
    getLastName(last) === '__esModule'
  );
}

function getReturned(statement: Node): Node | undefined {
  const statements: readonly Node[] = statement.type === 'BlockStatement' ? statement.body : [statement];
  const [only, more] = statements;
  return !more && only?.type === 'ReturnStatement' && only.argument ? unwrap(only.argument) : undefined;
}

/** A loop over the keys of the module, perhaps where there is a module. */
function isCopy(statement: Node, module: string): boolean {
  switch (statement.type) {
    case 'IfStatement':
      return isCopy(statement.consequent, module);
    case 'BlockStatement':
      return statement.body.some((inner) => isCopy(inner, module));
    case 'ForInStatement':
      return statement.right.type === 'Identifier' && statement.right.name === module;
    case 'ForStatement':
      return (
        statement.init?.type === 'VariableDeclaration' &&
        statement.init.declarations.some(
          ({ init }) =>
            init?.type === 'CallExpression' &&
            getLastName(init.callee) === 'ownKeys' &&
            init.arguments[0]?.type === 'Identifier' &&
            init.arguments[0].name === module,
        )
      );
    default:
      return false;
  }
}

function callsNothingElse(node: Node): boolean {
  if (isFunction(node) || node.type === 'AwaitExpression' || node.type === 'YieldExpression') {
    return false;
  }
  if (isCall(node) && !CALLED.test(getLastName(node.callee) ?? '')) {
    return false;
  }
  let isCalm = true;
  forEachChild(node, (child) => {
    isCalm &&= callsNothingElse(child);
  });
  return isCalm;
}
