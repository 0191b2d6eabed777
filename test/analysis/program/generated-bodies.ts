import fc from 'fast-check';

/** What a call gives: a truth, or that it throws. */
export type Answer = boolean | 'throw';

/** How often calls are answered before the run ends. */
const MOST_CALLS = 60;

/** Ends a run that takes too long; the body can't catch it, since it is asked no more afterwards. */
class OutOfCalls extends Error {}

/** Conditions that always hold, or never. */
const CONSTANTS = ['true', 'false', '!1', "!''", '1 === 1', 'no'] as const;

/** From which a statement or an expression is written. */
interface Tree {
  readonly kind: number;
  readonly parts: readonly Tree[];
}

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    kind: fc.nat(999),
    parts: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
    ),
  }),
}));

/** What stands around a statement. */
interface Place {
  readonly canBreak: boolean;
  readonly canContinue: boolean;
  /** Of a loop around it. */
  readonly label: string | undefined;
}

class BodyWriter {
  #count = 0;
  #labels = 0;

  /** A call, as an expression. */
  #call(): string {
    return `t(${this.#count++})`;
  }

  #read(): string {
    return `r(v, ${this.#count++});`;
  }

  write(trees: readonly Tree[], place: Place): string {
    return trees.map((each) => this.#writeStatement(each, place)).join('\n');
  }

  #block(part: Tree | undefined, place: Place): string {
    return `{ ${part ? this.#writeStatement(part, place) : `${this.#call()};`} }`;
  }

  #writeStatement({ kind, parts }: Tree, place: Place): string {
    const [first, second, third] = parts;
    if (!first) {
      return this.#writeLeaf(kind, place);
    }
    const inLoop = { ...place, canBreak: true, canContinue: true };
    const inSwitch = { ...place, canBreak: true };
    switch (kind % 15) {
      case 0:
        return `if (${this.#writeExpression(first)}) ${this.#block(second, place)} else ${this.#block(third, place)}`;
      case 1:
        return `while (${this.#writeExpression(first)}) ${this.#block(second, inLoop)}`;
      case 2: {
        const body = this.#block(second, inLoop);
        return `do ${body} while (${this.#writeExpression(first)});`;
      }
      case 3:
        return `for (${this.#call()}; ${this.#writeExpression(first)}; ${this.#call()}) ${this.#block(second, inLoop)}`;
      case 4:
        return `for (const x of [${this.#call()}, ${this.#call()}]) ${this.#block(second, inLoop)}`;
      case 5:
        return `try ${this.#block(first, place)} catch ${this.#block(second, place)} finally ${this.#block(third, place)}`;
      case 6:
        return `try ${this.#block(first, place)} catch (e) ${this.#block(second, place)}`;
      case 7:
        return `try ${this.#block(first, place)} finally ${this.#block(second, place)}`;
      case 8: {
        const label = `l${this.#labels++}`;
        return `${label}: for (const y of [1, 2]) ${this.#block(first, { ...inLoop, label })}`;
      }
      case 9:
        return (
          `switch (${this.#call()}) { case ${this.#call()}: ${this.#writeStatement(first, inSwitch)} ` +
          `default: ${second ? this.#writeStatement(second, inSwitch) : ''} case ${this.#call()}: ${this.#call()}; }`
        );
      case 10:
        return `${this.#writeExpression(first)}; ${second ? this.#writeStatement(second, place) : ''}`;
      case 11:
        return `{ ${this.write(parts, place)} }`;
      case 12:
        return `if (${CONSTANTS[kind % CONSTANTS.length] ?? ''}) ${this.#block(first, place)} else ${this.#block(second, place)}`;
      case 13:
        return (
          `switch (1) { case ${kind % 2}: ${this.#writeStatement(first, inSwitch)} ` +
          `case ${kind % 3}: ${second ? this.#writeStatement(second, inSwitch) : ''} default: ${this.#call()}; }`
        );
      default:
        return `const [a${this.#labels++} = ${this.#writeExpression(first)}] = [${this.#call()} || undefined];`;
    }
  }

  #writeLeaf(kind: number, { canBreak, canContinue, label }: Place): string {
    switch (kind % 11) {
      case 0:
        return canBreak ? 'break;' : `${this.#call()};`;
      case 1:
        return canContinue ? 'continue;' : `${this.#call()};`;
      case 2:
        return label === undefined ? this.#read() : `if (${this.#call()}) break ${label};`;
      case 3:
        return label === undefined ? `v = ${this.#count++};` : `if (${this.#call()}) continue ${label};`;
      case 4:
        return `if (${this.#call()}) return;`;
      case 5:
        return `if (${this.#call()}) throw 0;`;
      case 6:
      case 7:
        return `v = ${this.#count++};`;
      case 8:
      case 9:
        return this.#read();
      default:
        return `${this.#call()};`;
    }
  }

  #writeExpression({ kind, parts: [first, second] }: Tree): string {
    if (!first || !second) {
      return this.#call();
    }
    const left = this.#writeExpression(first);
    switch (kind % 8) {
      case 0:
        return `(${left} && ${this.#writeExpression(second)})`;
      case 1:
        return `(${left} || ${this.#writeExpression(second)})`;
      case 2:
        return `(${left} ? ${this.#writeExpression(second)} : ${this.#call()})`;
      case 3:
        return `((${left} || null)?.[${this.#writeExpression(second)}])`;
      case 4:
        return `(v = ${this.#count++}, ${left} || (${this.#writeExpression(second)} ?? ${this.#call()}))`;
      case 5:
        return `((${CONSTANTS[kind % CONSTANTS.length] ?? ''} && ${left}) || ${this.#writeExpression(second)})`;
      case 6:
        return `(${CONSTANTS[kind % CONSTANTS.length] ?? ''} ? ${left} : ${this.#writeExpression(second)})`;
      default:
        return `(${left}, ${this.#writeExpression(second)})`;
    }
  }
}

