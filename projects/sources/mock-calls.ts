import type { TSESTree } from '@typescript-eslint/utils';
import { getChain, getLiteralText } from './syntax.ts';
import type { Node } from './syntax.ts';

/** A module that a test replaces. */
export interface FoundMock {
  readonly specifier: string;
  /** The module that it is replaced for, relative to which its name may be written. */
  readonly within: string | undefined;
}

/** Packages whose calls name the modules that they replace, or load with others replaced. */
export const MOCK_PACKAGES: ReadonlySet<string> = new Set([
  'esmock',
  'mock-require',
  'mockery',
  'proxyquire',
  'proxyquireify',
  'quibble',
  'rewire',
  'rewiremock',
  'sandboxed-module',
  'testdouble',
]);

/** What those packages are called where a file gets them from elsewhere. */
const MOCK_NAMES = /^(?:esmock|mockery|proxyquire|quibble|rewire|rewiremock|SandboxedModule|td|testdouble)$/u;

/** What Vitest and Jest call it (https://vitest.dev/api/vi.html, https://jestjs.io/docs/jest-object). */
const MOCK_METHODS = /^(?:doMock|importMock|mock|mockModule|requireMock|setMock|unstable_mockModule)$/u;

/**
 * Finds the modules that tests replace.
 *
 * @param calls the calls of a file that are no imports
 * @param usesMockPackage whether the file imports one of the packages that replace modules
 */
export function findMocks(
  calls: readonly TSESTree.CallExpression[],
  usesMockPackage: boolean,
): readonly FoundMock[] {
  return calls.flatMap(({ callee, arguments: args }): readonly FoundMock[] => {
    const chain = getChain(callee);
    const last = chain.at(-1) ?? '';
    const isRunner = /^(?:vi|vitest|jest)$/u.test(chain.at(-2) ?? '') && MOCK_METHODS.test(last);
    // node:test and bun:test: mock.module(), t.mock.module().
    if (isRunner || (last === 'module' && chain.includes('mock'))) {
      const specifier = getNamed(args[0]);
      return specifier === undefined ? [] : [{ specifier, within: undefined }];
    }
    return usesMockPackage || MOCK_NAMES.test(chain[0] ?? '') ? findNamedModules(args) : [];
  });
}

/** `vi.mock('./x.js')`, `vi.mock(import('./x.js'))`. */
function getNamed(node: Node | undefined): string | undefined {
  return getLiteralText(node?.type === 'ImportExpression' ? node.source : node);
}

/** `proxyquire('../lib/agent', { './acquire': {} })` loads the one and replaces the other. */
function findNamedModules(args: readonly Node[]): readonly FoundMock[] {
  const within = getNamed(args[0]);
  return args.flatMap((argument): readonly FoundMock[] => {
    const specifier = getNamed(argument);
    if (specifier !== undefined) {
      return [{ specifier, within: undefined }];
    }
    return argument.type === 'ObjectExpression'
      ? findKeys(argument).map((key) => ({ specifier: key, within }))
      : [];
  });
}

function findKeys(node: TSESTree.ObjectExpression): readonly string[] {
  return node.properties.flatMap((property) => {
    if (property.type !== 'Property') {
      return [];
    }
    const key = getLiteralText(property.key);
    const inner = property.value.type === 'ObjectExpression' ? findKeys(property.value) : [];
    return [...(key === undefined ? [] : [key]), ...inner];
  });
}
