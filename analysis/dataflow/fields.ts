import type { Engine } from './engine.ts';
import { createHub } from './hub.ts';
import { CONSTANTS_OF_PLACE } from './limits.ts';
import { PRIMITIVE, UNKNOWN, toConstant } from './primitive-values.ts';
import type { ConstantValue, PrimitiveValue } from './primitive-values.ts';
import type { HeapValue, Hub, Store, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** The name that stands for the properties whose names are not known. */
export const ANY = '*';

/** The name by which any element is read. */
export const INDEX = '[index]';

/** The name that stands for the letters of a text as its properties, where they are not known. */
const LETTERS = '@@letters';

/** What a value holds in one of its properties. */
export function getField(engine: Engine, value: HeapValue, name: string): Hub {
  const known = value.fields.get(name);
  if (known) {
    return known;
  }
  const hub = createHub(`.${name}`);
  value.fields.set(name, hub);
  const track = (): void => {
    engine.trackObject(value);
  };
  engine.whenTracked(hub, track);
  engine.whenWanted(hub, track);
  if (value.kind !== 'socket' && !isSlot(name) && name !== ANY) {
    engine.listen(hub, (held) => {
      if (isHeapValue(held) && held.kind === 'socket') {
        engine.semantics.askForPropertyReads(engine, name);
      }
    });
  }
  value.initialize?.(name, hub);
  for (const layer of value.layers) {
    copyField(engine, layer, value, name);
  }
  for (const listener of value.fieldListeners) {
    listener(name);
  }
  return hub;
}

/** Calls `act` with the name of each property that a value has or gets. */
export function forEachField(value: HeapValue, act: (name: string) => void): void {
  const seen = new Set<string>();
  const actOnce = (name: string): void => {
    if (!seen.has(name)) {
      seen.add(name);
      act(name);
    }
  };
  if (value.kind === 'module' || value.detail.hasAnyName) {
    // Its names are not listed anywhere: one of them stands for all.
    act(ANY);
    return;
  }
  value.fieldListeners.push(actOnce);
  const listeners = value.nameListeners ?? [];
  value.nameListeners = undefined;
  for (const listen of listeners) {
    listen();
  }
  for (const name of value.names?.() ?? []) {
    actOnce(name);
  }
  for (const name of [...value.fields.keys()]) {
    actOnce(name);
  }
}

/** The names of what is copied into a value are names of the value, for whoever asks for all of them. */
export function addNames(engine: Engine, from: Hub, to: HeapValue): void {
  const add = (): void => {
    engine.want(from);
    trackObjects(engine, from);
    copyNames(engine, from, (name) => {
      getField(engine, to, name);
    });
  };
  if (to.nameListeners) {
    to.nameListeners.push(add);
  } else {
    add();
  }
}

/** Whether a name is that of a slot: what arrays, maps and promises hold and no code can spell. */
export function isSlot(name: string): boolean {
  return name.startsWith('[');
}

/** Whether a name is the index of an element. */
export function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d*)$/u.test(name);
}

/** The elements of an array, wherever they stand. */
export function getElements(engine: Engine, array: HeapValue): Hub {
  const known = array.fields.get('[elements]');
  if (known) {
    return known;
  }
  const hub = getField(engine, array, '[elements]');
  forEachField(array, (name) => {
    if (name === ANY || isIndex(name)) {
      engine.flow(getField(engine, array, name), hub);
    }
  });
  return hub;
}

/** The objects that a value inherits from. */
export function getPrototype(engine: Engine, value: HeapValue): Hub {
  if (!value.prototype) {
    value.prototype = createHub('prototype');
    engine.whenTracked(value.prototype, () => {
      engine.trackObject(value);
    });
  }
  return value.prototype;
}

/** Copies the properties of every object at a hub into a value. */
export function copyProperties(engine: Engine, from: Hub, to: HeapValue): void {
  if (to.layers.includes(from)) {
    return;
  }
  to.layers.push(from);
  for (const name of [...to.fields.keys()]) {
    copyField(engine, from, to, name);
  }
  copyNames(engine, from, (name) => {
    getField(engine, to, name);
  });
  addNames(engine, from, to);
}

/** Sees what is written to the objects at a hub later, whose names are theirs as well. */
export function trackObjects(engine: Engine, from: Hub): void {
  engine.listen(from, (value) => {
    if (isHeapValue(value)) {
      engine.trackObject(value);
    }
  });
}

