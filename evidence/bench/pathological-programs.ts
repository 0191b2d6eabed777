/** A program that is harmless and far larger, deeper or more circular than people write. */
export interface PathologicalProgram {
  /** What is too much of. */
  readonly name: string;
  /** JavaScript. */
  readonly text: string;
  /** How many reuse options it sets. */
  readonly options: number;
  /** What all of its sockets are. */
  readonly role: 'client' | 'listener';
}

const CREATE = "dgram.createSocket({ type: 'udp4', reuseAddr: true })";

/** @returns one line for each index */
function repeat(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('\n');
}

/**
 * Writes one program of each kind. Depth has a scale of its own, because parsers are recursive: with the stack that
 * Node.js has by default, none of espree, typescript-eslint and Babel reads 2000 nested functions.
 *
 * @param scale 1 for the sizes that are promised; smaller for smaller programs, to see how the time grows
 * @param depthScale the same for what is nested
 */
export function writePathologicalPrograms(scale = 1, depthScale = scale): PathologicalProgram[] {
  const scaled = (size: number) => Math.max(2, Math.round(size * scale));
  const nested = (depth: number) => Math.max(2, Math.round(depth * depthScale));
  return [...writeForRole('client', scaled, nested), ...writeForRole('listener', scaled, nested)];
}

