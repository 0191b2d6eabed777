import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLineChanges } from '../../../codemods/cli/reports/diff/line-changes.ts';
import { formatStats } from '../../../codemods/cli/reports/diff/stat.ts';
import { quoteName, formatUnifiedDiff } from '../../../codemods/cli/reports/diff/unified.ts';
import { applyByteEdits } from '../../../codemods/cli/reading/source-bytes.ts';
import type { ByteEdit } from '../../../codemods/cli/reading/source-bytes.ts';
import {
  CLIENT,
  FIXED,
  folderWith,
  read,
  runCommand,
  runCommandForBytes,
  runProgram,
} from '../../tools/built-command.ts';

function toDiff(before: string, edits: readonly ByteEdit[]): string {
  return formatUnifiedDiff('f', findLineChanges(Buffer.from(before), edits)).toString();
}

const NUMBERS = Array.from({ length: 30 }, (_, index) => `${String(index + 1)}\n`).join('');

/** The edit that puts `text` in the place of what stands there. */
function replacing(before: string, old: string, text: string): ByteEdit {
  const start = before.indexOf(old);
  return { start, end: start + old.length, text };
}

describe('a unified diff', () => {
  it('shows three lines around a change', () => {
    expect(toDiff(NUMBERS, [replacing(NUMBERS, '15\n', '')])).toBe(
      '--- a/f\n+++ b/f\n@@ -12,7 +12,6 @@\n 12\n 13\n 14\n-15\n 16\n 17\n 18\n',
    );
  });

  it('joins changes that are near, and counts lines of the new file', () => {
    const edits = [
      replacing(NUMBERS, '3\n', 'x\ny\n'),
      replacing(NUMBERS, '10\n', ''),
      replacing(NUMBERS, '18\n', 'z\n'),
    ];
    expect(toDiff(NUMBERS, edits).match(/@@.*@@/g)).toEqual(['@@ -1,13 +1,13 @@', '@@ -15,7 +15,7 @@']);
  });

  it('shows neighbouring lines that change as one change', () => {
    const before = 'open({\n  a: 1,\n  b: 2\n});\n';
    const edits = [replacing(before, ',', ''), replacing(before, '  b: 2\n', '')];
    expect(toDiff(before, edits)).toBe(
      '--- a/f\n+++ b/f\n@@ -1,4 +1,3 @@\n open({\n-  a: 1,\n-  b: 2\n+  a: 1\n });\n',
    );
  });

  it('marks a missing line end', () => {
    expect(toDiff('a\nb', [{ start: 2, end: 3, text: 'c' }])).toBe(
      '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n',
    );
  });

  it('quotes names as git does', () => {
    expect(['a b', 'ü', 'a"b', 'a\\b', 'a\nb', '\u0001'].map(quoteName)).toEqual([
      'a b',
      'ü',
      '"a\\"b"',
      '"a\\\\b"',
      '"a\\nb"',
      '"\\001"',
    ]);
  });

  const source = fc
    .array(fc.constantFrom('a', 'b', 'c\r', '', 'é'), { maxLength: 25 })
    .map((lines) => lines.join('\n'));

  it('is what patch makes the new file of', () => {
    const folder = folderWith({});
    fc.assert(
      fc.property(source, fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 6 }), (text, offsets) => {
        const before = Buffer.from(text);
        const ascending = offsets.map((offset) => Math.min(offset, before.length)).sort((a, b) => a - b);
        const edits: ByteEdit[] = [];
        for (let index = 0; index + 1 < ascending.length; index += 2) {
          const [start = 0, end = 0] = ascending.slice(index, index + 2);
          edits.push({ start, end, text: index === 2 ? 'x\n' : '' });
        }
        const after = applyByteEdits(before, edits);
        fc.pre(!after.equals(before));
        const { status, stdout } = runProgram(folder, 'patch', ['-s', '-f', '-p1', '-o', '-', 'before'], {
          input: formatUnifiedDiff('before', findLineChanges(writeBefore(folder, before), edits)),
        });
        expect({ status, stdout }).toEqual({ status: 0, stdout: after.toString() });
      }),
      { numRuns: 40 },
    );
  });
});

function writeBefore(folder: string, bytes: Buffer): Buffer {
  runProgram(folder, 'tee', ['before'], { input: bytes });
  return bytes;
}

describe('--diff', () => {
  it('is what git apply makes the same change of', () => {
    const files = {
      'a.js': CLIENT.replaceAll('\n', '\r\n'),
      'sub/b c.ts': `\uFEFF${CLIENT}`,
      'sub/d"\n\té.js': CLIENT.trimEnd(),
      'e.js': Buffer.from(`${CLIENT}// caf\u00E9`, 'latin1'),
    };
    const folder = folderWith(files);
    const patch = runCommandForBytes(folder, ['--diff'], Buffer.alloc(0));
    expect(runProgram(folder, 'git', ['apply', '--whitespace=nowarn', '-'], { input: patch }).stderr).toBe(
      '',
    );
    expect(read(folder, 'a.js')).toBe(FIXED.replaceAll('\n', '\r\n'));
    expect(read(folder, 'sub/b c.ts')).toBe(`\uFEFF${FIXED}`);
    expect(read(folder, 'sub/d"\n\té.js')).toBe(FIXED.trimEnd());
    expect(runCommand(folder, ['--check']).status).toBe(0);
  });

  it('has the standard output for itself', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    const { stdout, stderr } = runCommand(folder, ['--diff']);
    expect(stdout).toBe(
      `--- a/a.js\n+++ b/a.js\n@@ -1,2 +1,2 @@\n-${CLIENT.split('\n')[0] ?? ''}\n+${FIXED.split('\n')[0] ?? ''}\n s.send('x', 53);\n`,
    );
    expect(stderr).toContain('Would change 1 file');
  });
});

describe('--stat', () => {
  it('counts lines as git does', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'sub/b.js': CLIENT + CLIENT.replace('const', 'var') });
    const { stdout } = runCommand(folder, ['--stat']);
    expect(stdout).toMatch(/^ a\.js {5}\| 2 \+-\n/);
    expect(stdout).toMatch(/\n 2 files changed, \d insertions\(\+\), \d deletions\(-\)\n$/);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });

  it('scales long bars', () => {
    const text = formatStats([
      { name: join('a', 'b'), added: 0, removed: 1000 },
      { name: 'c', added: 1, removed: 0 },
    ]);
    const lines = text.split('\n');
    expect(lines[0]?.length).toBeLessThanOrEqual(80);
    expect(lines[1]).toBe(' c   |    1 +');
    expect(lines[2]).toBe(' 2 files changed, 1 insertion(+), 1000 deletions(-)');
  });
});
