import type { Engine } from './engine.ts';
import type { ElsewhereMember } from './elsewhere-member.ts';
import { ANY, forEachField, getField, isSlot } from './fields.ts';
import { createHub } from './hub.ts';
import { isPrivateField } from './privacy.ts';
import { isOfProgram, load } from './properties.ts';
import type { HeapValue, Site, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/*
 * Something unknown may be an object of the program that other code has. What other code can reach of it has escaped by that, and
 * needs no further look. What it leaves alone is looked up here, for code of the program that gets the object back: what is
 * private, and what the public fields of a class hold.
 */

/** The property of a name, looked up once for each object, however many places read it. */
export function getElsewhereMember(engine: Engine, site: Site, name: string): ElsewhereMember {
  const known = engine.elsewhereMembers.get(name);
  if (known) {
    return known;
  }
  const member: ElsewhereMember = { any: createHub(`${name} of anything`), methods: [], listeners: [] };
  engine.elsewhereMembers.set(name, member);
  engine.listen(engine.elsewhere, (receiver) => {
    if (!isHeapValue(receiver) || !isOfProgram(receiver)) {
      return;
    }
    if (name !== ANY && isPrivateField(receiver, name)) {
      addPrivate(engine, site, member, name, receiver);
    } else if (receiver.kind === 'instance' || receiver.kind === 'class') {
      addHeld(engine, member, name, receiver);
    }
  });
  return member;
}

function addPrivate(
  engine: Engine,
  site: Site,
  member: ElsewhereMember,
  name: string,
  receiver: HeapValue,
): void {
  const self = createHub('this');
  const method = createHub(`method ${name}`);
  engine.add(self, receiver);
  load(engine, site, self, name, method, false);
  engine.flow(method, member.any);
  let isNoted = false;
  engine.listen(method, (value) => {
    if (!isNoted && isHeapValue(value)) {
      isNoted = true;
      const noted = { receiver, self, method };
      member.methods.push(noted);
      for (const listener of member.listeners.slice()) {
        listener(noted);
      }
    }
  });
}

function addHeld(engine: Engine, member: ElsewhereMember, name: string, receiver: HeapValue): void {
  if (name !== ANY) {
    engine.flow(getField(engine, receiver, name), member.any);
    return;
  }
  // By a name that is not known: a socket alone, since all else would be called as anything.
  forEachField(receiver, (field) => {
    if (!isSlot(field) && !field.startsWith('#')) {
      engine.flow(getField(engine, receiver, field), member.any, toSocket);
    }
  });
}

function toSocket(value: Value): Value | undefined {
  return value.kind === 'socket' ? value : undefined;
}

/** Calls `act` with each object that other code has whose property of a name can be called. */
export function forEachElsewhereMethod(
  engine: Engine,
  site: Site,
  name: string,
  act: (method: ElsewhereMember['methods'][number]) => void,
): void {
  const member = getElsewhereMember(engine, site, name);
  engine.want(member.any);
  member.listeners.push(act);
  for (const method of member.methods.slice()) {
    act(method);
  }
}
