import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canAvoid, canReach } from '../../../analysis/program/control-flow.ts';
import type { ControlFlow, Point } from '../../../analysis/program/control-flow.ts';
import type { Node } from '../../../analysis/program/syntax.ts';
import { answers, generatedBody, runBody } from './generated-bodies.ts';
import { parseBody } from './parsed-body.ts';

/** The order of the calls `t(n)` of a body. */
function readCalls(text: string): {
  readonly flow: ControlFlow;
  readonly get: (index: number) => { readonly node: Node; readonly point: Point };
  readonly all: readonly number[];
} {
  const { file, unit, calls } = parseBody(text);
  const flow = file.getControlFlow(unit);
  const byNumber = new Map(
    calls.flatMap(({ name, number, node }) => {
      const point = flow.getPoint(node, 'call');
      return name === 't' && point ? [[number, { node, point }] as const] : [];
    }),
  );
  return {
    flow,
    get: (index) => {
      const call = byNumber.get(index);
      if (!call) {
        throw new Error(`t(${index}) has no place in\n${text}`);
      }
      return call;
    },
    all: [...byNumber.keys()],
  };
}

describe('the order of a body', () => {
  it('has every path that a run takes', () => {
    fc.assert(
      fc.property(generatedBody, answers, (text, given) => {
        const { flow, get, all } = readCalls(text);
        const { calls, hasReturned } = runBody(text, given);
        let from: Point = { block: flow.entry, index: -1 };
        let isOver = false;
        for (const { call, hasThrown } of calls) {
          const { node } = get(call);
          // A call that throws where nothing catches it is the last one.
          const point = hasThrown ? flow.getPoint(node, 'unwind') : get(call).point;
          const passed = all.filter((past) => past !== call && !canAvoid(from, node, get(past).node));

          expect([call, isOver, !point || canReach(from, point)]).toEqual([call, false, true]);
          expect(hasThrown ? [] : passed).toEqual([]);

          isOver = !point;
          from = point ?? from;
        }
        const passed = all.filter((past) => !canAvoid(from, flow.exit, get(past).node));

        expect(hasReturned ? [isOver, ...passed] : [false]).toEqual([false]);
      }),
      { numRuns: 2000, seed: 20 },
    );
  });

  it.each([
    ['t(0); t(1);', true],
    ['if (t(2)) { t(0); } else { t(1); }', false],
    ['if (t(2)) { t(0); } t(1);', true],
    ['if (t(0)) { return; } t(1);', true],
    ['t(0); return; t(1);', false],
    ['t(0); throw 0; t(1);', false],
    ['t(1); t(0);', false],
    ['while (t(2)) { t(1); t(0); }', true],
    ['for (;;) { t(0); break; t(1); }', false],
    ['for (const x of []) { t(1); break; }', false],
    ['a: for (;;) { for (;;) { t(0); continue a; } t(1); }', false],
    ['a: for (;;) { for (;;) { t(0); break; } t(1); }', true],
    ['try { t(0); } catch { t(1); }', false],
    ['try { t(0); t(2); } catch { t(1); }', true],
    ['try { v = 1; } catch { t(1); } t(0);', false],
    ['try { t(0); return; } finally { t(1); }', true],
    ['try { t(0); } finally { return; } t(1);', false],
    ['switch (v) { case 1: t(0); case 2: t(1); }', true],
    ['switch (v) { case 1: t(0); break; case 2: t(1); }', false],
    ['t(0) && t(1);', true],
    ['t(2) ? t(0) : t(1);', false],
    ['const f = () => t(0); t(1);', false],
  ])('of %j lets t(1) follow a t(0) that returned: %s', (text, expected) => {
    const { file, unit, calls } = parseBody(text);
    const flow = file.getControlFlow(unit);
    const [from, to] = [0, 1].map((wanted) => {
      const call = calls.find(({ number }) => number === wanted);
      return call && flow.getPoint(call.node, 'call');
    });

    expect(from !== undefined && to !== undefined && canReach(from, to)).toBe(expected);
  });

  it.each([
    ['t(0); t(2); t(1);', false],
    ['t(0); if (v) { t(2); } t(1);', true],
    ['t(0); if (v) { t(2); } else { t(2); } t(1);', true],
    ['t(0); while (v) { t(2); } t(1);', true],
    ['t(0); do { t(2); } while (v); t(1);', false],
    ['t(0); try { t(2); } finally { t(1); }', true],
    ['t(0); for (const x of v) { t(2); } t(1);', true],
    ['t(0); v?.[t(2)]; t(1);', true],
  ])('of %j has a way from t(0) to t(1) past t(2): %s', (text, expected) => {
    const { get } = readCalls(text);

    expect(canAvoid(get(0).point, get(1).node, get(2).node)).toBe(expected);
  });
});
