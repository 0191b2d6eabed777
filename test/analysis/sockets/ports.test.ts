import { describe, expect, it } from 'vitest';
import { createDgram } from '../../soundness/dgram-stand-in.ts';
import { getVerdicts } from '../findings/verdicts-of.ts';

/** The port that a call of `bind` asks for: 0 for one of the kernel's choice; undefined where it throws. */
function runBind(args: string): number | undefined {
  const tasks: (() => void)[] = [];
  const { module, records } = createDgram((task) => tasks.push(task));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the call asks for is seen by making it
  const bind = new Function('dgram', `dgram.createSocket('udp4').bind(${args});`) as (dgram: object) => void;
  try {
    bind(module);
    for (const task of tasks) {
      task();
    }
  } catch {
    return undefined;
  }
  return records[0]?.port;
}

const PORTS = [
  '0',
  '-0',
  '0n',
  "'0'",
  "'00'",
  "'0x0'",
  "''",
  "' '",
  'null',
  'undefined',
  'void 0',
  'NaN',
  'false',
  '5353',
  "'5353'",
  "' 5353 '",
  "'0x14e9'",
  '0x14e9',
  'true',
  '1',
  '65535',
  '5000 + 353',
  '!1',
  '!0',
  '+"5353"',
];

const FORMS = PORTS.flatMap((port) => [
  port,
  `${port}, '127.0.0.1'`,
  `${port}, () => {}`,
  `{ port: ${port} }`,
  `{ address: '127.0.0.1', port: ${port} }, () => {}`,
  `{ ...{ port: 7 }, port: ${port} }`,
]);

const OTHERS = [
  '',
  '() => {}',
  '{}',
  "{ address: '127.0.0.1' }",
  "{ address: '127.0.0.1', exclusive: true }, () => {}",
  '{ PORT: 5353 }',
  "{ 'port': 5353 }",
  "{ ['po' + 'rt']: 5353 }",
  '...[5353]',
  '...[]',
  '...[0, () => {}]',
];

const RUN = [...FORMS, ...OTHERS].map((args) => [args, runBind(args)] as const);

describe('bind() names a port', () => {
  it('in some of the forms that are run, and in some not', () => {
    expect(RUN.filter(([, port]) => port === 0).length).toBeGreaterThan(60);
    expect(RUN.filter(([, port = 0]) => port > 0).length).toBeGreaterThan(60);
  });

  it.each(RUN.filter(([, port]) => port === 0))('not by %s', (args) => {
    expect(getVerdicts(`OPEN.bind(${args});`)).toEqual(['client']);
  });

  it.each(RUN.filter(([, port = 0]) => port > 0))('by %s', (args) => {
    expect(getVerdicts(`OPEN.bind(${args});`)).toEqual(['listener']);
  });

  it.each(['process.env.PORT', 'process.argv[2] ?? 0', 'require("./port")', '{ port: +process.argv[2] }'])(
    'by %s, which the program does not show',
    (args) => {
      expect(getVerdicts(`OPEN.bind(${args});`)).toEqual(['listener']);
    },
  );

  it.each(['{ fd: 3 }', '{ port: 0, fd: 3 }'])('by %s perhaps', (args) => {
    expect(getVerdicts(`OPEN.bind(${args});`)).toEqual(['unknown']);
  });
});
