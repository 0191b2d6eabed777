import type { Engine } from './engine.ts';
import type { Escape } from './escape.ts';
import { createHeld } from './exposed-code.ts';
import { getField, isSlot } from './fields.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { HeapValue } from './value-graph.ts';

/** Lets code of the program read a property of an object that may have come from other code. */
export function exposeReads(engine: Engine, value: HeapValue, name: string): void {
  const { activation } = value;
  if (!activation || isSlot(name)) {
    return;
  }
  engine.whenTracked(getField(engine, value, name), () => {
    engine.semantics.installPropertyReads(engine, name);
  });
}

/** Other code has what an object holds that no code can spell: the elements of a list, what a promise gives. */
export function exposeSlot(engine: Engine, value: HeapValue, name: string, escape: Escape): void {
  if (isOwnSlot(name)) {
    return;
  }
  engine.flow(getField(engine, value, name), createHeld(engine, escape, undefined));
  writeSlot(engine, value, name);
}

/** It puts others there as well. */
export function writeSlot(engine: Engine, value: HeapValue, name: string): void {
  if (!isOwnSlot(name) && value.kind !== 'Generator' && value.kind !== 'Promise') {
    engine.add(getField(engine, value, name), UNKNOWN);
  }
}

/** Whether a slot is the analysis's own. */
function isOwnSlot(name: string): boolean {
  return ['[sent]', '[ended]', '[receivers]'].includes(name) || name.startsWith('[on ');
}
