import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramModel } from './model.ts';
import { type CallNode, type Node, getPropertyName, unwrap } from './syntax.ts';

/** The modules of Node.js that a bundle keeps among its own, by their names in the bundle: the specifiers. */
type BundledModules = ReadonlyMap<string, Node>;

const known = new WeakMap<ProgramModel, BundledModules>();

/** What esbuild puts in place of `require` in an ES module: `((x) => typeof require !== "undefined" ? require : …)(…)`. */
const REQUIRE_STAND_IN = /\btypeof require\b[^]*\brequire\W{0,3}\.apply\b/u;

/** No such expression is longer. */
const STAND_IN_LENGTH = 800;

/** Whether the text of a function, or of a call that makes one, is that of a function that hands its argument to `require`. */
export function isRequireStandIn(text: string): boolean {
  return text.length <= STAND_IN_LENGTH && REQUIRE_STAND_IN.test(text);
}

/**
 * The specifier of the module of Node.js that a bundler's own `require` gives.
 *
 * webpack and its like number the modules of a bundle, those of Node.js too: `456: (module) => { module.exports = require('dgram') }`
 * is reached by `__webpack_require__(456)`.
 */
export function getBundledModule(model: ProgramModel, call: CallNode): Node | undefined {
  const callee = unwrap(call.callee);
  const [argument, ...others] = call.arguments;
  const name = argument && unwrap(argument);
  if (callee.type !== 'Identifier' || name?.type !== 'Literal' || others.length > 0) return undefined;
  const kind = model.bindings.getVariable(callee)?.defs[0]?.type;
  // The bundler hands its `require` to each module, or declares it as a function around them.
  if (kind !== 'Parameter' && kind !== 'FunctionName') return undefined;
  let modules = known.get(model);
  if (!modules) {
    modules = findBundledModules(model);
    known.set(model, modules);
  }
  return modules.get(String(name.value));
}

function findBundledModules(model: ProgramModel): BundledModules {
  const modules = new Map<string, Node>();
  const ambiguous = new Set<string>();
  for (const call of model.tree.calls) {
    const [specifier] = call.arguments;
    const callee = unwrap(call.callee);
    if (callee.type !== 'Identifier' || callee.name !== 'require' || !specifier) continue;
    const name = model.isGlobal(callee, 'require') ? getNameInBundle(model, call) : undefined;
    if (name === undefined) continue;
    if (modules.has(name)) ambiguous.add(name);
    modules.set(name, specifier);
  }
  for (const name of ambiguous) modules.delete(name);
  return modules;
}

/** The name under which a bundle keeps a module whose exports are those of a `require()`. */
function getNameInBundle(model: ProgramModel, call: CallNode): string | undefined {
  const { value, parent } = model.tree.getUse(call);
  if (parent?.type !== 'AssignmentExpression' || parent.right !== value) return undefined;
  const module = model.tree.getEnclosingFunction(parent);
  if (!module || !isExportsOf(parent.left, module.params[0])) return undefined;
  const { value: written, parent: entry } = model.tree.getUse(module);
  if (entry?.type === 'Property') return getPropertyName(entry);
  if (entry?.type !== 'ArrayExpression') return undefined;
  return String(entry.elements.findIndex((element) => element === written));
}

function isExportsOf(target: Node, parameter: TSESTree.Parameter | undefined): boolean {
  const access = unwrap(target);
  const object = access.type === 'MemberExpression' ? unwrap(access.object) : undefined;
  return (
    access.type === 'MemberExpression' &&
    getPropertyName(access) === 'exports' &&
    object?.type === 'Identifier' &&
    parameter?.type === 'Identifier' &&
    object.name === parameter.name
  );
}