function writeForRole(
  role: 'client' | 'listener',
  scaled: (size: number) => number,
  nested: (depth: number) => number,
): PathologicalProgram[] {
  const use = (socket: string) =>
    role === 'client' ? `${socket}.send('hello', 7000, 'localhost');` : `${socket}.bind(port);`;
  const many = scaled(5000);

  const program = (name: string, options: number, text: string): PathologicalProgram => ({
    name: `${name}, ${role}`,
    text: `const dgram = require('dgram');\nconst port = Number(process.env.PORT);\n${text}\n`,
    options,
    role,
  });

  return [
    program(
      `${many} sockets in variables`,
      many,
      repeat(many, (index) => `const socket${index} = ${CREATE};\n${use(`socket${index}`)}`),
    ),
    program(
      `${many} sockets on one line behind a doc comment`,
      many,
      `/** As built. */\n${Array.from({ length: many }, (_, index) => `const socket${index} = ${CREATE}; ${use(`socket${index}`)}`).join(' ')}`,
    ),
    program(
      `${many} sockets in one array`,
      many,
      `const sockets = [\n${repeat(many, () => `${CREATE},`)}\n];\nfor (const socket of sockets) {\n${use('socket')}\n}`,
    ),
    program(
      `${many} sockets pushed to one array`,
      many,
      `const sockets = [];\n${repeat(many, () => `sockets.push(${CREATE});`)}\nsockets.forEach((socket) => {\n${use('socket')}\n});`,
    ),
    program(
      `${many} sockets in one field`,
      many,
      `class Holder {\n#socket;\n${repeat(many, (index) => `open${index}() {\nthis.#socket = ${CREATE};\n}`)}\nuse() {\n${use('this.#socket')}\n}\n}\nnew Holder().use();`,
    ),
    program(
      `${many} sockets in one field, each used`,
      many,
      `class Holder {\n#socket;\n${repeat(many, (index) => `open${index}() {\nthis.#socket = ${CREATE};\n${use('this.#socket')}\n}`)}\n}\nnew Holder().open0();`,
    ),
    program(
      `${many} sockets in a Map`,
      many,
      `const sockets = new Map();\n${repeat(many, (index) => `sockets.set(${index}, ${CREATE});`)}\nfor (const socket of sockets.values()) {\n${use('socket')}\n}`,
    ),
    program(
      `${many} sockets from one factory`,
      1,
      `function open() {\nreturn ${CREATE};\n}\n${repeat(many, (index) => `const socket${index} = open();\n${use(`socket${index}`)}`)}`,
    ),
    program(
      `${many} sockets with one options object`,
      1,
      `const options = { type: 'udp4', reuseAddr: true };\n${repeat(many, (index) => `const socket${index} = dgram.createSocket(options);\n${use(`socket${index}`)}`)}`,
    ),
    program(
      `${scaled(10_000)} references to one socket`,
      1,
      `const socket = ${CREATE};\n${repeat(scaled(10_000), () => 'socket.unref();')}\n${use('socket')}`,
    ),
    program(
      `${scaled(10_000)} uses of one socket`,
      1,
      `const socket = ${CREATE};\nfunction start() {\n${repeat(scaled(10_000), () => use('socket'))}\n}\nstart();`,
    ),
    program(
      `a ring of ${scaled(1000)} aliases`,
      1,
      `let alias0 = ${CREATE};\n${repeat(scaled(1000) - 1, (index) => `let alias${index + 1} = alias${index};`)}\nalias0 = alias${scaled(1000) - 1};\n${use('alias1')}`,
    ),
    program(
      `a chain of ${scaled(5000)} aliases`,
      1,
      `const alias0 = ${CREATE};\n${repeat(scaled(5000) - 1, (index) => `const alias${index + 1} = alias${index};`)}\n${use(`alias${scaled(5000) - 1}`)}`,
    ),
    program(
      `${scaled(60)} variables that are all aliases of each other`,
      1,
      `let ${Array.from({ length: scaled(60) }, (_, index) => `alias${index}`).join(', ')};\nalias0 = ${CREATE};\n${repeat(scaled(60), (from) => repeat(scaled(60), (to) => `alias${to} = alias${from};`))}\n${use('alias1')}`,
    ),
    program(
      `${nested(2000)} nested functions`,
      1,
      `const socket = ${CREATE};\n${repeat(nested(2000), (index) => `function level${index}() {`)}\n${use('socket')}\n${repeat(nested(2000), (index) => `}\nlevel${nested(2000) - 1 - index}();`)}`,
    ),
    program(
      `${nested(2000)} nested functions with a socket in each`,
      nested(2000),
      `${repeat(nested(2000), (index) => `function level${index}() {\nconst socket${index} = ${CREATE};\n${use(`socket${index}`)}`)}\n${'}'.repeat(nested(2000))}`,
    ),
    program(
      `a sum of ${nested(10_000)} numbers`,
      1,
      `const total = ${Array.from({ length: nested(10_000) }, () => 'port').join(' + ')};\nconst socket = dgram.createSocket({ type: 'udp4', reuseAddr: true, recvBufferSize: total });\n${use('socket')}`,
    ),
    program(
      `a chain of ${nested(5000)} methods`,
      1,
      `const socket = ${CREATE}${Array.from({ length: nested(5000) }, (_, index) => `\n.on('message', () => {${index}})`).join('')};\n${use('socket')}`,
    ),
    program(
      `a ring of ${scaled(500)} functions that pass the socket on`,
      1,
      `${repeat(scaled(500), (index) => `function pass${index}(socket) {\n${use('socket')}\npass${(index + 1) % scaled(500)}(socket);\n}`)}\npass0(${CREATE});`,
    ),
    program(
      `${scaled(40)} functions that all call each other with the socket`,
      1,
      `${repeat(scaled(40), (index) => `function pass${index}(socket) {\n${use('socket')}\n${repeat(scaled(40), (other) => `pass${other}(socket);`)}\n}`)}\npass0(${CREATE});`,
    ),
    program(
      `a ladder of ${scaled(200)} functions that return what the next returns, twice`,
      1,
      `${repeat(scaled(200), (index) => `function rung${index}() {\nreturn port > ${index} ? rung${index + 1}() : rung${index + 1}();\n}`)}\nfunction rung${scaled(200)}() {\nreturn ${CREATE};\n}\nconst socket = rung0();\n${use('socket')}`,
    ),
    program(
      `a ring of ${scaled(500)} options objects that spread each other`,
      1,
      `const base = { type: 'udp4', reuseAddr: true };\n${repeat(scaled(500), (index) => `var options${index} = { ...options${(index + 1) % scaled(500)}, ...base };`)}\nconst socket = dgram.createSocket(options0);\n${use('socket')}`,
    ),
    program(
      `${many} sockets with options objects of their own`,
      many,
      repeat(
        many,
        (index) =>
          `const options${index} = { type: 'udp4', reuseAddr: true };\nconst socket${index} = dgram.createSocket(options${index});\n${use(`socket${index}`)}`,
      ),
    ),
    program(
      `${scaled(2000)} classes with the same field`,
      scaled(2000),
      repeat(
        scaled(2000),
        (index) =>
          `class Holder${index} {\nsocket = ${CREATE};\nuse() {\n${use('this.socket')}\n}\n}\nnew Holder${index}().use();`,
      ),
    ),
    program(
      `a list of ${scaled(20_000)} objects with a socket as the last`,
      1,
      `const list = [\n${repeat(scaled(20_000), (index) => `{ name: 'item${index}', port: ${index} },`)}\n];\nconst socket = ${CREATE};\n${use('socket')}`,
    ),
    program(
      `an object of ${scaled(20_000)} properties`,
      1,
      `const table = {\n${repeat(scaled(20_000), (index) => `key${index}: ${index},`)}\nsocket: ${CREATE},\n};\n${use('table.socket')}`,
    ),
    program(
      `a switch of ${scaled(5000)} cases`,
      1,
      `const socket = ${CREATE};\nfunction handle(code) {\nswitch (code) {\n${repeat(scaled(5000), (index) => `case ${index}:\nsocket.unref();\nbreak;`)}\n}\n}\nhandle(1);\n${use('socket')}`,
    ),
    program(
      `${nested(2000)} branches of else if`,
      1,
      `const socket = ${CREATE};\n${Array.from({ length: nested(2000) }, (_, index) => `if (port === ${index}) {\nsocket.unref();\n}`).join(' else ')}\n${use('socket')}`,
    ),
    program(
      `a chain of ${nested(5000)} promises`,
      1,
      `const socket = ${CREATE};\nPromise.resolve(0)${Array.from({ length: nested(5000) }, () => '\n.then((value) => value + 1)').join('')};\n${use('socket')}`,
    ),
    program(
      `a path of ${nested(5000)} members`,
      1,
      `const socket = ${CREATE};\nconst found = process${'.next'.repeat(nested(5000))};\n${use('socket')}`,
    ),
    program(
      `${scaled(2000)} branches that assign one variable`,
      scaled(2000),
      `let socket;\n${repeat(scaled(2000), (index) => `if (port === ${index}) socket = ${CREATE};`)}\n${use('socket')}`,
    ),
  ];
}