/**
 * Bodies of functions, of all kinds of statements. They call `t(n)`, write `v = n` and read by `r(v, n)`, each n once.
 */
export const generatedBody: fc.Arbitrary<string> = fc
  .array(tree, { minLength: 1, maxLength: 4 })
  .map(
    (trees) =>
      'const no = 0;\n' +
      new BodyWriter().write(trees, { canBreak: false, canContinue: false, label: undefined }),
  );

/** What calls answer, one after the other. */
export const answers: fc.Arbitrary<readonly Answer[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: fc.boolean() }, { weight: 1, arbitrary: fc.constant('throw' as const) }),
  { minLength: MOST_CALLS, maxLength: MOST_CALLS },
);

/** What happened in a run: which calls were made in which order, and what `v` held where it was read. */
export interface Run {
  readonly calls: readonly { readonly call: number; readonly hasThrown: boolean }[];
  /** Whether the body came to its end, or to a `return`. */
  readonly hasReturned: boolean;
  /** What each read of `v` gave, in the order of the run: the number of a write, or -1 for what it held in the beginning. */
  readonly reads: readonly { readonly read: number; readonly value: number }[];
}

/**
 * Runs a body.
 *
 * @param text the body
 * @param given what calls answer
 */
export function runBody(text: string, given: readonly Answer[]): Run {
  const calls: { call: number; hasThrown: boolean }[] = [];
  const reads: { read: number; value: number }[] = [];
  let isOver = false;
  const t = (index: number): boolean => {
    const answer = given[calls.length];
    if (answer === undefined || isOver) {
      isOver = true;
      throw new OutOfCalls();
    }
    calls.push({ call: index, hasThrown: answer === 'throw' });
    if (answer === 'throw') {
      throw new Error('as was asked for');
    }
    return answer;
  };
  const r = (value: number, read: number): void => {
    if (!isOver) {
      reads.push({ read, value });
    }
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the language is the judge of its order
  const body = new Function('t', 'r', 'v', text) as (...given: unknown[]) => void;
  let hasReturned = false;
  try {
    body(t, r, -1);
    hasReturned = !isOver;
  } catch {
    // Thrown by a call, or by the body itself.
  }
  return { calls, reads, hasReturned };
}
