import type { Writing } from '../writing.ts';

/** Statements that use a socket, or hand it on, beside what is carried further. */
export interface Statement {
  readonly name: string;
  /** What it makes of a socket and a port. */
  readonly write: (socket: string, port: string, writing: Writing) => string;
}

function createStatements(statements: Readonly<Record<string, Statement['write']>>): readonly Statement[] {
  return Object.entries(statements).map(([name, write]) => ({ name, write }));
}

/** The last that a program does with its socket. */
export const ENDS: readonly Statement[] = createStatements({
  'bind(port)': (s, p) => `${s}.bind(${p});`,
  'bind({ port })': (s, p, w) =>
    `${s}.bind({ port: ${p}${w.choices.choose(['', ', exclusive: true', ", address: '0.0.0.0'"])} });`,
  'bind(options)': (s, p, w) => w.keep(`{ port: ${p} }`, (o) => `${s}.bind(${o});`),
  'bind(port, callback)': (s, p) => `${s}.bind(${p}, () => { ${s}.send('x', 53, 'localhost'); });`,
  'bind(port, address, callback)': (s, p) => `${s}.bind(${p}, '0.0.0.0', function () { this.unref(); });`,
  "['bind'](port)": (s, p) => `${s}['bind'](${p});`,
  'bind by a computed name': (s, p, w) => w.keep("'bi' + 'nd'", (name) => `${s}[${name}](${p});`),
  'bind?.(port)': (s, p) => `${s}?.bind?.(${p});`,
  'bind.call': (s, p) => `${s}.bind.call(${s}, ${p});`,
  'bind.apply': (s, p) => `${s}.bind.apply(${s}, [${p}]);`,
  'bind.bind': (s, p, w) => w.keep(`${s}.bind.bind(${s})`, (bind) => `${bind}(${p});`),
  'bind that was bound to its port': (s, p, w) =>
    w.keep(`${s}.bind.bind(${s}, ${p})`, (bind) => `${bind}();`),
  'bind as a callback': (s, p) => `[${p}].forEach(${s}.bind, ${s});`,
  'Reflect.apply': (s, p) => `Reflect.apply(${s}.bind, ${s}, [${p}]);`,
  'destructured bind': (s, p, w) => {
    const bind = w.fresh('bind');
    return `const { bind: ${bind} }${w.type('any')} = ${s};\n${bind}.call(${s}, ${p});`;
  },
  'bind of the prototype': (s, p, w) => `${w.dgram()}.Socket.prototype.bind.call(${s}, ${p});`,
  'bind(...list)': (s, p) => `${s}.bind(...[${p}]);`,
  'bind in a promise': (s, p, w) =>
    `new Promise${w.isTyped ? '<void>' : ''}((resolve) => { ${s}.bind(${p}, resolve); });`,
  'promisified bind': (s, p, w) => `${w.builtin('util')}.promisify(${s}.bind).call(${s}, ${p});`,
  'bind in setTimeout': (s, p) => `setTimeout(() => { ${s}.bind(${p}); }, 1);`,
  'bound by setTimeout': (s, p) => `setTimeout(${s}.bind.bind(${s}), 1, ${p});`,
  'bind after a chain': (s, p) => `${s}.on('error', () => {}).unref().bind(${p});`,
  'bind twice': (s, p) => `${s}.bind(0);\ntry { ${s}.bind(${p}); } catch {}`,
  'bind perhaps': (s, p, w) => `if (${w.flag()}) { ${s}.bind(${p}); } else { ${s}.bind(); }`,
  'bind or send': (s, p, w) => `${w.flag()} ? ${s}.bind(${p}) : ${s}.send('x', 53, 'localhost');`,
  'bind of no argument': (s) => `${s}.bind();`,
  'bind of a callback': (s) => `${s}.bind(() => {});`,
  'bind(0)': (s) => `${s}.bind(0);`,
  send: (s) => `${s}.send('x', 53, 'localhost');`,
  'send with a callback': (s) =>
    `${s}.send(Buffer.from('x'), 0, 1, 53, 'localhost', () => { ${s}.close(); });`,
  connect: (s) => `${s}.connect(53, 'localhost');`,
  'send of a list': (s) => `${s}.send(['x', 'y'], 53);`,
  'join and send': (s) => `${s}.addMembership('224.0.0.251');\n${s}.send('x', 5353, '224.0.0.251');`,
  'send to a bad port, then bind': (s, p) => `try { ${s}.send('x', 0); } catch {}\n${s}.bind(${p});`,
  'send and then bind': (s, p) => `${s}.send('x', 53, 'localhost');\ntry { ${s}.bind(${p}); } catch {}`,
  'bind when it sends': (s, p) =>
    `${s}.on('listening', () => { try { ${s}.bind(${p}); } catch {} });\n${s}.send('x', 53);`,
  'bind in newListener': (s, p) =>
    `${s}.once('newListener', () => { ${s}.bind(${p}); });\ntry { ${s}.bind(0, () => {}); } catch {}`,
  'bind in a listener of its own': (s, p) =>
    `${s}.on('go', function (port) { this.bind(port); });\n${s}.emit('go', ${p});`,
  'bind in a getter of the port': (s, p) => `try { ${s}.bind({ get port() { return ${p}; } }); } catch {}`,
  'bind in a coercion': (s, p) =>
    `try { ${s}.send('x', { valueOf() { ${s}.bind(${p}); return 53; } }); } catch {}\ntry { ${s}.bind(0); } catch {}`,
  'bind in valueOf of a comparison': (s, p, w) =>
    `if (+{ valueOf() { ${s}.bind(${p}); return 1; } } > 0) { try { ${s}.send('x', 53); } catch {} }`.replace(
      '+{',
      w.isTyped ? '+<any>{' : '+{',
    ),
  'bind in an argument': (s, p) => `try { ${s}.send('x', (${s}.bind(${p}), 53)); } catch {}`,
  'own bind method': (s, p, w) =>
    `${s}.open = function (port${w.type('any')}) { this.bind(port); };\n${s}.open(${p});`,
  'close and bind': (s, p) => `${s}.close();\ntry { ${s}.bind(${p}); } catch {}`,
  'send by a field that got another socket': (s, p, w) => {
    const [other, a, b] = [w.fresh('other'), w.fresh('a'), w.fresh('b')];
    const write = w.choices.choose([
      `${b}.x = ${other};`,
      `Object.assign(${a}, { x: ${other} });`,
      `Reflect.set(${a}, 'x', ${other});`,
      `for (const key of Object.keys(${a})) { ${a}[key] = ${other}; }`,
      `[${a}.x] = [${other}];`,
      `for (${a}.x of [${other}]);`,
      `(() => { ${a}.x = ${other}; })();`,
    ]);
    return `const ${other}${w.type('any')} = ${w.forStep('socket', 0).other()};
const ${a}${w.type('any')} = {};
const ${b} = ${a};
${a}.x = ${s};
${write}
${a}.x.send('x', 53, 'localhost');
${s}.bind(${p});`;
  },
  'send by an element that got another socket': (s, p, w) => {
    const [other, list] = [w.fresh('other'), w.fresh('list')];
    const change = w.choices.choose([
      `unshift(${other})`,
      `splice(0, 1, ${other})`,
      `fill(${other})`,
      `sort(() => 1)`,
    ]);
    return `const ${other}${w.type('any')} = ${w.forStep('socket', 0).other()};
const ${list}${w.type('any[]')} = [${s}];
${list}.${change};
${list}[0].send('x', 53, 'localhost');
${s}.bind(${p});`;
  },
  'send in another step': (s, p, w) => {
    const step = w.fresh('step');
    return `const ${step} = (n${w.type('number')}) => { if (n === 0) { return; } if (n === 1) { ${s}.bind(${p}); } ${s}.send('x', 53, 'localhost'); };
[0, 1, 2].forEach(${step});`;
  },
  'bind until it works': (s, p) =>
    `for (const port of [0, ${p}]) { try { ${s}.bind(port); break; } catch {} }`,
  'bind by any of several names': (s, p, w) => `${s}[${w.flag()} ? 'bind' : 'connect'](${p} || 53);`,
});

