import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyze, applyEdits } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { PROJECT } from '../package/packed-project.ts';
import { readCodeBlocks, readPage } from './markdown-pages.ts';

const PAGE = 'docs/architecture.md';
const page = readPage(PAGE);

it('walks a value whose verdict, evidence and edit are those of the page', () => {
  const [block] = readCodeBlocks(PAGE).filter(({ attributes }) => 'file' in attributes);
  const text = block?.text ?? '';
  const parsed = parseSource(text, 'metrics.js');
  const findings = parsed.ok ? analyze(parsed.file) : [];
  const [finding] = findings;

  expect(findings).toHaveLength(1);
  expect(finding?.verdict).toBe('client');
  expect(page).toContain(`the evidence is \`${finding?.evidence ?? 'none'}\``);
  const edits = finding?.remedy.kind === 'fix' ? finding.remedy.edits : [];
  const [cut = ''] = /(?<=cuts `)[^`]+/.exec(page) ?? [];
  expect(applyEdits(text, edits)).toBe(text.replace(cut, ''));
});

it('names files that are there', () => {
  const paths = [
    ...page.matchAll(/`((?:analysis|codemods|projects|rules|test|sockets|evidence|guard)\/[\w./-]*)`/g),
  ];

  expect(paths.length).toBeGreaterThan(20);
  for (const [, path = ''] of paths) expect(existsSync(join(PROJECT, path)), path).toBe(true);
});
