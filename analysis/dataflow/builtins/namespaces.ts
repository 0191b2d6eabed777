import { ANY } from '../fields.ts';
import type { Behavior } from './operation.ts';
import { NOTHING, PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/** Gives an object of the runtime of which nothing is known, and that holds nothing of the program. */
const GIVES: Summary = { rows: ['unknown -> result'] };

type Row<Name extends string> = Readonly<Record<Name, Behavior>>;

/** For a namespace of which all functions are pure: what a call does when the function's name is not known. */
const ANY_PURE: Row<typeof ANY> = { [ANY]: PURE };

function toRows<Name extends string>(behavior: Behavior, names: readonly Name[]): Row<Name> {
  return Object.fromEntries(names.map((name) => [name, behavior])) as Record<Name, Behavior>;
}

/** Of `console`; `Console` keeps the streams that it is given, and has no rule. */
const CONSOLE = {
  ...ANY_PURE,
  ...toRows(PURE, [
    ...(['assert', 'clear', 'count', 'countReset', 'debug', 'dir', 'dirxml', 'error', 'group'] as const),
    ...(['groupCollapsed', 'groupEnd', 'info', 'log', 'profile', 'profileEnd', 'table', 'time'] as const),
    ...(['timeEnd', 'timeLog', 'timeStamp', 'trace', 'warn'] as const),
  ]),
} satisfies Row<Exclude<keyof Console, 'Console'>>;

/** The functions of `Math` (ECMA-262, 21.3.2), those that are new included. */
const MATH = {
  ...ANY_PURE,
  ...toRows(PURE, [
    ...([
      'abs',
      'acos',
      'acosh',
      'asin',
      'asinh',
      'atan',
      'atan2',
      'atanh',
      'cbrt',
      'ceil',
      'clz32',
    ] as const),
    ...(['cos', 'cosh', 'exp', 'expm1', 'f16round', 'floor', 'fround', 'hypot', 'imul', 'log'] as const),
    ...(['log10', 'log1p', 'log2', 'max', 'min', 'pow', 'random', 'round', 'sign', 'sin', 'sinh'] as const),
    ...(['sqrt', 'sumPrecise', 'tan', 'tanh', 'trunc'] as const),
  ]),
} satisfies Row<FunctionsOf<Math>>;

const ATOMICS = {
  ...ANY_PURE,
  ...toRows(PURE, [
    ...(['add', 'and', 'compareExchange', 'exchange', 'isLockFree', 'load', 'notify', 'or'] as const),
    ...(['store', 'sub', 'wait', 'xor'] as const),
  ]),
  waitAsync: GIVES,
} satisfies Row<FunctionsOf<Atomics> | 'waitAsync'>;

const INTL = toRows(GIVES, [
  ...(['Collator', 'DateTimeFormat', 'DisplayNames', 'DurationFormat', 'ListFormat', 'Locale'] as const),
  ...(['NumberFormat', 'PluralRules', 'RelativeTimeFormat', 'Segmenter'] as const),
  ...(['getCanonicalLocales', 'supportedValuesOf'] as const),
]) satisfies Row<FunctionsOf<typeof Intl>>;

/** Of `performance`; `timerify` gives a function that hands its arguments on, also to observers, and has no rule. */
const PERFORMANCE: Row<string> = {
  ...toRows(NOTHING, [
    ...(['clearMarks', 'clearMeasures', 'clearResourceTimings', 'setResourceTimingBufferSize'] as const),
  ]),
  ...toRows(GIVES, [
    ...(['eventLoopUtilization', 'getEntries', 'getEntriesByName', 'getEntriesByType'] as const),
    ...(['mark', 'measure', 'toJSON'] as const),
  ]),
  now: PURE,
};

type FunctionsOf<Namespace> = {
  [Name in keyof Namespace & string]: Namespace[Name] extends (...args: never) => unknown ? Name : never;
}[keyof Namespace & string];

/** What the functions of namespaces do that keep nothing of what they are handed: what is not listed is unknown. */
export const NAMESPACES: Readonly<Record<string, Row<string>>> = {
  Atomics: ATOMICS,
  Intl: INTL,
  Math: MATH,
  console: CONSOLE,
  performance: PERFORMANCE,
};
