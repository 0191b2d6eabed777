import { callBack, callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import type { HeapKind } from '../heap-kinds.ts';
import { createHub } from '../hub.ts';
import { load } from '../properties.ts';
import { store } from '../stores.ts';
import type { Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { getKey, setKey } from './keyed-collections.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/**
 * The private members of classes as compilers write them: a `WeakMap` has the value of a field, or its descriptor, by the object.
 */

/** Where the helpers of one compiler have the map, the object and what is written. */
interface Places {
  readonly map: number;
  readonly object: number;
}

const MAPS: ReadonlySet<HeapKind> = new Set(['Map', 'WeakMap']);

/** What TypeScript's helpers look an object up in, to see if it has a private member; the class itself for static members. */
const STATES: ReadonlySet<HeapKind> = new Set([...MAPS, 'WeakSet', 'class', 'function']);

/** Lets a call also be one of unknown code where something else than the expected kinds can be: its methods may do anything. */
function expect(engine: Engine, call: Call, place: number, kinds: ReadonlySet<HeapKind>): void {
  engine.listen(getArgumentAt(call, place, engine), (value) => {
    if (isHeapValue(value) && !kinds.has(value.kind)) {
      callUnknown(engine, call);
    }
  });
}

/** The maps that can be at a place: where there is none, nothing is read or written. */
function getMaps(engine: Engine, call: Call, place: number): Hub {
  const maps = createHub('maps');
  engine.flow(getArgumentAt(call, place, engine), maps, (value) =>
    value.kind === 'unknown' || (isHeapValue(value) && MAPS.has(value.kind)) ? value : undefined,
  );
  return maps;
}

/** What the map of a field has for the object. */
function getFromMap(engine: Engine, call: Call, { map, object }: Places, result: Hub): void {
  const [self, key] = [getMaps(engine, call, map), getArgumentAt(call, object, engine)];
  getKey(engine, { ...call, self, args: { fixed: [key], rest: undefined }, result });
}

/** Puts a value into the map of a field, for the object. */
function setInMap(engine: Engine, call: Call, { map, object }: Places, value: Hub): void {
  const [self, key] = [getMaps(engine, call, map), getArgumentAt(call, object, engine)];
  const result = createHub('nothing');
  setKey(engine, { ...call, self, args: { fixed: [key, value], rest: undefined }, result });
}

/** `classPrivateFieldGet2(map, object)`. */
export function getPrivate(places: Places): Operation {
  return (engine, call) => {
    expect(engine, call, places.map, MAPS);
    getFromMap(engine, call, places, call.result);
  };
}

/** `classPrivateFieldSet2(map, object, value)` gives the value. */
export function setPrivate(places: Places): Operation {
  return (engine, call) => {
    const value = getArgumentAt(call, 2, engine);
    engine.flow(value, call.result);
    expect(engine, call, places.map, MAPS);
    setInMap(engine, call, places, value);
  };
}

/** `_class_private_field_get(object, map)`, where the map has descriptors. */
export function getDescribed(places: Places): Operation {
  return (engine, call) => {
    const [descriptor, getter] = [createHub('descriptor'), createHub('getter')];
    expect(engine, call, places.map, MAPS);
    getFromMap(engine, call, places, descriptor);
    engine.wantIfTracked(getArgumentAt(call, places.map, engine), descriptor);
    load(engine, call, descriptor, 'value', call.result);
    load(engine, call, descriptor, 'get', getter);
    const self = getArgumentAt(call, places.object, engine);
    engine.flow(callBack(engine, call, getter, self, []), call.result);
  };
}

/** `_class_private_field_set(object, map, value)` gives the value. */
export function setDescribed(places: Places): Operation {
  return (engine, call) => {
    const [descriptor, setter] = [createHub('descriptor'), createHub('setter')];
    const value = getArgumentAt(call, 2, engine);
    engine.flow(value, call.result);
    expect(engine, call, places.map, MAPS);
    getFromMap(engine, call, places, descriptor);
    engine.wantIfTracked(value, descriptor);
    store(engine, call, descriptor, 'value', value);
    load(engine, call, descriptor, 'set', setter);
    callBack(engine, call, setter, getArgumentAt(call, places.object, engine), [value]);
  };
}

/** How TypeScript's helpers name the kind of a member: accessor, method or field. */
type Kind = 'a' | 'm' | 'f';

/** Calls `act` with each kind of member that a call can mean. */
function withKind(engine: Engine, call: Call, place: number, act: (kind: Kind) => void): void {
  const seen = new Set<Kind>();
  const kinds = getArgumentAt(call, place, engine);
  engine.want(kinds);
  engine.listen(kinds, (value) => {
    for (const kind of value.kind === 'constant' ? [toKind(value.value)] : (['a', 'm', 'f'] as const)) {
      if (!seen.has(kind)) {
        seen.add(kind);
        act(kind);
      }
    }
  });
}

function toKind(value: unknown): Kind {
  return value === 'a' || value === 'm' ? value : 'f';
}

const TYPESCRIPT: Places = { map: 1, object: 0 };

/** `__classPrivateFieldGet(object, state, kind, member)`: a field of a class has its value in `member.value`. */
export const getPrivateMember: Operation = (engine, call) => {
  const { result } = call;
  const member = getArgumentAt(call, 3, engine);
  expect(engine, call, TYPESCRIPT.map, STATES);
  withKind(engine, call, 2, (kind) => {
    if (kind === 'm') {
      engine.flow(member, result);
    } else if (kind === 'a') {
      const self = getArgumentAt(call, TYPESCRIPT.object, engine);
      engine.flow(callBack(engine, call, member, self, []), result);
    } else {
      load(engine, call, member, 'value', result);
      getFromMap(engine, call, TYPESCRIPT, result);
    }
  });
};

/** `__classPrivateFieldSet(object, state, value, kind, member)` gives the value. */
export const setPrivateMember: Operation = (engine, call) => {
  const [value, member] = [getArgumentAt(call, 2, engine), getArgumentAt(call, 4, engine)];
  engine.flow(value, call.result);
  expect(engine, call, TYPESCRIPT.map, STATES);
  withKind(engine, call, 3, (kind) => {
    if (kind === 'a') {
      callBack(engine, call, member, getArgumentAt(call, TYPESCRIPT.object, engine), [value]);
    } else if (kind === 'f') {
      store(engine, call, member, 'value', value);
      setInMap(engine, call, TYPESCRIPT, value);
    }
  });
};

/** `_class_private_field_init(object, map, value)`: the map gets the value, or a descriptor. */
export const initPrivate: Operation = (engine, call) => {
  expect(engine, call, TYPESCRIPT.map, MAPS);
  setInMap(engine, call, TYPESCRIPT, getArgumentAt(call, 2, engine));
};
