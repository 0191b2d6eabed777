import type { Hub } from './value-graph.ts';
import { decideNullish } from './values.ts';

/** What a place reads a property of; undefined for a place that reads none. */
function findObject({ origin }: Hub): { readonly object: Hub | undefined } | undefined {
  if (origin.kind === 'expression' && origin.node.type === 'MemberExpression') {
    return { object: origin.activation.hubs.get(origin.node.object) };
  }
  if (origin.kind !== 'target') {
    return undefined;
  }
  const { tree } = origin.activation.file;
  const property = tree.getParent(origin.node);
  const pattern = property?.type === 'Property' ? tree.getParent(property) : undefined;
  return pattern?.type === 'ObjectPattern' ? { object: origin.activation.targets.get(pattern) } : undefined;
}

/**
 * Whether no value can come to an empty hub, because all that leads to it is a property of null or undefined: reading that
 * throws. Compilers write loops over lists that most classes have not.
 */
export function isReadOfNothing(hub: Hub): boolean {
  const seen = new Set<Hub>();
  let isGrounded = false;
  const visit = (place: Hub): boolean => {
    if (seen.has(place)) {
      return true;
    }
    seen.add(place);
    if (place.values.length > 0) {
      return false;
    }
    const { predecessors = [] } = place;
    const read = findObject(place);
    if (read) {
      const { object } = read;
      if (object && object.values.length > 0) {
        isGrounded = true;
        return object.values.every((value) => decideNullish(value) === true);
      }
      return object !== undefined && visit(object);
    }
    return predecessors.length > 0 && predecessors.every(({ from }) => visit(from));
  };
  return visit(hub) && isGrounded;
}
