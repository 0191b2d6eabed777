import { findIn } from './findings-in.ts';

const OPTIONS = "{ type: 'udp4', reuseAddr: true }";

/**
 * The verdicts on the options of a CommonJS program that has `dgram`.
 *
 * @param text the program; `OPEN` in it makes a socket with the option, `OPTIONS` are those of one
 * @throws {Error} when it does not parse
 */
export function getVerdicts(text: string): readonly string[] {
  const program = text.replaceAll('OPEN', `dgram.createSocket(${OPTIONS})`).replaceAll('OPTIONS', OPTIONS);
  return findIn(`const dgram = require('dgram');\n${program}`, 'a.cjs').map(({ verdict }) => verdict);
}

/**
 * What a program says with a port of 0 in it, and with another one.
 *
 * @param text as for {@link getVerdicts}, with `PORT` in the place of the port
 */
export function getVerdictsOfPorts(text: string): readonly string[] {
  return ['0', '5353'].map((port) => getVerdicts(text.replaceAll('PORT', port)).join(' '));
}
