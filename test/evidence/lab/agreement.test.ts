import { describe, expect, it } from 'vitest';
import { checkAgreement } from '../../../evidence/lab/agreement.ts';
import type {
  BindBeforeConnect,
  CapacityRow,
} from '../../../evidence/lab/experiments/bind-before-connect.ts';
import type { CrossedReplies } from '../../../evidence/lab/experiments/crossed-replies.ts';

/** 20 rounds of 100 clients on 256 ports: 342 wrong replies by the formula. */
const crossed: CrossedReplies = {
  option: 'reuseAddr',
  ports: 256,
  clients: 100,
  rounds: 20,
  sharedPort: 642,
  right: 1658,
  wrong: 342,
  lost: 0,
};
const bound: BindBeforeConnect = {
  oracle: { automatic: 'EADDRINUSE', localAddress: 'listening' },
  range: { low: 20000, high: 20063 },
  capacity: [],
  timeWaitLoops: [],
};

function holds(rows: readonly CrossedReplies[], capacity: readonly CapacityRow[]): boolean[] {
  return checkAgreement(rows, { ...bound, capacity }).map((check) => check.holds);
}

describe('wrong replies', () => {
  it('agree when the real kernel follows the formula', () => {
    expect(holds([crossed], [])).toEqual([true, true, true]);
  });

  it('disagree when it gives too few or too many', () => {
    for (const wrong of [0, 600]) {
      expect(holds([{ ...crossed, wrong }], [])).toEqual([false, false, false]);
    }
  });
});

describe('capacity', () => {
  const from = (low: number): number[] => Array.from({ length: 16 }, (_, i) => low + 2 * i);
  const row: CapacityRow = {
    local: 'localAddress',
    autobindReuse: false,
    destinations: 1,
    attempts: 65,
    opened: 64,
    ports: [20001, 20000, 20033, 20032].flatMap(from),
    errors: { EADDRINUSE: 1 },
  };

  it('agrees on the number and on the order of the passes', () => {
    expect(holds([], [row])).toEqual(new Array<boolean>(15).fill(true));
  });

  it('disagrees on another number, and on another order', () => {
    expect(holds([], [{ ...row, opened: 63 }]).filter((held) => !held)).toHaveLength(3);
    expect(holds([], [{ ...row, ports: [20000, 20001, 20033, 20032].flatMap(from) }]).slice(0, 5)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});
