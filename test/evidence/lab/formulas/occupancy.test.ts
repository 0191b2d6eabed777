import { describe, expect, it } from 'vitest';
import { mean } from '../../../../evidence/lab/formulas/distribution.ts';
import type { Distribution } from '../../../../evidence/lab/formulas/distribution.ts';
import {
  ballsInSharedBoxes,
  collisions,
  expectedSharedShare,
  expectedWrongShare,
  occupiedBoxes,
} from '../../../../evidence/lab/formulas/occupancy.ts';

/** Every way to throw `balls` into `boxes`, as the number of balls in each box. */
function* throws(balls: number, boxes: number): Generator<number[]> {
  for (let code = 0; code < boxes ** balls; code++) {
    const counts = new Array<number>(boxes).fill(0);
    for (let rest = code, ball = 0; ball < balls; ball++, rest = Math.floor(rest / boxes)) {
      const box = rest % boxes;
      counts[box] = (counts[box] ?? 0) + 1;
    }
    yield counts;
  }
}

/** The law of a count, by enumeration. */
function enumerate(balls: number, boxes: number, count: (perBox: number[]) => number): Map<number, number> {
  const law = new Map<number, number>();
  for (const perBox of throws(balls, boxes)) {
    const value = count(perBox);
    law.set(value, (law.get(value) ?? 0) + 1 / boxes ** balls);
  }
  return law;
}

function expectSameLaw({ first, mass }: Distribution, law: ReadonlyMap<number, number>): void {
  for (const [index, probability] of mass.entries()) {
    expect(probability, `P(${first + index})`).toBeCloseTo(law.get(first + index) ?? 0, 12);
  }
  const highest = first + mass.length - 1;
  for (const value of law.keys()) {
    expect(value >= first && value <= highest, `${value} is covered`).toBe(true);
  }
}

describe.each([
  [1, 4],
  [4, 3],
  [6, 5],
  [7, 4],
])('%i balls in %i boxes, against every way to throw them', (balls, boxes) => {
  it('collisions', () => {
    const law = enumerate(balls, boxes, (perBox) => balls - perBox.filter((count) => count > 0).length);
    expectSameLaw(collisions(balls, boxes), law);
  });

  it('balls in shared boxes', () => {
    const law = enumerate(balls, boxes, (perBox) =>
      perBox.filter((count) => count > 1).reduce((sum, count) => sum + count, 0),
    );
    expectSameLaw(ballsInSharedBoxes(balls, boxes), law);
  });

  it('occupied boxes, when one is occupied before', () => {
    const law = enumerate(balls, boxes, ([, ...others]) => 1 + others.filter((count) => count > 0).length);
    expectSameLaw(occupiedBoxes(balls, boxes, 1), law);
  });
});

describe('the closed forms are the means of the laws', () => {
  it.each([
    [20, 256],
    [200, 256],
    [900, 1024],
    [2000, 28232],
  ])('n = %i, R = %i', (sockets, ports) => {
    expect(mean(collisions(sockets, ports)) / sockets).toBeCloseTo(expectedWrongShare(sockets, ports), 9);
    expect(mean(ballsInSharedBoxes(sockets, ports)) / sockets).toBeCloseTo(
      expectedSharedShare(sockets, ports),
      9,
    );
  });

  it('gives what the project measured before the lab existed', () => {
    expect(expectedWrongShare(2000, 28232)).toBeCloseTo(0.0346, 4);
    expect(expectedWrongShare(200, 256)).toBeCloseTo(0.305, 3);
    expect(expectedSharedShare(250, 256)).toBeCloseTo(0.6226, 4);
  });
});

it('loses next to nothing to pruning', () => {
  const { mass, lost } = ballsInSharedBoxes(2000, 28232);
  expect(lost).toBeLessThan(1e-12);
  expect(mass.reduce((sum, probability) => sum + probability, lost)).toBeCloseTo(1, 10);
});
