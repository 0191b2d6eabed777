import { describe, expect, it } from 'vitest';
import { folderWith, read, runCommand } from '../../tools/built-command.ts';

/** A client in a function, which no template can reach. */
const INNER = `function probe() {
  const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
  s.send('x', 53);
}
`;

/** One that whatever calls the function may have bound before. */
const OUTER = `const s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });
function ping() {
  s.send('x', 53);
}
`;

describe.each(['.vue', '.svelte', '.html'])('%s files', (ending) => {
  it('are searched and left, with the place to edit by hand', () => {
    const source = `<div>{{ reuseAddr < 1 }}</div>\n<script>\n${INNER}</script>\n`;
    const folder = folderWith({ [`src/a${ending}`]: source });
    const { status, stdout } = runCommand(folder, ['--check', '.']);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `src/a${ending}:4:59  reuseAddr: edit it by hand: ${ending} files are searched, and not changed\n`,
    );
    runCommand(folder, ['.']);
    expect(read(folder, `src/a${ending}`)).toBe(source);
  });

  it('are undecided about what their template may use', () => {
    const folder = folderWith({ [`a${ending}`]: `<script>\n${OUTER}</script>\n<p>{{ s }}</p>\n` });
    const { status, stdout } = runCommand(folder, ['--check', '--list-undecided', `a${ending}`]);
    expect(status).toBe(0);
    expect(stdout).toContain(
      `a${ending}:2:57  reuseAddr: the template may bind it, as the socket is handed to a component or a template at 2:7\n`,
    );
  });

  it('without an option in a script are clean', () => {
    const folder = folderWith({
      [`a${ending}`]: '<p>reuseAddr</p><script type="text/template">reuseAddr (</script>',
    });
    expect(runCommand(folder, ['--check', '.'])).toMatchObject({ status: 0, stderr: '' });
  });
});

it('knows a client that no template names, as a template of Vue and Svelte has its names alone', () => {
  const clean = `<script setup>\n${OUTER}</script>\n<template><p @click="ping" /></template>\n`;
  const folder = folderWith({
    'a.vue': clean,
    'b.svelte': clean,
    'c.html': clean,
    'd.vue': clean.replace('ping"', 'ping(s)"'),
  });
  const { stdout } = runCommand(folder, ['-n', '--list-undecided', '.']);
  const [left = '', undecided = ''] = stdout.split('Undecided');
  expect(left.match(/\w+\.\w+(?=:)/g)).toEqual(['a.vue', 'b.svelte']);
  expect(undecided.match(/\w+\.\w+(?=:)/g)).toEqual(['c.html', 'd.vue']);
});

it('knows TypeScript, several scripts, and the frontmatter of Astro', () => {
  const folder = folderWith({
    'a.vue': `<script lang="ts">\nimport d from 'node:dgram';\n</script>\n<script setup lang="ts">\nconst x = <number>1;\n${INNER}</script>\n`,
    'b.html': `<script>\nconst s = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\n</script>\n<script>\ns.bind(5353);\n</script>\n`,
    'c.astro': `---\nconst n: number = 1;\n${INNER}---\n<p>{n}</p>\n`,
  });
  const { stdout, stderr } = runCommand(folder, ['-n', '--list-undecided', '.']);
  expect(stderr).toBe('');
  expect(stdout.match(/^ {2}\S+/gm)?.map((place) => place.trim())).toEqual(['a.vue:7:59', 'c.astro:4:59']);
});
