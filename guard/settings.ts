import { resolve } from 'node:path';

/** What the environment asks of the guard. */
export interface GuardSettings {
  /** `warn` emits a process warning, `throw` makes the call fail that would get the port, `off` changes nothing. */
  readonly mode: 'warn' | 'throw' | 'off';
  /** Whether TCP connections with a chosen local address or port are looked at too. */
  readonly isTcpWatched: boolean;
  /** Absolute path of the file that gets a line of JSON for each finding. */
  readonly reportFile: string | undefined;
}

/**
 * Reads `SOCKETS_GUARD`, `SOCKETS_GUARD_TCP` and `SOCKETS_GUARD_REPORT`. A variable that is empty counts as not set.
 *
 * @param environment Such as `process.env`.
 * @throws {RangeError} when a variable has a value that it does not take. A guard that was misspelled is not to pass for one.
 */
export function readSettings(environment: NodeJS.ProcessEnv): GuardSettings {
  const file = environment['SOCKETS_GUARD_REPORT'] ?? '';
  return {
    mode: readChoice(environment, 'SOCKETS_GUARD', ['warn', 'throw', 'off']),
    isTcpWatched: readChoice(environment, 'SOCKETS_GUARD_TCP', ['off', 'on']) === 'on',
    reportFile: file === '' ? undefined : resolve(file),
  };
}

/** The value of a variable, or the first choice where it is not set. */
function readChoice<Choice extends string>(
  environment: NodeJS.ProcessEnv,
  variable: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = environment[variable] ?? '';
  if (value === '') {
    return choices[0];
  }
  const choice = choices.find((name) => name === value);
  if (choice === undefined) {
    throw new RangeError(`${variable} is ${JSON.stringify(value)}; it takes ${choices.join(', ')}.`);
  }
  return choice;
}
