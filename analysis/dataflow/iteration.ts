import { flowAwaited } from './awaiting.ts';
import { callBack } from './calls.ts';
import type { Call } from './call.ts';
import type { Engine } from './engine.ts';
import { ANY, forEachField, getElements, getField } from './fields.ts';
import { createHub } from './hub.ts';
import type { HeapKind } from './heap-kinds.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN } from './primitive-values.ts';
import { load } from './properties.ts';
import { whenIterationIsReplaced } from './replaced-iteration.ts';
import type { Delegation, HeapValue, Hub, Site } from './value-graph.ts';
import { createHeapValue, decideNullish, isHeapValue } from './values.ts';

/**
 * `yield*`: whatever is at a hub is iterated in the place of a generator.
 *
 * @param from what is iterated, or its iterator
 */
export function delegate(engine: Engine, site: Site, from: Hub, delegation: Delegation): void {
  const { yielded, sent, ended, result } = delegation;
  engine.flow(getElement(engine, site, from, undefined), yielded);
  engine.wantWith(result, from);
  engine.wantIfTracked(sent, from);
  engine.wantIfTracked(ended, from);
  engine.listen(from, (value) => {
    if (!isHeapValue(value)) {
      engine.add(result, value.kind === 'unknown' ? UNKNOWN : UNDEFINED);
      return;
    }
    switch (value.kind) {
      case 'Generator':
        engine.flow(getField(engine, value, '[returned]'), result);
        engine.flow(sent, getField(engine, value, '[sent]'));
        engine.flow(ended, getField(engine, value, '[ended]'));
        return;
      case 'array':
      case 'arguments':
      case 'Iterator':
      case 'Map':
      case 'Set':
        engine.add(result, UNDEFINED);
        return;
      default:
        engine.flow(callStep(engine, site, value, 'next', [sent]), result);
        engine.flow(callStep(engine, site, value, 'return', [ended]), result);
    }
  });
}

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
      // Iterating undefined and null throws. All else may have an iterator of the program's own.
      if (decideNullish(value) !== true) {
        engine.add(result, PRIMITIVE);
      }
    } else {
      iterate(engine, site, value, position, result);
    }
  });
  return result;
}

/** What is iterated without a call of a method, as long as the program replaces none. */
const ITERATED_BY_RUNTIME: ReadonlySet<HeapKind> = new Set([
  'array',
  'arguments',
  'Generator',
  'Iterator',
  'Map',
  'Set',
]);

function iterate(
  engine: Engine,
  site: Site,
  value: HeapValue,
  position: number | undefined,
  result: Hub,
): void {
  forEachField(value, (name) => {
    if (value.kind !== 'instance' && value.kind !== 'object' && name === '@@iterator') {
      iterateByMethod(engine, site, value, result);
    }
  });
  if (ITERATED_BY_RUNTIME.has(value.kind)) {
    whenIterationIsReplaced(engine, value, result, () => {
      iterateByMethod(engine, site, value, result);
    });
  }
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
    const entry = createHeapValue('array', map.node, map.activation);
    engine.flow(getField(engine, map, '[keys]'), getField(engine, entry, '0'));
    engine.flow(getField(engine, map, '[values]'), getField(engine, entry, '1'));
    return entry;
  });
}

/** The program's own iterators: `value[Symbol.iterator]().next().value`. */
function iterateByMethod(engine: Engine, site: Site, value: HeapValue, result: Hub): void {
  engine.flow(callStep(engine, site, value, 'next', []), result);
  // A class that extends Array or Set has elements of its own.
  engine.flow(getElements(engine, value), result);
  engine.flow(getField(engine, value, ANY), result);
}

/**
 * What the iterator of an object of the program gives, or the object itself if it is one.
 *
 * @param name the method that is called on it
 */
function callStep(engine: Engine, site: Site, value: HeapValue, name: string, args: readonly Hub[]): Hub {
  const self = createHub('iterable');
  engine.add(self, value);
  const result = createHub('value of a step');
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
  for (const iterator of [callBack(engine, call, call.callee, self, []), self]) {
    const method = createHub(name);
    load(engine, site, iterator, name, method);
    const step = createHub('step');
    flowAwaited(engine, callBack(engine, call, method, iterator, args), step);
    load(engine, site, step, 'value', result);
  }
  return result;
}
