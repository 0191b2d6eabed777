import { satisfies, validRange } from 'semver';
import { UsageError } from '../options/arguments.ts';

/** A package whose findings are known, and why they may stay. */
export interface IgnoredPackage {
  readonly name: string;
  /** A range of versions, as npm reads it. */
  readonly range: string;
  readonly reason: string;
}

/**
 * Reads `{ "audit": { "ignore": [{ "package": "name@range", "reason": "…" }] } }`.
 *
 * @param audit what stands under `audit`; undefined when nothing does
 * @throws {UsageError} when it has another form: an ignore that is misread would hide a finding
 */
export function readIgnoredPackages(audit: unknown): readonly IgnoredPackage[] {
  if (audit === undefined) {
    return [];
  }
  const ignore: unknown =
    typeof audit === 'object' && audit !== null ? Reflect.get(audit, 'ignore') : undefined;
  if (!Array.isArray(ignore)) {
    throw new UsageError('--config: audit.ignore must be a list.');
  }
  return ignore.map((entry: unknown, index) => {
    const place = `--config: audit.ignore[${String(index)}]`;
    const { package: written, reason } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<
      string,
      unknown
    >;
    if (typeof written !== 'string') {
      throw new UsageError(`${place} needs a "package", such as "name@^1.2.0".`);
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new UsageError(`${place} needs a "reason".`);
    }
    const at = written.indexOf('@', 1);
    const name = at < 0 ? written : written.slice(0, at);
    const range = at < 0 ? '*' : written.slice(at + 1);
    if (validRange(range) === null) {
      throw new UsageError(`${place}: "${range}" is no range of versions.`);
    }
    return { name, range, reason };
  });
}

/** The first entry that is for a package. */
export function findIgnore(
  ignored: readonly IgnoredPackage[],
  { name, version }: { readonly name: string; readonly version: string },
): IgnoredPackage | undefined {
  return ignored.find(
    (each) => each.name === name && satisfies(version, each.range, { includePrerelease: true }),
  );
}
