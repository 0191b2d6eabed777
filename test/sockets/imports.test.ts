import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSources } from '../tools/compiled-library.ts';

const FOLDER = join(import.meta.dirname, '../../sockets');

describe('sockets/', () => {
  it('imports nothing but Node.js and itself: neither eslint nor jscodeshift, nor the rest of the project', () => {
    const specifiers: string[] = [];
    for (const file of findSources()) {
      const source = readFileSync(join(FOLDER, file), 'utf8');
      expect(source).not.toMatch(/\brequire\(|\bimport\(|^import '/mu);
      for (const [, name = ''] of source.matchAll(/^(?:import|export|\}) [^']*from '([^']+)';$/gmu)) {
        specifiers.push(name);
      }
    }
    expect(specifiers.length).toBeGreaterThan(50);
    expect(
      specifiers.filter((name) => !/^(?:node:[a-z/]+|(?:\.\/|\.\.\/)(?:[a-z]+\/)?[a-z-]+\.ts)$/u.test(name)),
    ).toStrictEqual([]);
  });
});
