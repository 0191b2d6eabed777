import { type Escape, getEscapeCallee } from '../dataflow/escape.ts';
import { type Node, forEachChild, getPropertyName } from '../program/syntax.ts';

/**
 * Functions of test libraries that compare what they are handed with what a program did, or stand in for it: Jest, Vitest, Node.js,
 * Deno, Chai, Sinon, AVA, tap, should, testdouble.
 */
const ASSERTIONS =
  /^(?:to(?:Have|Been|Be)*(?:Last|Nth|Last)?Called(?:Exactly)?(?:Once)?With|(?:last|nth)CalledWith|toHave(?:Last|Nth)?(?:Returned|ReturnedWith)|to(?:Strict)?Equal|toMatch(?:Object|(?:Inline)?Snapshot)|toContainEqual|toHaveProperty|(?:not|not\.)?(?:object|array)Containing|(?:not)?[dD]eep(?:Strict|Loose)?Equal|(?:partial|not)?(?:Deep)?StrictEqual|assert(?:Object)?(?:Equals|Match|SpyCalls?)|(?:always)?[cC]alled(?:Once)?With(?:Exactly|Match)?|(?:always)?[nN]everCalledWith(?:Match)?|withArgs|eql?s?|like|same|strictSame|match|has|contain(?:Subset)?|include|members|deepInclude|verify|when|equal|mock(?:Return|Resolved|Rejected)Value(?:Once)?|returns|resolves)$/u;

/** Names that make a short name above one of a test library's, somewhere in the call. */
const SUBJECTS = /^(?:expect|assert|should|sinon|td|t|jest|vi|chai|spy|stub|mock|to|have|been|deep)$/u;

/** What may be any function's name. */
const COMMON =
  /^(?:eql?s?|equal|like|same|match|has|include|members|verify|when|returns|resolves|withArgs)$/u;

/** Whether an object leaves the program by an assertion of a test. */
export function isAssertion(escape: Escape): boolean {
  const callee = getEscapeCallee(escape.reason);
  if (callee === undefined || !ASSERTIONS.test(callee)) {
    return false;
  }
  return !COMMON.test(callee) || getAssertedNames(escape).some((name) => SUBJECTS.test(name));
}

/**
 * The names that an assertion speaks of, the one of what it is about among them: `createSocket` of
 * `expect(dgram.createSocket).toHaveBeenCalledWith(…)`.
 */
export function getAssertedNames({ node, activation }: Escape): readonly string[] {
  const { tree } = activation.file;
  let assertion = node;
  for (let up = tree.getParent(node); up && !isOutside(up); up = tree.getParent(up)) {
    assertion = up;
  }
  const names = new Set<string>();
  const pending = [assertion];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'Identifier') {
      names.add(node.name);
    } else if (node.type === 'MemberExpression') {
      names.add(getPropertyName(node) ?? '');
    }
    forEachChild(node, (child) => {
      // What is expected says nothing of who gets it.
      if (child.type !== 'ObjectExpression') {
        pending.push(child);
      }
    });
  }
  return [...names];
}

/** Whether a node is around a whole expression. */
function isOutside({ type }: Node): boolean {
  return /(?:Statement|Declaration|Declarator|Program|ArrowFunctionExpression)$/u.test(type);
}
