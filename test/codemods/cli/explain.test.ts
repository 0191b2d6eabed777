import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { BROKEN, PROJECT, folderWith, read, runCommand } from '../../tools/built-command.ts';

const PROBE = `const dgram = require('dgram');
function open(port = 0) {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(port);
  return socket;
}
open().send('x', 53);
`;

it('says where a socket goes, what binds it, and where the port comes from', () => {
  const folder = folderWith({ 'src/probe.js': PROBE });
  const { status, stdout, stderr } = runCommand(folder, ['--explain', 'src/probe.js:3']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [, message, ...lines] = stdout.split('\n');
  expect(message).toContain("'reuseAddr' sets SO_REUSEADDR on a client socket");
  expect(lines.join('\n')).toBe(`
The socket is a client: bind(port) at 4:3 names no port but 0
  Where it goes
    3:18  dgram.createSocket({ type: 'udp4', reuseAddr: true })  is made by createSocket()
    3:9   socket                                                 is assigned to 'socket'
    4:3   socket                                                 has bind() called
    5:10  socket                                                 is returned
    7:1   open()                                                 is what open() returns
    4:3   socket.bind(port)                                      is what bind() gives
  What binds it
    4:3  bind() names no port, so that the kernel picks one
      its port can be 0
        2:22  0     is written
        2:15  port  is the parameter 'port'
        4:15  port  is handed to bind()
  What uses it
    7:1  send()
  How it leaves what is shown
    not at all

What becomes of the option
  It is removed.
`);
});

it('follows a socket into other files, and out of sight', () => {
  const folder = folderWith({
    'package.json': '{ "name": "x", "private": true }',
    'net.js': `const dgram = require('dgram');
exports.open = () => dgram.createSocket({ type: 'udp4', reuseAddr: true });
`,
    'main.js': `const { open } = require('./net');
const socket = open();
socket.send('x', 53);
registry.add(socket);
`,
  });
  const { stdout } = runCommand(folder, ['--explain', 'net.js:2:60']);
  expect(stdout).toContain('main.js:2:16  open()');
  expect(stdout).toContain('What uses it\n    main.js:3:1  send()');
  expect(stdout).toContain('main.js:4:1  it is handed to add(): that function has it then');
  expect(stdout).toContain(
    'What comes too late\n    main.js:4:1  it is handed to add(): the socket is bound by then, and cannot be bound again',
  );
});

it('says of a port from other code that it counts as named, and why the option of a listener stays', () => {
  const folder = folderWith({
    'open.js': `const dgram = require('dgram');
exports.open = (port) => dgram.createSocket({ type: 'udp4', reuseAddr: true }).bind(port);
`,
  });
  const { stdout } = runCommand(folder, ['--explain', 'open.js:2']);
  expect(stdout).toContain(
    'bind() is given its port by other code, which counts as one that the program names',
  );
  expect(stdout).toContain('It stays: this is a listener.');
});

const CREATE = "const dgram = require('dgram');\n";

it('says of a descriptor that its port is not shown', () => {
  const folder = folderWith({
    'a.js': `${CREATE}const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });\ns.bind({ fd: 3 });\n`,
  });
  const { stdout } = runCommand(folder, ['--explain', 'a.js:2']);
  expect(stdout).toContain(`
  What binds it
    3:1  bind() is given a descriptor, 'fd', whose port is not shown
  What uses it
`);
});

it('says of a method whose name is computed that it may be one that binds', () => {
  const folder = folderWith({
    'a.js': `${CREATE}const setup = JSON.parse(process.argv[2]);
const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
s[setup.method](setup.port);
`,
  });
  const { stdout } = runCommand(folder, ['--explain', 'a.js:3']);
  expect(stdout).toContain('whose name is computed is called at 4:1, and may be bind()\n  Where it goes');
  expect(stdout).toMatch(/ 4:1 {3}s +has a method called whose name is computed\n/);
});

it('says that one run with a port is enough', () => {
  const folder = folderWith({
    'a.js': `${CREATE}const PORTS = { any: 0, mdns: 5353 };
exports.open = (kind) => {
  const s = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  s.bind(PORTS[kind]);
};
`,
  });
  const { stdout } = runCommand(folder, ['--explain', 'a.js:4']);
  expect(stdout).toContain(
    'bind() names a port in some runs, which is enough\n      its port can be undefined',
  );
});

it('says what decides whether the option is on', () => {
  const folder = folderWith({
    'a.js': `${CREATE}const on = process.env.REUSE === '1';
const s = dgram.createSocket({ type: 'udp4', reuseAddr: on });
s.send('x', 1);
`,
    'b.js': `${CREATE}const pick = () => (process.argv[2] ? true : false);
const s = dgram.createSocket({ type: 'udp4', reuseAddr: pick() });
s.send('x', 1);
`,
    'c.js': `${CREATE}const options = { type: 'udp4', reuseAddr: true };
options[process.argv[2]] = process.argv[3];
const s = dgram.createSocket(options);
s.send('x', 1);
`,
  });
  expect(runCommand(folder, ['--explain', 'a.js:3']).stdout).toContain(`
  Whether the option is on
    3:57  on  decides, and is not shown
      it can be a number, a text or another primitive
        2:12  process.env.REUSE === '1'  passes through
        2:7   on                         is assigned to 'on'
        3:57  on                         is read from 'on'

`);
  expect(runCommand(folder, ['--explain', 'b.js:3']).stdout).toContain(`
  Whether the option is on
    3:57  pick()  switches it on in some runs
      it can be false
`);
  expect(runCommand(folder, ['--explain', 'c.js:2']).stdout).toContain(`
  Whether the option is on
    2:44  true  switches it on, unless something is written over it before the call reads it
`);
});

it('tells programs, by the schema', () => {
  const ajv = new Ajv({ allErrors: true, formats: { uri: true } });
  const isExplanation = ajv.compile(
    JSON.parse(read(PROJECT, 'docs/codemods/explanation.schema.json')) as object,
  );
  const folder = folderWith({
    'a.vue': `<script>\nimport dgram from 'dgram';\nfunction probe(socket) {\n  send(socket);\n}\nprobe(dgram.createSocket({ type: 'udp4', reuseAddr: true }));\n</script>\n`,
  });
  const { stdout } = runCommand(folder, ['--explain=a.vue:6', '--json']);
  const explanation = JSON.parse(stdout) as object;
  expect(isExplanation(explanation), JSON.stringify(isExplanation.errors)).toBe(true);
  expect(explanation).toMatchObject({
    path: 'a.vue',
    explanations: [
      {
        line: 6,
        verdict: 'unknown',
        remedy: { kind: 'none' },
        sockets: [
          {
            role: 'unknown',
            maker: { place: { path: 'a.vue', line: 6, column: 7 } },
            steps: [
              { place: { line: 3 }, what: "is the parameter 'socket'", from: { line: 6 } },
              { place: { line: 4 }, what: 'is handed to send()' },
            ],
            escapes: [{ place: { line: 4 }, what: 'is handed to send()', isTooLate: false }],
          },
        ],
      },
    ],
    complete: true,
  });
});

it.each([
  [['--explain', 'probe.js:1'], 2, /stands at probe\.js:1\. Those of the file are at 3:53\.\n/],
  [['--explain', 'probe.js:3:9'], 2, /stands at probe\.js:3:9\. Those of the file are at 3:53\.\n/],
  [['--explain', 'none.js:1'], 2, /no option that a socket may get stands in none\.js\.\n/],
  [['--explain', 'probe.js'], 2, /takes FILE:LINE or FILE:LINE:COLUMN, not probe\.js\.\n/],
  [['--explain', 'probe.js:3', 'src'], 2, /takes one place, and no paths/],
  [['--explain', 'probe.js:3', '--diff'], 2, /exclude each other/],
  [['--explain', 'nowhere.js:3'], 3, /^nowhere\.js: error: no such file or folder\n$/],
  [['--explain', 'broken.js:2'], 3, /^broken\.js:2:\d+: error: /],
] as const)('says what is wrong: %j', (argv, expected, message) => {
  const folder = folderWith({ 'probe.js': PROBE, 'none.js': '1;\n', 'broken.js': BROKEN });
  const { status, stdout, stderr } = runCommand(folder, argv);
  expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
  expect(stderr).toMatch(message);
});
