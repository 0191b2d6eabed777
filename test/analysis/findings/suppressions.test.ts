import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../../codemods/parse.ts';
import removeClientReuseAddress from '../../../codemods/remove-client-reuse-address.ts';
import { rewrite } from '../../../codemods/rewrite.ts';
import { Suppressions } from '../../../analysis/index.ts';
import plugin from '../../../index.ts';

const RULE = 'sockets/no-client-reuse-address';
const OPEN = "dgram.createSocket({ type: 'udp4', reuseAddr: true }).send('x', 53);";

function toProgram(body: string): string {
  return `const dgram = require('dgram');\n${body}\n`;
}

/** How many options ESLint reports, with what its own comments say. */
function countReports(text: string): number {
  const config: Linter.Config = {
    plugins: { sockets: plugin },
    rules: { [RULE]: 'error' },
    languageOptions: { sourceType: 'commonjs' },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  };
  return new Linter({ configType: 'flat' })
    .verify(text, config, { filename: 'input.js' })
    .filter(({ ruleId, message }) => ruleId === RULE && message.includes('client socket')).length;
}

/** Bodies of programs, with comments that ESLint obeys, or does not. */
const BODIES = [
  OPEN,
  `// eslint-disable-next-line\n${OPEN}`,
  `// eslint-disable-next-line ${RULE}\n${OPEN}`,
  `// eslint-disable-next-line ${RULE} -- the kernel test needs it\n${OPEN}`,
  `// eslint-disable-next-line no-var, ${RULE}\n${OPEN}`,
  `// eslint-disable-next-line no-var\n${OPEN}`,
  `// eslint-disable-next-line ${RULE}\n\n${OPEN}`,
  `/* eslint-disable-next-line\n ${RULE}\n -- why */\n${OPEN}`,
  `${OPEN} // eslint-disable-line`,
  `${OPEN} // eslint-disable-line ${RULE}`,
  `${OPEN} /* eslint-disable-line "${RULE}" */`,
  `${OPEN} // eslint-disable-line no-var -- ${RULE}`,
  `/* eslint-disable */\n${OPEN}\n/* eslint-enable */\n${OPEN}`,
  `/* eslint-disable ${RULE} */\n${OPEN}\n/* eslint-enable ${RULE} */\n${OPEN}`,
  `/* eslint-disable */\n${OPEN}\n/* eslint-enable ${RULE} */\n${OPEN}`,
  `/* eslint-disable ${RULE} */\n${OPEN}\n/* eslint-enable no-var */\n${OPEN}`,
  `/* eslint-disable ${RULE} */\n${OPEN}\n/* eslint-enable */\n${OPEN}`,
  `// eslint-disable\n${OPEN}`,
  `// eslint-disable ${RULE}\n${OPEN}`,
  `/* eslint-disablesome */ ${OPEN}`,
  `${OPEN}\n/* eslint-disable */`,
  `dgram.createSocket({ type: 'udp4', /* eslint-disable-line ${RULE} */ reuseAddr: true }).send('x', 53);`,
  `dgram.createSocket({\n  type: 'udp4',\n  // eslint-disable-next-line ${RULE}\n  reuseAddr: true,\n}).send('x', 53);`,
  `// eslint-disable-next-line ${RULE}\ndgram.createSocket({\n  type: 'udp4',\n  reuseAddr: true,\n}).send('x', 53);`,
  `/* eslint ${RULE}: "off" */\n${OPEN}`,
  `/* eslint ${RULE}: 0 */\n${OPEN}`,
  `/* eslint ${RULE}: ["off", {}] */\n${OPEN}`,
  `/* eslint ${RULE}: "error" */\n${OPEN}`,
  `const text = '/* eslint-disable */';\n${OPEN}`,
] as const;

describe('what a comment suppresses', () => {
  it.each(BODIES)('is what ESLint takes no notice of: %s', (body) => {
    const text = toProgram(body);
    const { changed, suppressed, left } = rewrite(text, 'input.js');

    expect(left).toEqual([]);
    expect(changed).toHaveLength(countReports(text));
    expect(suppressed).toHaveLength(text.split(/reuseAddr: true/u).length - 1 - changed.length);
  });

  it.each([
    [`// oxlint-disable-next-line ${RULE}\n${OPEN}`, 1],
    [`// oxlint-disable ${RULE} -- all\n${OPEN}\n// oxlint-enable\n${OPEN}`, 1],
    [`/* oxlint-disable */\n${OPEN}`, 1],
    [`${OPEN} // oxlint-disable-line`, 1],
    [`/* oxlint-disable no-var */\n${OPEN}`, 0],
    [`/* oxlint-disable */\n/* eslint-enable */\n${OPEN}`, 1],
  ])('is what oxlint takes no notice of: %s', (body, count) => {
    expect(rewrite(toProgram(body), 'input.js').suppressed).toHaveLength(count);
  });

  it('is listed at its place, with the comment and what it says', () => {
    const text = toProgram(`// eslint-disable-next-line ${RULE} -- the kernel test needs it\n${OPEN}`);
    const { output, suppressed } = rewrite(text, 'input.js');

    expect(output).toBe(text);
    expect(suppressed).toMatchObject([
      {
        place: { line: 3, column: 36 },
        verdict: 'client',
        reason: "suppressed at 2:1 by 'eslint-disable-next-line'",
        suppression: { place: { line: 2, column: 1 }, description: 'the kernel test needs it' },
      },
    ]);
  });

  it('is edited when the comments do not count', () => {
    const text = toProgram(`// eslint-disable-next-line\n${OPEN}`);
    const edited = text.replace(', reuseAddr: true', '');
    const api = { report: (message: string) => expect.fail(message) };
    const file = { path: 'input.js', source: text };

    expect(rewrite(text, 'input.js', { suppressions: false }).output).toBe(edited);
    expect(removeClientReuseAddress(file, api, { suppressions: false })).toBe(edited);
  });

  it('is reported by the transform', () => {
    const reports: string[] = [];
    const source = toProgram(`// eslint-disable-next-line\n${OPEN}`);
    const output = removeClientReuseAddress(
      { path: 'input.js', source },
      { report: (message) => reports.push(message) },
    );

    expect(output).toBeUndefined();
    expect(reports).toEqual(["left reuseAddr at 3:36: suppressed at 2:1 by 'eslint-disable-next-line'"]);
  });

  it.each(['input.ts', 'input.js'])('is known on the tree of each parser: %s', (name) => {
    const flow = name === 'input.js' ? '/* @flow */\n' : '';
    const text = `${flow}/* eslint-disable */\n${OPEN}`;
    const parsed = parseSource(text, name);

    expect(
      parsed.ok && new Suppressions(parsed.file, 'no-client-reuse-address').find(text.length),
    ).toMatchObject({
      directive: 'eslint-disable',
    });
  });
});
