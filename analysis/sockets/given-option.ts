import { getOuter } from '../dataflow/activation.ts';
import type { Activation } from '../dataflow/value-graph.ts';
import { getPropertyName, isCall, isFunction, unwrap, getParameters } from '../program/syntax.ts';
import type { FunctionNode, Node } from '../program/syntax.ts';
import type { OptionSite } from './option-site.ts';

/** A parameter, or one property of the object that a parameter is, or is taken apart from. */
interface GivenParameter {
  readonly owner: FunctionNode;
  readonly index: number;
  readonly property: string | undefined;
}

/**
 * Where a caller sets an option whose value is a parameter: in the call, unless the caller gives nothing.
 *
 * @param site the option site, a property whose value may be a parameter
 */
export function findGivenSite(site: OptionSite): readonly OptionSite[] {
  const { property, activation } = site;
  if (!property) {
    return [site];
  }
  const parameter = getGivenParameter(activation, unwrap(property.value));
  const entered = parameter && getOuter(activation, parameter.owner);
  if (!parameter || !entered || entered.callers.length === 0) {
    return [site];
  }
  if (entered.callers.some((caller) => caller === 'elsewhere')) {
    return [site];
  }
  const given = entered.callers.map((caller) =>
    caller !== 'elsewhere' && isCall(caller.node)
      ? { caller, node: getGiven(caller.node.arguments[parameter.index], parameter.property) }
      : undefined,
  );
  // Where no caller gives it, the default decides, and the property is all that there is to change.
  if (given.every((each) => each && !each.node)) {
    return [site];
  }
  return given.map((each) =>
    each && isUnnamed(each.caller.activation, site)
      ? site
      : {
          ...site,
          node: each?.node ?? property,
          activation: each?.caller.activation ?? activation,
          property: undefined,
        },
  );
}

/** Whether a caller stands in another file that does not name the option, so that nobody looks for it there. */
function isUnnamed({ file }: Activation, { activation, option }: OptionSite): boolean {
  return file !== activation.file && !file.source.text.includes(option.name);
}

/** The parameter, or the property of one, that a value is: `reuse`, `{ reuse }`, `options.reuse`. */
function getGivenParameter({ file }: Activation, value: Node): GivenParameter | undefined {
  const isAccess = value.type === 'MemberExpression';
  const node = isAccess ? unwrap(value.object) : value;
  const accessed = isAccess ? getPropertyName(value) : undefined;
  if (node.type !== 'Identifier' || (isAccess && accessed === undefined)) {
    return undefined;
  }
  const definition = file.bindings.getVariable(node)?.defs[0];
  const owner: Node | undefined = String(definition?.type) === 'Parameter' ? definition?.node : undefined;
  if (!definition || !isFunction(owner)) {
    return undefined;
  }
  const name: Node = definition.name;
  for (const [index, parameter] of getParameters(owner).entries()) {
    const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    if (target === name) {
      return { owner, index, property: accessed };
    }
    const key = isAccess ? undefined : findKey(target, name);
    if (key !== undefined) {
      return { owner, index, property: key };
    }
  }
  return undefined;
}

/** The property that a pattern gives to a name. */
function findKey(pattern: Node, name: Node): string | undefined {
  for (const property of pattern.type === 'ObjectPattern' ? (pattern.properties as readonly Node[]) : []) {
    if (property.type !== 'Property') {
      continue;
    }
    const value: Node = property.value;
    const inner: Node = value.type === 'AssignmentPattern' ? value.left : value;
    const key = getPropertyName(property);
    if (inner === name && key !== undefined) {
      return key;
    }
  }
  return undefined;
}

/** What a caller gives for a parameter or for a property of one, as it stands in the call; undefined when it gives nothing. */
function getGiven(argument: Node | undefined, property: string | undefined): Node | undefined {
  if (!argument || property === undefined) {
    return argument;
  }
  const literal = unwrap(argument);
  if (literal.type !== 'ObjectExpression') {
    return argument;
  }
  const found = literal.properties.findLast(
    (candidate) => candidate.type === 'SpreadElement' || getPropertyName(candidate) === property,
  );
  return found?.type === 'SpreadElement' ? argument : found;
}
