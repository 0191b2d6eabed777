import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHub } from '../../../analysis/dataflow/hub.ts';
import { Propagation } from '../../../analysis/dataflow/propagation.ts';
import type { HeapValue, Hub } from '../../../analysis/dataflow/value-graph.ts';
import { createHeapValue } from '../../../analysis/dataflow/values.ts';

/** Carries values between hubs that stand for no node of a program. */
class PlainPropagation extends Propagation {
  constructor(steps = 0) {
    super(steps);
  }

  override install(): void {
    throw new Error('no hub stands for a node');
  }

  override installTarget(): void {
    throw new Error('no hub stands for a node');
  }

  protected override callImplicitly(): void {
    // No value is a function.
  }
}

const PLACES = 8;
const VALUES = 3;

const place = fc.nat(PLACES - 1);

/** What is done to a graph of places, in any order. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('flow' as const), from: place, to: place }),
  fc.record({ kind: fc.constant('add' as const), to: place, value: fc.nat(VALUES - 1) }),
  fc.record({ kind: fc.constant('want' as const), to: place }),
  fc.record({ kind: fc.constant('track' as const), value: fc.nat(VALUES - 1) }),
  fc.record({ kind: fc.constant('run' as const) }),
);

type Action = typeof action extends fc.Arbitrary<infer Each> ? Each : never;

/** All that a place is reached by, as slowly and plainly as can be. */
function findReaching(actions: readonly Action[], to: number): ReadonlySet<number> {
  const reaching = new Set([to]);
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const each of actions) {
      if (each.kind === 'flow' && reaching.has(each.to) && !reaching.has(each.from)) {
        reaching.add(each.from);
        isNew = true;
      }
    }
  }
  return reaching;
}

function findValues(actions: readonly Action[], to: number): ReadonlySet<number> {
  const reaching = findReaching(actions, to);
  return new Set(
    actions.flatMap((each) => (each.kind === 'add' && reaching.has(each.to) ? [each.value] : [])),
  );
}

function perform(actions: readonly Action[]): {
  readonly hubs: readonly Hub[];
  readonly values: readonly HeapValue[];
} {
  const hubs = Array.from({ length: PLACES }, (_, index) => createHub(`place ${index}`));
  const values = Array.from({ length: VALUES }, () => createHeapValue('object', undefined, undefined));
  const propagation = new PlainPropagation();
  const at = <Item>(list: readonly Item[], index: number): Item => {
    const item = list[index];
    if (item === undefined) {
      throw new Error(`there is no ${index}`);
    }
    return item;
  };
  for (const each of actions) {
    switch (each.kind) {
      case 'flow':
        propagation.flow(at(hubs, each.from), at(hubs, each.to));
        break;
      case 'add':
        propagation.add(at(hubs, each.to), at(values, each.value));
        break;
      case 'want':
        propagation.want(at(hubs, each.to));
        break;
      case 'track':
        propagation.track(at(values, each.value));
        break;
      case 'run':
        propagation.run();
        break;
    }
  }
  propagation.run();
  return { hubs, values };
}

const actions = fc.array(action, { maxLength: 40 });

describe('transfers', () => {
  it('are one relation, read both ways', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const { hubs } = perform(all);

        for (const from of hubs) {
          const successors = (from.successors ?? []).map(({ to }) => to);
          const preceded = hubs.filter((to) => to.predecessors?.some((transfer) => transfer.from === from));

          expect(new Set(successors)).toEqual(new Set(preceded));
        }
      }),
    );
  });

  it('bring to a place that is asked for what can reach it, in whatever order they join', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const { hubs, values } = perform(all);

        for (const each of all) {
          if (each.kind === 'want') {
            const expected = [...findValues(all, each.to)].map((index) => values[index]);

            expect(new Set(hubs[each.to]?.values)).toEqual(new Set(expected));
          }
        }
      }),
    );
  });

  it('bring a value that is followed to every place that it can reach', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const { hubs, values } = perform(all);
        const tracked = new Set(all.flatMap((each) => (each.kind === 'track' ? [each.value] : [])));

        for (const [index, hub] of hubs.entries()) {
          const expected = [...findValues(all, index)].filter((value) => tracked.has(value));

          expect(expected.filter((value) => !hub.values.some((held) => held === values[value]))).toEqual([]);
        }
      }),
    );
  });

  it('bring nothing to a place that it can not reach', () => {
    fc.assert(
      fc.property(actions, (all) => {
        const { hubs, values } = perform(all);

        for (const [index, hub] of hubs.entries()) {
          const possible = [...findValues(all, index)].map((value) => values[value]);

          expect(hub.values.filter((value) => !possible.some((each) => each === value))).toEqual([]);
        }
      }),
    );
  });

  it('end where the steps end, and say so', () => {
    const propagation = new PlainPropagation(-39_990);
    const hubs = Array.from({ length: 100 }, (_, index) => createHub(`place ${index}`));
    const [first] = hubs;
    const last = hubs.at(-1);
    for (const [index, hub] of hubs.entries()) {
      const next = hubs[index + 1];
      if (next) {
        propagation.flow(hub, next);
      }
    }
    if (first && last) {
      propagation.add(first, createHeapValue('object', undefined, undefined));
      propagation.want(last);
    }
    propagation.run();

    expect(propagation.isExhausted).toBe(true);
    expect(last?.values).toEqual([]);
  });
});
