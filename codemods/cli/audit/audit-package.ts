import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../../../analysis/index.ts';
import { errorMessage } from '../error-message.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import type { MentionSearch } from '../reading/mentions.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import type { SourceEdit } from '../reports/outcome.ts';
import type { ScanPool } from '../searching/scan-pool.ts';
import type { InstalledPackage } from './installed-packages.ts';

/** An option of a client in a package. */
interface ClientInPackage {
  /** From the package's folder, with `/`. */
  readonly file: string;
  readonly place: Place;
  readonly option: string;
  readonly api: string;
  readonly evidence: string;
  readonly message: string;
  /** Why no patch removes it; undefined when one does. */
  readonly unpatched: string | undefined;
}

/** What a package has. */
export interface AuditedPackage {
  readonly installed: InstalledPackage;
  readonly clients: readonly ClientInPackage[];
  /** What removes them, by file. */
  readonly edits: ReadonlyMap<string, readonly SourceEdit[]>;
  /** Files that could not be read or parsed: `file: why`. */
  readonly failed: readonly string[];
  /** How many files were searched. */
  readonly searched: number;
}

/** What Node.js runs. TypeScript and JSX in a package are the sources of that. */
const RUN_BY_NODE = /\.[cm]?js$/i;

/**
 * Judges the files of a package.
 *
 * @param mentions finds the names of the options
 * @param pool judges the files that have one
 */
export async function auditPackage(
  installed: InstalledPackage,
  mentions: MentionSearch,
  pool: ScanPool,
): Promise<AuditedPackage> {
  const clients: ClientInPackage[] = [];
  const edits = new Map<string, readonly SourceEdit[]>();
  const failed: string[] = [];
  let searched = 0;
  for (const file of findFiles(installed.folder, failed)) {
    searched += 1;
    let bytes: Buffer;
    try {
      const limits = { maxBytes: MAX_SOURCE_BYTES, followLinks: false };
      bytes = readRegularFile(join(installed.folder, file), limits);
    } catch (error) {
      failed.push(`${file}: ${errorMessage(error)}`);
      continue;
    }
    if (mentions(bytes).length === 0) {
      continue;
    }
    const result = await pool.scan({ bytes, path: file });
    if (result === undefined) {
      break;
    }
    if (result.error !== undefined) {
      failed.push(`${file}: ${result.error.message}`);
    }
    if (result.edits.length > 0) {
      edits.set(file, result.edits);
    }
    for (const site of result.changed) {
      clients.push({ ...site, file, unpatched: undefined });
    }
    for (const site of result.left) {
      // One that is a client in one context and a listener in another is no client.
      if (site.verdict === 'client') {
        clients.push({ ...site, file, unpatched: site.reason });
      }
    }
  }
  return { installed, clients, edits, failed, searched };
}

/** Packages within are packages of their own, and links lead out of this one. */
function findFiles(folder: string, failed: string[], prefix = ''): readonly string[] {
  let entries;
  try {
    entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  } catch (error) {
    failed.push(`${prefix}: ${errorMessage(error)}`);
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' ? [] : findFiles(folder, failed, `${path}/`);
    }
    return entry.isFile() && RUN_BY_NODE.test(entry.name) ? [path] : [];
  });
}
