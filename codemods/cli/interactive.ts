import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { coloredDiff } from './diff/print-changes.ts';
import { lineChangesOf } from './diff/line-changes.ts';
import { unifiedDiff } from './diff/unified.ts';
import { displayPath } from './display-path.ts';
import type { Interruption } from './interruption.ts';
import type { SearchedFile } from './search.ts';
import { digestOf, scanFile } from './scan-file.ts';
import type { SharedScanOptions } from './scanner.ts';
import { printable, styled } from './terminal.ts';
import type { Terminal } from './terminal.ts';
import type { OptionSite } from '../rewrite.ts';

/** What the questions need to know. */
export interface InteractiveOptions {
  readonly cwd: string;
  readonly scan: SharedScanOptions;
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
  const questions = new Questions(terminal, interruption);
  const total = files.reduce((sum, file) => sum + file.changed.length, 0);
  const chosen: SearchedFile[] = [];
  let number = 0;
  try {
    for (const file of files) {
      if (file.changed.length === 0) {
        chosen.push(file);
        continue;
      }
      const bytes = readUnchanged(file);
      if (bytes === undefined) {
        chosen.push({ ...file, error: { message: 'left as it was: it was changed by another program' } });
        number += file.changed.length;
        continue;
      }
      const accepted = new Set<string>();
      const scan = (accept: (site: OptionSite) => boolean): SearchedFile => ({
        path: file.path,
        ...scanFile(bytes, file.path, { ...options.scan, accept }),
      });
      for (const site of file.changed) {
        number += 1;
        const alone = scan((other) => keyOf(other) === keyOf(site));
        const diff = unifiedDiff(displayPath(options.cwd, file.path), lineChangesOf(bytes, alone.edits));
        const evidence = `${site.option}: ${printable(site.evidence)}`;
        if (await questions.ask(diff, evidence, `(${String(number)}/${String(total)})`)) {
          accepted.add(keyOf(site));
        }
      }
      chosen.push(scan((site) => accepted.has(keyOf(site))));
    }
    return chosen;
  } finally {
    questions.close();
  }
}

function readUnchanged(file: SearchedFile): Buffer | undefined {
  try {
    const bytes = readFileSync(file.path);
    return digestOf(bytes) === file.digest ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function keyOf({ offset, option }: OptionSite): string {
  return `${String(offset)} ${option}`;
}

class Questions {
  readonly #terminal: Terminal;
  readonly #interruption: Interruption;
  readonly #lines = createInterface({ input: process.stdin });
  readonly #next: AsyncIterator<string>;
  /** What `a` or `q` has decided for the rest. */
  #forAll: boolean | undefined;

  constructor(terminal: Terminal, interruption: Interruption) {
    this.#terminal = terminal;
    this.#interruption = interruption;
    this.#next = this.#lines[Symbol.asyncIterator]();
    // Otherwise the end of the input would be waited for after a signal.
    interruption.onSignal(() => {
      this.#lines.close();
    });
  }

  async ask(diff: Buffer, evidence: string, count: string): Promise<boolean> {
    if (this.#forAll !== undefined) {
      return this.#forAll;
    }
    const { out, colorOut } = this.#terminal;
    out(colorOut ? coloredDiff(diff) : diff);
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
