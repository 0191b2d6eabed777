import type { Engine } from '../engine.ts';
import { ANY, getElements } from '../fields.ts';
import { createHub } from '../hub.ts';
import { load } from '../properties.ts';
import type { HeapValue, Hub, Site } from '../value-graph.ts';
import { decideNullish, isHeapValue } from '../values.ts';

/**
 * The elements of lists at a hub, lists among them, and what else is there flow to another hub: `concat(…)`. How deep `flat()`
 * goes is not known: the elements of the inner lists do so as well.
 */
export function flatten(engine: Engine, site: Site, from: Hub, to: Hub, seen = new Set<HeapValue>()): void {
  engine.flow(from, to, (value) => (isHeapValue(value) && value.kind === 'array' ? undefined : value));
  engine.wantWith(to, from);
  engine.listen(from, (value) => {
    if (!isHeapValue(value) || seen.has(value)) {
      return;
    }
    seen.add(value);
    if (value.kind === 'array') {
      const elements = getElements(engine, value);
      engine.flow(elements, to);
      flatten(engine, site, elements, to, seen);
    } else if (value.kind === 'object' || value.kind === 'instance') {
      spread(engine, site, value, to);
    }
  });
}

/** `concat` takes the elements of whatever says that it is spreadable (ECMA-262, 23.1.3.2.1). */
function spread(engine: Engine, site: Site, value: HeapValue, to: Hub): void {
  const [self, isSpreadable] = [createHub('spread'), createHub('isConcatSpreadable')];
  engine.add(self, value);
  load(engine, site, self, '@@isConcatSpreadable', isSpreadable);
  engine.wantWith(to, isSpreadable);
  engine.wantIfTracked(self, isSpreadable);
  let isSpread = false;
  engine.listen(isSpreadable, (given) => {
    if (!isSpread && decideNullish(given) !== true) {
      isSpread = true;
      load(engine, site, self, ANY, to);
    }
  });
}
