import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLIENT, FIXED, folderWith, read, runCommand, temporaryFolder } from '../../tools/built-command.ts';

describe('bytes outside of the edits', () => {
  const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
  const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');

  it.each<readonly [string, (client: string) => Buffer]>([
    ['a byte order mark', (client) => utf8(`\uFEFF${client}`)],
    ['CRLF', (client) => utf8(client.replaceAll('\n', '\r\n'))],
    ['CR', (client) => utf8(client.replaceAll('\n', '\r'))],
    ['mixed line ends', (client) => utf8(`//\r//\r\n//\n//\u2028${client}`)],
    ['no line end at the end', (client) => utf8(client.trimEnd())],
    ['a hashbang', (client) => utf8(`#!/usr/bin/env -S node --x\r\n${client}`)],
    ['a mark and a hashbang', (client) => utf8(`\uFEFF#!/usr/bin/env node\n${client}`)],
    ['tabs and white space at line ends', (client) => utf8(client.replaceAll('\n', ' \t \n\t\n'))],
    ['Latin-1', (client) => latin1(`/* caf\u00E9 */ ${client}// \u00FC\u00FF`)],
    [
      'Latin-1 between UTF-8',
      (client) =>
        Buffer.concat([utf8('// é😀\n'), latin1('//\u00E9\n'), utf8(client), latin1('//\u00F0\u009F')]),
    ],
    [
      'bytes that are no character in front of the edit',
      (client) => Buffer.concat([latin1('"\u0080\u00C0\u00AF\u00ED\u00A0\u0080";'), utf8(client)]),
    ],
    ['NUL bytes', (client) => utf8(`// \0\0\n"\0";\n${client}`)],
    ['two megabytes on a line', (client) => utf8(`${`var a="${'é'.repeat(45)}";`.repeat(20_000)}${client}`)],
    ['two megabytes behind it', (client) => utf8(`${client}//${'x'.repeat(2_000_000)}`)],
  ])('stay with %s', (_, write) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.js'), write(CLIENT));
    expect(runCommand(folder, [])).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'a.js')).equals(write(FIXED))).toBe(true);
  });

  it('stay when an edit would cut into what is not UTF-8, and the option with them', () => {
    const source = Buffer.concat([
      Buffer.from("require('dgram').createSocket({ type: 'udp4', reuseAddr: '"),
      Buffer.from([0xe9]),
      Buffer.from("' }).send('x');\n"),
    ]);
    const folder = folderWith({ 'a.js': source });
    expect(runCommand(folder, [])).toMatchObject({ status: 0, stderr: '' });
    const after = readFileSync(join(folder, 'a.js'));
    const fixed = Buffer.from("require('dgram').createSocket({ type: 'udp4' }).send('x');\n");
    expect(after.equals(source) || after.equals(fixed)).toBe(true);
  });

  it('stay in files that are UTF-16, which no engine reads', () => {
    const bytes = Buffer.from(`\uFEFF${CLIENT}`, 'utf16le');
    const folder = folderWith({ 'a.js': bytes });
    expect(runCommand(folder, [])).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'a.js')).equals(bytes)).toBe(true);
  });

  it('finds an option wherever it lies in a large file', () => {
    const chunk = 1 << 20;
    for (const offset of [chunk - 60, chunk - 50, chunk - 40, 3 * chunk - 230]) {
      const text = (client: string): string => `//${'x'.repeat(offset - 3)}\n${client}//${'y'.repeat(chunk)}`;
      const folder = folderWith({ 'a.js': text(CLIENT) });
      runCommand(folder, ['--quiet']);
      expect(read(folder, 'a.js') === text(FIXED), String(offset)).toBe(true);
    }
  });
});
