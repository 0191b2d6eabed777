import { flowAwaited } from './awaiting.ts';
import { callBack } from './calls.ts';
import { type Call, type Engine, createHub } from './engine.ts';
import { ANY, getElements, getField } from './fields.ts';
import type { Hub } from './hub.ts';
import { load } from './properties.ts';
import type { Site } from './site.ts';
import { HeapValue, PRIMITIVE, UNKNOWN } from './values.ts';

/**
 * What iterating over whatever is at a hub gives.
 *
 * @param position the position of the wanted element, where it is known: of an array, the element there
 */
export function getElement(engine: Engine, site: Site, from: Hub, position: number | undefined): Hub {
  const result = createHub('element');
  engine.wantWith(result, from);
  engine.listen(from, (value) => {
    if (value.kind === 'unknown') {
      engine.add(result, UNKNOWN);
    } else if (value.kind === 'primitive' || value.kind === 'constant') {
      engine.add(result, PRIMITIVE);
    } else {
      iterate(engine, site, value, position, result);
    }
  });
  return result;
}

function iterate(
  engine: Engine,
  site: Site,
  value: HeapValue,
  position: number | undefined,
  result: Hub,
): void {
  switch (value.kind) {
    case 'array':
    case 'arguments':
      if (position === undefined) {
        engine.flow(getElements(engine, value), result);
      } else {
        const self = createHub('array');
        engine.add(self, value);
        load(engine, site, self, String(position), result);
      }
      return;
    case 'Set':
      engine.flow(getField(engine, value, '[elements]'), result);
      return;
    case 'Map':
      engine.add(result, getEntry(engine, value));
      return;
    case 'Iterator':
    case 'Generator':
      engine.flow(getField(engine, value, '[yielded]'), result);
      return;
    default:
      iterateByMethod(engine, site, value, result);
  }
}

/** A pair of a key and a value of a map. */
function getEntry(engine: Engine, map: HeapValue): HeapValue {
  return engine.made.get(['entry', map], () => {
    const entry = new HeapValue('array', map.node, map.activation);
    engine.flow(getField(engine, map, '[keys]'), getField(engine, entry, '0'));
    engine.flow(getField(engine, map, '[values]'), getField(engine, entry, '1'));
    return entry;
  });
}

/** The program's own iterators: `value[Symbol.iterator]().next().value`. */
function iterateByMethod(engine: Engine, site: Site, value: HeapValue, result: Hub): void {
  const self = createHub('iterable');
  engine.add(self, value);
  const call: Call = {
    ...site,
    callee: createHub('iterator method'),
    self,
    args: { fixed: [], rest: undefined },
    result,
    isNew: false,
  };
  for (const method of ['@@iterator', '@@asyncIterator']) {
    load(engine, site, self, method, call.callee);
  }
  const iterator = callBack(engine, call, call.callee, self, []);
  const next = createHub('next');
  load(engine, site, iterator, 'next', next);
  const step = createHub('step');
  flowAwaited(engine, callBack(engine, call, next, iterator, []), step);
  load(engine, site, step, 'value', result);
  // A class that extends Array or Set has elements of its own.
  engine.flow(getElements(engine, value), result);
  engine.flow(getField(engine, value, ANY), result);
}
