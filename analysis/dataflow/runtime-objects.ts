import type { ProgramFile } from '../program/program-file.ts';
import { getLastName, getPatternNames, isFunction, unwrap } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import { isKnownModule } from './builtins/known-modules.ts';
import { ChangeSearch, NAMES, REQUIRING, SOMETHING, isWritten } from './change-search.ts';
import type { Change } from './change-search.ts';

/** Functions of whatever object that are known by their name. */
const GIVING: ReadonlySet<string> = new Set([...REQUIRING, 'getPrototypeOf', 'runInThisContext']);

/** The changes of what a file names, imports, or asks some object for; what it requires is not seen here. */
export function findChanges(file: ProgramFile): Iterable<Change> {
  const { tree, bindings } = file;
  const search = new ChangeSearch(file);
  for (const name of NAMES) {
    for (const node of bindings.getGlobals(name)) {
      search.start(node, [name]);
    }
  }
  for (const node of [...findInherited(file), ...findImported(file)]) {
    search.start(node, [SOMETHING]);
  }
  for (const call of tree.calls) {
    const callee = getCalled(unwrap(call.callee));
    const name = getLastName(callee) ?? '';
    // What a plain `require()` gives is seen when it is called.
    if (GIVING.has(name) && !(callee.type === 'Identifier' && name === 'require')) {
      search.startAtCall(call, name);
    }
  }
  for (const node of tree.thisNodes) {
    const unit = tree.getThisUnit(node);
    if (node.type === 'ThisExpression' && isFunction(unit)) {
      search.startAtThis(node, unit);
    }
  }
  return search.changes.values();
}

/** The function that is called, be it by `call` or `apply`. */
function getCalled(callee: Node): Node {
  const isPassedOn =
    callee.type === 'MemberExpression' && /^(?:call|apply)$/u.test(getLastName(callee) ?? '');
  return isPassedOn ? unwrap(callee.object) : callee;
}

/** Whether what an expression gives may be changed if it is an object of the runtime. */
export function isChangeable(file: ProgramFile, node: Node): boolean {
  const search = new ChangeSearch(file);
  search.start(node, [SOMETHING]);
  return search.changes.size > 0;
}

/** What some object inherits from, or is made by: `new Map().__proto__`. */
function* findInherited(file: ProgramFile): Iterable<Node> {
  const { tree } = file;
  for (const name of ['__proto__', 'constructor']) {
    yield* tree.getMembers(name).filter((member) => !isWritten(file, member));
    for (const { pattern } of tree.getDestructuredReads(name)) {
      yield* getPatternNames(pattern);
    }
  }
  yield* tree.getMembers('prototype').filter(({ object }) => object.type === 'Super');
}

/** The names of what a file imports of known modules. */
function* findImported(file: ProgramFile): Iterable<Node> {
  for (const statement of file.tree.root.body as readonly Node[]) {
    if (statement.type === 'TSImportEqualsDeclaration') {
      yield statement.id;
    } else if (
      statement.type === 'ImportDeclaration' &&
      isKnownModule(file.getModuleName(statement.source.value))
    ) {
      yield* statement.specifiers.map(({ local }) => local);
    }
  }
}
