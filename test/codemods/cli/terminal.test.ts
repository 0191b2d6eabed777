import { afterEach, describe, expect, it, vi } from 'vitest';
import { toHarmlessJson } from '../../../codemods/cli/reports/harmless-json.ts';
import { Progress } from '../../../codemods/cli/terminal/progress.ts';
import { wantsColor } from '../../../codemods/cli/terminal/terminal.ts';
import { toHarmlessInLog, toVisible, toVisibleLine } from '../../../codemods/cli/terminal/visible-text.ts';
import type { Terminal } from '../../../codemods/cli/terminal/terminal.ts';

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

describe('text that others wrote', () => {
  it('shows what would move the cursor, or turn the line round', () => {
    expect(toVisible('a\u001B[31mb\nc\u007F\u0085é😀\u202Ed\u2066e\u200Bf\u2028')).toBe(
      'a\\u001b[31mb\\nc\\u007f\\u0085é😀\\u202ed\\u2066e\\u200bf\\u2028',
    );
    expect(toVisibleLine('+\ta\u001B]0;x\u0007\u202E\r\n')).toBe('+\ta\\u001b]0;x\\u0007\\u202e\\r\n');
  });

  it('cannot give orders to a CI system', () => {
    expect(toVisible('::set-output name=a::b')).toBe('\\u003a:set-output name=a::b');
    expect(toVisible(' ::add-mask::x')).toBe(' \\u003a:add-mask::x');
    expect(toVisible('a ##vso[task.setvariable]##[group]##teamcity[x] ## x')).toBe(
      'a \\u0023#vso[task.setvariable]\\u0023#[group]\\u0023#teamcity[x] ## x',
    );
    expect(toHarmlessInLog('   ::set-env name=a::b\n')).toBe('   \\u003a:set-env name=a::b\n');
    expect(toHarmlessInLog('-::a::\n')).toBe('-\\u003a:a::\n');
    expect(toHarmlessInLog('+a::b\u001B\n')).toBe('+a::b\u001B\n');
    // GitHub's runner takes a carriage return for the end of a line, and the spaces of Unicode for spaces.
    expect(toHarmlessInLog('+a\r::b::\r\n')).toBe('+a\r\\u003a:b::\r\n');
    const wide = (text: string): string => Buffer.from(text).toString('latin1');
    expect(toHarmlessInLog(wide(' \u3000\u00A0::b::\n'))).toBe(wide(' \u3000\u00A0\\u003a:b::\n'));
  });

  it('stays the same document in JSON', () => {
    const document = { 'a\u202E\u009B': ['##vso[x]\u001B\n', '\u{E0041}é😀'] };
    const json = toHarmlessJson(document);
    expect(json).toMatch(/^[\n -~é😀]+$/u);
    expect(json).not.toContain('##vso[');
    expect(JSON.parse(json)).toEqual(document);
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
    const terminal: Terminal = {
      out: err,
      err,
      colorOut: false,
      colorErr: false,
      isWatched,
      isScreen: false,
      isLog: false,
    };
    return { written, progress: new Progress(terminal) };
  }

  it('comes after a second, and goes at the end', () => {
    const { written, progress } = watch(true);
    progress.show(10);
    vi.advanceTimersByTime(1001);
    progress.show(50);
    progress.clear();
    progress.clear();
    expect(written).toEqual(['\r\u001B[K50 files searched', '\r\u001B[K']);
  });

  it('is for terminals', () => {
    const { written, progress } = watch(false);
    vi.advanceTimersByTime(5000);
    progress.show(50);
    progress.clear();
    expect(written).toEqual([]);
  });
});
