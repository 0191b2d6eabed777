import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCodeBlocks } from '../tools/markdown-pages.ts';

const PROJECT = join(import.meta.dirname, '../..');
const blocks = readCodeBlocks('docs/guard.md');
const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
/** What a page prints below a command, in the order of the page. */
const outputs = blocks.filter(({ language }) => language === 'text').map(({ text }) => text);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'sockets-guard-page-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(PROJECT, join(folder, 'node_modules/eslint-plugin-sockets'), 'junction');
  for (const { language, text } of blocks) {
    const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
    if (language === 'js' && name !== undefined) {
      writeFileSync(join(folder, name), text);
    }
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a block as a person would, and returns what it left, without what differs each time. */
function runBlock(command: string) {
  const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', command], {
    cwd: folder,
    // The Node.js that runs the tests.
    env: { PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, stdout, stderr: withoutNames(stderr) };
}

function withoutNames(text: string): string {
  return text
    .replaceAll(folder, 'FOLDER')
    .replaceAll(/(?<=\(node:|"pid":)\d+/g, 'PID')
    .replaceAll(/(?<="time":")[^"]+/g, 'TIME')
    .trim();
}

describe('docs/guard.md', () => {
  it('has five commands, and shows what two of them print', () => {
    expect([commands.length, outputs.length]).toEqual([5, 2]);
  });

  it.each(commands.filter((command) => !command.includes('GUARD=throw')))(
    'warns as it says: %s',
    (command) => {
      const { status, stderr } = runBlock(command);

      expect(stderr).toBe(outputs[0]?.trim());
      expect(status).toBe(0);
    },
  );

  it.each(commands.filter((command) => command.includes('GUARD=throw')))('runs: %s', (command) => {
    expect(runBlock(command)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('writes the report as it says', () => {
    const command = commands.find((block) => block.includes('GUARD_REPORT')) ?? '';
    rmSync(join(folder, 'guard.jsonl'), { force: true });
    runBlock(command);

    expect(withoutNames(readFileSync(join(folder, 'guard.jsonl'), 'utf8'))).toBe(outputs[1]?.trim());
  });
});
