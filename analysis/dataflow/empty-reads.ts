import type { Hub } from './value-graph.ts';
import { decideNullish } from './values.ts';

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
    const { origin, predecessors = [] } = place;
    if (origin.kind === 'expression' && origin.node.type === 'MemberExpression') {
      const object = origin.activation.hubs.get(origin.node.object);
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
