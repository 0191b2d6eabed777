import { afterEach, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../../codemods/cli/progress.ts';
import { printable, wantsColor } from '../../../codemods/cli/terminal.ts';
import type { Terminal } from '../../../codemods/cli/terminal.ts';

describe('colours', () => {
  it.each<readonly [boolean, Record<string, string>, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('on a terminal (%j) with %j: %j', (isTerminal, env, expected) => {
    expect(wantsColor(isTerminal, env)).toBe(expected);
  });
});

describe('printable', () => {
  it('shows control characters', () => {
    expect(printable('a\u001B[31mb\nc\u007F\u0085é😀')).toBe('a\\u001b[31mb\\nc\\u007f\\u0085é😀');
  });
});

describe('the progress line', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  function watch(isWatched: boolean): { readonly written: string[]; readonly progress: Progress } {
    vi.useFakeTimers({ toFake: ['performance'] });
    const written: string[] = [];
    const err = (text: string | Uint8Array): void => {
      written.push(String(text));
    };
    const terminal: Terminal = { out: err, err, colorOut: false, colorErr: false, isWatched };
    return { written, progress: new Progress(terminal, 100) };
  }

  it('comes after a second, and goes at the end', () => {
    const { written, progress } = watch(true);
    progress.show(10);
    vi.advanceTimersByTime(1001);
    progress.show(50);
    progress.clear();
    progress.clear();
    expect(written).toEqual(['\r\u001B[K50 of 100 files', '\r\u001B[K']);
  });

  it('is for terminals', () => {
    const { written, progress } = watch(false);
    vi.advanceTimersByTime(5000);
    progress.show(50);
    progress.clear();
    expect(written).toEqual([]);
  });
});
