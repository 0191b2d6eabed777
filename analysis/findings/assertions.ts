import { getEscapeCallee } from '../dataflow/escape.ts';
import type { Escape } from '../dataflow/escape.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { forEachChild, getPropertyName, isCall, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';

/**
 * Functions of test libraries that compare what they are handed with what a program did, or stand in for it: Jest, Vitest,
 * Node.js, Deno, Chai, Sinon, AVA, tap, should, testdouble.
 */
const ASSERTIONS =
  /^(?:to(?:Have|Been|Be)*(?:Last|Nth|Last)?Called(?:Exactly)?(?:Once)?With|(?:last|nth)CalledWith|toHave(?:Last|Nth)?(?:Returned|ReturnedWith)|to(?:Strict)?Equal|toMatch(?:Object|(?:Inline)?Snapshot)|toContainEqual|toHaveProperty|(?:not|not\.)?(?:object|array)Containing|(?:not)?[dD]eep(?:Strict|Loose)?Equal|isDeepStrictEqual|(?:partial|not)?(?:Deep)?StrictEqual|assert(?:Object)?(?:Equals|Match|SpyCalls?)|(?:always)?[cC]alled(?:Once)?With(?:Exactly|Match)?|(?:always)?[nN]everCalledWith(?:Match)?|with(?:Exact)?Args|eql?s?|like|same|strictSame|match|has|contain(?:Subset)?|include|members|(?:deep|nested|own)*(?:Include|PropertyVal)|(?:same|include)(?:Deep|Ordered)*Members|property|verify|when|with|equal|mock(?:Return|Resolved|Rejected)Value(?:Once)?|returns|resolves)$/u;

/** Names that make a short name above one of a test library's, somewhere in the call. */
const SUBJECTS =
  /^(?:expect|assert|should|sinon|tap|td|t|jest|vi|chai|to|have|been|deep)$|(?:^|_)(?:spy|stub|mock|fake)|(?:[sS]py|[sS]tub|[mM]ock|[fF]ake)$/u;

/** What may be any function's name. */
const COMMON =
  /^(?:eql?s?|equal|like|same|match|has|include|members|property|verify|when|with|returns|resolves|withArgs|isDeepStrictEqual)$/u;

/** What makes a function that stands in for another one: `jest.fn()`, `sinon.stub(dgram, 'createSocket')`, `mock.fn()`. */
const STAND_INS = /^(?:fn|stub|spy|spyOn|fake|mocked|function|func)$/u;

/** Whether an object leaves the program by an assertion of a test. */
export function isAssertion(escape: Escape): boolean {
  const { node, reason, activation } = escape;
  const { file } = activation;
  if (isAssertedBy(getEscapeCallee(reason), file, node)) {
    return true;
  }
  // `td.when(createSocket({ … }))`: what is expected is written as the call.
  const { parent } = file.tree.getUse(node);
  const callee = isCall(node) ? unwrap(node.callee) : undefined;
  return (
    (isCall(parent) && parent.callee !== node && isAssertedBy(getName(file, parent), file, parent)) ||
    (callee?.type === 'Identifier' && isStandIn(file, callee))
  );
}

/** Whether a call is one of an assertion, by its name and by what it speaks of. */
export function isAssertedBy(name: string | undefined, file: ProgramFile, node: Node): boolean {
  return (
    name !== undefined &&
    ASSERTIONS.test(name) &&
    (!COMMON.test(name) || getNames(file, node).some((each) => SUBJECTS.test(each)))
  );
}

/** The last name of what is called. */
export function getName(file: ProgramFile, { callee }: CallNode): string | undefined {
  return file.getCalledName(callee)?.split('.').at(-1);
}

/** Whether a name is that of a function which a test library made to stand in for another. */
function isStandIn(file: ProgramFile, identifier: Node): boolean {
  const definition = file.bindings.getVariable(identifier)?.defs[0]?.node;
  const initial =
    definition?.type === 'VariableDeclarator' && definition.init ? unwrap(definition.init) : undefined;
  for (let made = initial; made?.type === 'CallExpression';) {
    const callee = unwrap(made.callee);
    if (callee.type !== 'MemberExpression') {
      return false;
    }
    if (STAND_INS.test(getPropertyName(callee) ?? '') && SUBJECTS.test(getRoot(callee))) {
      return true;
    }
    made = unwrap(callee.object);
  }
  return false;
}

function getRoot(node: Node): string {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') {
    return getRoot(inner.object);
  }
  return inner.type === 'Identifier' ? inner.name : '';
}

/**
 * The names that an assertion speaks of, the one of what it is about among them: `createSocket` of
 * `expect(dgram.createSocket).toHaveBeenCalledWith(…)`, and of `expect(spy)` where `spy` is that of `createSocket`.
 */
export function getAssertedNames({ node, activation }: Escape): readonly string[] {
  return getNames(activation.file, node);
}

/** The same of a call in a file. */
export function getNames(file: ProgramFile, node: Node): readonly string[] {
  let assertion = node;
  for (let up = file.tree.getParent(node); up && !isOutside(up); up = file.tree.getParent(up)) {
    assertion = up;
  }
  const names = new Set<string>();
  collectNames(file, assertion, names, true);
  return [...names];
}

/** Names of stand-ins are mostly those of what they stand in for, and more: `createSocketStub`, `mockCreateSocket`. */
const AFFIXES =
  /^(?:mock(?:ed)?|fake|stub(?:bed)?|sp(?:y|ied))_?(?=[A-Z_])|_?(?:[mM]ock|[fF]ake|[sS]tub|[sS]py|Fn)$/gu;

/** A name, and what it is the stand-in of. */
function addName(names: Set<string>, name: string): void {
  names.add(name);
  const bare = name.replaceAll(AFFIXES, '');
  if (bare !== '' && bare !== name) {
    names.add(bare.charAt(0).toLowerCase() + bare.slice(1));
  }
}

function collectNames(file: ProgramFile, root: Node, names: Set<string>, isLookedUp: boolean): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'Identifier') {
      addName(names, node.name);
      const definition = isLookedUp ? file.bindings.getVariable(node)?.defs[0]?.node : undefined;
      if (definition?.type === 'VariableDeclarator' && definition.init) {
        collectNames(file, definition.init, names, false);
      }
    } else if (node.type === 'MemberExpression') {
      names.add(getPropertyName(node) ?? '');
    } else if (!isLookedUp && node.type === 'Literal' && typeof node.value === 'string') {
      // `jest.spyOn(dgram, 'createSocket')`.
      names.add(node.value);
    }
    forEachChild(node, (child) => {
      // What is expected says nothing of who gets it.
      if (child.type !== 'ObjectExpression') {
        pending.push(child);
      }
    });
  }
}

/** Whether a node is around a whole expression. */
function isOutside({ type }: Node): boolean {
  return /(?:Statement|Declaration|Declarator|Program|ArrowFunctionExpression)$/u.test(type);
}