/** Calls `act` with the name of each property of each object at a hub. */
export function copyNames(engine: Engine, from: Hub, act: (name: string) => void): void {
  engine.listen(from, (value) => {
    if (isHeapValue(value)) {
      forEachField(value, (name) => {
        if (!isSlot(name)) {
          act(name);
        }
      });
      for (const name of [...value.getters.keys()]) {
        act(name);
      }
      value.accessorListeners.push((kind, name) => {
        if (kind === 'get') {
          act(name);
        }
      });
    } else if (value.kind === 'unknown') {
      act(ANY);
    } else {
      for (const name of getLetterNames(value)) {
        act(name);
      }
    }
  });
}

/** The names of the properties that a primitive has itself: of a text, the places of its letters. */
function getLetterNames(value: ConstantValue | PrimitiveValue): readonly string[] {
  if (value.kind === 'primitive') {
    return value.isNumber ? [] : [LETTERS];
  }
  if (typeof value.value !== 'string') {
    return [];
  }
  const { length } = value.value;
  return length > CONSTANTS_OF_PLACE ? [LETTERS] : Array.from({ length }, (_, index) => String(index));
}

/** What a primitive has itself under a name. */
function getLetter(value: ConstantValue | PrimitiveValue, name: string): Value | undefined {
  if (value.kind === 'primitive') {
    return !value.isNumber && (isIndex(name) || name === LETTERS) ? PRIMITIVE : undefined;
  }
  if (typeof value.value !== 'string') {
    return undefined;
  }
  const letter = isIndex(name) ? value.value[Number(name)] : undefined;
  return letter === undefined ? (name === LETTERS ? PRIMITIVE : undefined) : toConstant(letter);
}

/** Makes a field hold what a property of the same name holds in each object at a hub. */
function copyField(engine: Engine, from: Hub, to: HeapValue, name: string): void {
  if (!isSlot(name)) {
    readField(engine, from, name, getField(engine, to, name));
  }
}

/** What objects hold under a name themselves, getters included, flows to a hub. */
export function readField(engine: Engine, from: Hub, name: string, result: Hub): void {
  engine.wantWith(result, from);
  engine.listen(from, (value) => {
    if (value.kind === 'unknown') {
      engine.add(result, UNKNOWN);
    } else if (isHeapValue(value)) {
      engine.flow(getField(engine, value, name), result);
      if (name !== ANY) {
        flowAny(engine, value, name, result);
      }
      engine.semantics.callGetters(engine, value, name, result);
    } else {
      const letter = getLetter(value, name);
      if (letter) {
        engine.add(result, letter);
      }
    }
  });
}

/**
 * Whether a property whose name is not known can be the one of this name: an element of an array is none but an index. The
 * `prototype` of a class cannot be written, and that of a function is not listed by anything that copies properties.
 */
function mayMean(value: HeapValue, name: string): boolean {
  if (
    name.startsWith('#') ||
    (name === 'prototype' && (value.kind === 'function' || value.kind === 'class'))
  ) {
    return false;
  }
  return value.kind === 'array' || value.kind === 'arguments' ? isIndex(name) : true;
}

/** Whether one name stands for all that a value has from the start. */
function hasAnyNameAtStart({ names }: HeapValue): boolean {
  return [...(names?.() ?? [])].includes(ANY);
}

/** Whether one name stands for all that a value has. */
export function isOfAnyName(value: HeapValue): boolean {
  return value.detail.hasAnyName === true || hasAnyNameAtStart(value);
}

/** What was written under a name that is not known flows to a hub. */
export function flowAny(engine: Engine, value: HeapValue, name: string, result: Hub): void {
  if (!mayMean(value, name)) {
    return;
  }
  let isDone = false;
  const flow = (): void => {
    if (!isDone) {
      isDone = true;
      engine.flow(getField(engine, value, ANY), result, (held) =>
        engine.semantics.nameMember(engine, held, name),
      );
    }
  };
  if (value.isShadowing?.(name)) {
    // What counts is what is written later.
    forEachStore(value, (store) => {
      if (store.name === undefined) {
        flow();
      }
    });
    return;
  }
  if (value.fields.has(ANY) || hasAnyNameAtStart(value)) {
    flow();
    return;
  }
  value.fieldListeners.push((field) => {
    if (field === ANY) {
      flow();
    }
  });
}

/** Calls `act` with each write of a property, those to come included. */
export function forEachStore(value: HeapValue, act: (store: Store) => void): void {
  value.storeListeners.push(act);
  for (const store of value.stores.slice()) {
    act(store);
  }
}
