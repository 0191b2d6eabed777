import type { TSESTree } from '@typescript-eslint/utils';
import { getChain, getLiteralText, unwrap } from './syntax.ts';
import type { Names, Node } from './syntax.ts';

/** Steps from a function back to the module that it is of. */
const LONGEST_WAY = 8;

/** Modules whose functions compute paths as Node.js does. */
const PATH_MODULES: ReadonlySet<string> = new Set([
  'path',
  'path/posix',
  'path/win32',
  'url',
  '@std/path',
  'path-browserify',
  'pathe',
  'upath',
]);

/** What compilers put around `require` to make an ECMAScript module of what it gives. */
const INTEROP = /^(?:__importDefault|__importStar|__toESM|_interopRequire\w+|_interopDefault\w*)$/u;

/**
 * Whether a function is one of those that compute paths, or a global: another one of the same name may do anything.
 *
 * @param callee what is called
 * @param names the names of its file
 */
export function isPathFunction(callee: Node, names: Names): boolean {
  const origin = findOrigin(callee, names, LONGEST_WAY);
  return origin === '' || PATH_MODULES.has((origin ?? '?').replace(/^node:/u, ''));
}

/** The module that a value is of; empty for one of what the file does not declare, undefined where it is not known. */
function findOrigin(expression: Node, names: Names, left: number): string | undefined {
  const node = unwrap(expression);
  if (left === 0) {
    return undefined;
  }
  switch (node.type) {
    case 'Identifier':
      return names.isGlobal(node) ? '' : findDeclared(node, names, left);
    case 'MemberExpression':
      return findOrigin(node.object, names, left - 1);
    case 'ImportExpression':
      return getLiteralText(node.source);
    case 'CallExpression': {
      const name = getChain(node.callee).join('.');
      const [first] = node.arguments;
      if (name === 'require') {
        return getLiteralText(first);
      }
      return first && INTEROP.test(name) ? findOrigin(first, names, left - 1) : undefined;
    }
    default:
      return undefined;
  }
}

function findDeclared(identifier: TSESTree.Identifier, names: Names, left: number): string | undefined {
  const { node } = names.getDefinition(identifier) ?? {};
  switch (node?.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier': {
      const declaration = names.getParent(node);
      return declaration?.type === 'ImportDeclaration' ? declaration.source.value : undefined;
    }
    case 'TSImportEqualsDeclaration':
      return node.moduleReference.type === 'TSExternalModuleReference'
        ? getLiteralText(node.moduleReference.expression)
        : undefined;
    case 'VariableDeclarator':
      return node.init && names.getReads(identifier) ? findOrigin(node.init, names, left - 1) : undefined;
    default:
      return undefined;
  }
}