/** Statements on the way that leave a socket as it is, or end what can be done with it. */
export const USES: readonly Statement[] = createStatements({
  'on message': (s) => `${s}.on('message', (message, { port }) => { void message; void port; });`,
  'on message, bind another time': (s, p, w) =>
    `${s}.on('message', (message${w.type('any')}, from${w.type('any')}) => { try { ${s}.bind(from.port); } catch {} });`,
  'on error': (s) => `${s}.once('error', () => { ${s}.close(); });`,
  unref: (s) => `${s}.unref().ref();`,
  'set what needs a descriptor': (s) => `try { ${s}.setBroadcast(true); ${s}.setTTL(2); } catch {}`,
  assert: (s, _p, w) => `${w.builtin('assert')}.ok(${s});`,
  typeof: (s) => `if (typeof ${s} === 'undefined' || !${s}) { throw new Error('none'); }`,
  log: (s) => `console.log(${s});`,
  'compare and test': (s) => `void (${s} === null || ${s} instanceof Object);`,
  'send in a branch': (s, _p, w) => `if (${w.flag()}) { ${s}.send('x', 53, 'localhost'); }`,
  'send that may fail': (s) => `try { ${s}.send('x', -1); } catch {}`,
  'bind(0)': (s) => `try { ${s}.bind(0); } catch {}`,
  send: (s) => `${s}.send('x', 53, 'localhost');`,
  connect: (s) => `${s}.connect(53, 'localhost');`,
  join: (s) => `try { ${s}.addMembership('224.0.0.251'); } catch {}`,
  'bind when another listens': (s, p, w) => {
    const other = w.fresh('other');
    return `const ${other}${w.type('any')} = ${w.forStep('socket', 0).other()};\n${other}.bind(${w.choices.choose(['0', '5353'])}, () => { try { ${s}.bind(${p}); } catch {} });`;
  },
  'emit of an event': (s) => `${s}.emit('go', 1);`,
  'send in a function that is not called': (s, _p, w) =>
    `void function ${w.fresh('f')}() { ${s}.send('x', 53); };`,
  'early return before a send': (s, _p, w) =>
    `(() => { if (${w.flag()}) { return; } ${s}.send('x', 53); })();`,
  'send in a loop that may not run': (s, _p, w) => `while (${w.flag()}) { ${s}.send('x', 53); break; }`,
  'send that another round makes': (s, p, w) =>
    `for (let i = 0; i < 2; i++) { if (i === 1) { try { ${s}.bind(${p}); } catch {} } else if (${w.flag()}) { ${s}.send('x', 53); } }`,
  'send after a wait': (s) => `(async () => { await null; try { ${s}.send('x', 53); } catch {} })();`,
  'bind after a wait': (s, p) => `(async () => { await null; try { ${s}.bind(${p}); } catch {} })();`,
});
