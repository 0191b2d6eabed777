import type { TSESTree } from '@typescript-eslint/utils';
import { OPTION_NAMES } from '../apis/index.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { isCall, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import { findTableAssertion } from './asserted-tables.ts';
import { getName, isAssertedBy } from './assertions.ts';
import { getDeclaredTypes, getFirstName } from './types/declared-types.ts';

/** What is around an expected value and looks at it. */
const CONTAINERS =
  /^(?:Property|ObjectExpression|ArrayExpression|SpreadElement|TSAsExpression|TSSatisfiesExpression|TSNonNullExpression)$/u;

/** An option that a test expects, by what is written alone. */
export interface AssertedOption {
  readonly property: TSESTree.Property;
  readonly option: string;
  /** The call that compares it. */
  readonly call: CallNode;
}

/**
 * Options in what assertions are handed. Those of known modules, as `node:assert`, let nothing leave the program, and what is
 * spread into an expected object leaves with that.
 *
 * @param known what is found otherwise
 */
export function findAssertedOptions(file: ProgramFile, known: ReadonlySet<Node>): readonly AssertedOption[] {
  return OPTION_NAMES.flatMap((option) =>
    file.tree.getProperties(option).flatMap((property) => {
      const isOff = property.value.type === 'Literal' && !property.value.value;
      const call =
        known.has(property) || isOff
          ? undefined
          : (findAsserting(file, property) ?? findTableAssertion(file, property));
      return call ? [{ property, option, call }] : [];
    }),
  );
}

function findAsserting(file: ProgramFile, property: Node): CallNode | undefined {
  const { tree } = file;
  let value = property;
  for (let parent = tree.getParent(value); parent; parent = tree.getParent(value)) {
    if (isCall(parent) && parent.callee !== value) {
      return isAssertedBy(getName(file, parent), file, parent) ||
        isExpectation(file, parent) ||
        isComparison(file, parent)
        ? parent
        : undefined;
    }
    if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') {
      const variable = file.bindings.getVariable(parent.id);
      return (
        variable &&
        file.bindings
          .getReads(variable)
          .map((read) => findAssertingRead(file, read))
          .find(Boolean)
      );
    }
    if (!CONTAINERS.test(parent.type)) {
      return undefined;
    }
    value = parent;
  }
  return undefined;
}

function findAssertingRead(file: ProgramFile, read: Node): CallNode | undefined {
  const { value, parent } = file.tree.getUse(read);
  return isCall(parent) && parent.callee !== value && isAssertedBy(getName(file, parent), file, parent)
    ? parent
    : undefined;
}

/** `expect({ … }).toEqual(…)`. */
function isExpectation(file: ProgramFile, call: CallNode): boolean {
  const { parent } = file.tree.getUse(call);
  return getName(file, call) === 'expect' && parent?.type === 'MemberExpression';
}

/** `isDeepStrictEqual(…)` of `node:util`, which compares and does no more. */
function isComparison(file: ProgramFile, call: CallNode): boolean {
  const root = getFirstName(unwrap(call.callee));
  const module = root === undefined ? undefined : getDeclaredTypes(file).modules.get(root);
  return getName(file, call) === 'isDeepStrictEqual' && /^(?:node:)?util$/u.test(module ?? '');
}
