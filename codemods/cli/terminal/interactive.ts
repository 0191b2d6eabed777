import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { toSiteKey } from '../../rewrite.ts';
import type { OptionSite } from '../../rewrite.ts';
import { toDisplayPath } from '../files/display-path.ts';
import type { FolderAccess } from '../files/folder-access.ts';
import type { Interruption } from '../interruption.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { findLineChanges } from '../reports/diff/line-changes.ts';
import { toShownDiff } from '../reports/diff/print-changes.ts';
import { formatUnifiedDiff } from '../reports/diff/unified.ts';
import { collectExpected, describeExpecting, findExpecting } from '../reports/expected-options.ts';
import type { ExpectedOption } from '../reports/expected-options.ts';
import { toDigest } from '../searching/digest.ts';
import type { ScanPool } from '../searching/scan-pool.ts';
import type { SearchedFile } from '../searching/search.ts';
import { openReplaceable } from '../writing/replaceable-file.ts';
import { styled } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import { toVisible } from './visible-text.ts';

/** What the questions need. */
export interface InteractiveOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly access: FolderAccess;
  readonly pool: ScanPool;
}

const ANSWERS = `\
y - make this change
n - keep this option
a - make this change and all that follow
q - keep this option and all that follow
`;

type Answer = 'y' | 'n' | 'a' | 'q';

/**
 * Shows each change and asks whether to make it.
 *
 * @param files what the search found
 * @param options see {@link InteractiveOptions}
 * @param terminal where to ask; the answers come from the standard input, one a line, and its end means `q`
 * @param interruption a signal counts as `q`
 * @returns the files with the changes that were chosen
 */
export async function chooseChanges(
  files: readonly SearchedFile[],
  options: InteractiveOptions,
  terminal: Terminal,
  interruption: Interruption,
): Promise<readonly SearchedFile[]> {
  const total = files.reduce((sum, file) => sum + file.changed.length, 0);
  const questions = new Questions(total, terminal, interruption);
  const expected = collectExpected(files, options.cwd);
  const chosen: SearchedFile[] = [];
  try {
    for (const file of files) {
      const isChanged = file.changed.length > 0;
      chosen.push(isChanged ? await chooseInFile(file, expected, options, questions) : file);
    }
    return chosen;
  } finally {
    questions.close();
  }
}

/** @returns the file with the changes that were chosen: none, when a signal comes before the last answer */
async function chooseInFile(
  file: SearchedFile,
  expected: readonly ExpectedOption[],
  { cwd, access, pool }: InteractiveOptions,
  questions: Questions,
): Promise<SearchedFile> {
  const untouched: SearchedFile = { ...file, edits: [], changed: [] };
  if (questions.isInterrupted()) {
    return untouched;
  }
  const bytes = readUnchanged(file, access);
  if (bytes === undefined) {
    questions.skip(file.changed.length);
    return { ...file, error: { message: 'left as it was: it was changed by another program' } };
  }
  const { path } = file;
  const scan = async (accepted: readonly string[]): Promise<SearchedFile> => ({
    ...untouched,
    ...(await pool.scan({ path, bytes, accepted })),
  });
  const accepted: string[] = [];
  for (const site of file.changed) {
    const key = toSiteKey(site);
    const alone = await scan([key]);
    const diff = formatUnifiedDiff(toDisplayPath(cwd, path), findLineChanges(bytes, alone.edits));
    if (await questions.ask(diff, describeEvidence(site, expected))) {
      accepted.push(key);
    }
  }
  return questions.isInterrupted() ? untouched : await scan(accepted);
}

/** Why the change is right, and which tests will have to follow it. */
function describeEvidence(site: OptionSite, expected: readonly ExpectedOption[]): string {
  const expecting = describeExpecting(findExpecting(site, expected));
  const why = expecting === undefined ? site.evidence : `${site.evidence} (${expecting})`;
  return `${site.option}: ${toVisible(why)}`;
}

function readUnchanged(file: SearchedFile, access: FolderAccess): Buffer | undefined {
  try {
    const { descriptor, bytes } = openReplaceable(access.enterParentFolder(file.path), MAX_SOURCE_BYTES);
    closeSync(descriptor);
    return toDigest(bytes) === file.digest ? bytes : undefined;
  } catch {
    return undefined;
  }
}

class Questions {
  readonly #total: number;
  readonly #terminal: Terminal;
  readonly #interruption: Interruption;
  readonly #lines = createInterface({ input: process.stdin });
  readonly #next: AsyncIterator<string>;
  /** What `a` or `q` has decided for the rest. */
  #forAll: boolean | undefined;
  /** Of the question that was asked last, from 1. */
  #number = 0;

  /** @param total how many questions there are */
  constructor(total: number, terminal: Terminal, interruption: Interruption) {
    this.#total = total;
    this.#terminal = terminal;
    this.#interruption = interruption;
    this.#next = this.#lines[Symbol.asyncIterator]();
    // Otherwise the end of the input would be waited for after a signal.
    interruption.onSignal(() => {
      this.#lines.close();
    });
  }

  isInterrupted(): boolean {
    return this.#interruption.code !== undefined;
  }

  /** Counts questions that are not asked. */
  skip(count: number): void {
    this.#number += count;
  }

  async ask(diff: Buffer, evidence: string): Promise<boolean> {
    this.#number += 1;
    if (this.#forAll !== undefined) {
      return this.#forAll;
    }
    const { out, colorOut } = this.#terminal;
    const count = `(${String(this.#number)}/${String(this.#total)})`;
    out(toShownDiff(diff, this.#terminal));
    out(`${evidence}\n`);
    for (;;) {
      out(styled(colorOut, 'bold', `${count} Make this change [y,n,a,q,?]? `));
      const answer = await this.#answer();
      if (answer === 'a' || answer === 'q') {
        this.#forAll = answer === 'a';
      }
      if (answer !== undefined) {
        return answer === 'y' || answer === 'a';
      }
      out(ANSWERS);
    }
  }

  async #answer(): Promise<Answer | undefined> {
    const next = await this.#next.next();
    if (next.done === true || this.#interruption.code !== undefined) {
      this.#terminal.out('\n');
      return 'q';
    }
    if (!process.stdin.isTTY) {
      // A terminal shows the answer itself, with its line end.
      this.#terminal.out('\n');
    }
    const letter = next.value.trim().toLowerCase();
    return letter === 'y' || letter === 'n' || letter === 'a' || letter === 'q' ? letter : undefined;
  }

  close(): void {
    this.#lines.close();
  }
}

/**
 * Asks a question that is answered by yes or no.
 *
 * @param question without its answers
 * @param terminal where to ask
 * @param interruption a signal counts as no
 */
export async function confirm(
  question: string,
  terminal: Terminal,
  interruption: Interruption,
): Promise<boolean> {
  const lines = createInterface({ input: process.stdin });
  const stop = interruption.onSignal(() => {
    lines.close();
  });
  try {
    terminal.out(`${question} [y,n]? `);
    for await (const line of lines) {
      return /^y(?:es)?$/i.test(line.trim());
    }
    return false;
  } finally {
    stop();
    lines.close();
  }
}
