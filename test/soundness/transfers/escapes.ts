import type { Statement } from './uses.ts';
import type { Writing } from '../writing.ts';

function fields(w: Writing, ...names: readonly string[]): string {
  return w.isTyped ? names.map((name) => `${name}: any;`).join(' ') : '';
}

const WRITES: Readonly<Record<string, Statement['write']>> = {
  'handed to a function': (s, _p, w) => `${w.elsewhere()}(${s});`,
  'handed to a method': (s, _p, w) =>
    `${w.elsewhere()}.${w.choices.choose(['send', 'add', 'push', 'bindAndSend', 'once'])}(${s}, 5353);`,
  'handed to a constructor': (s, _p, w) => `new (${w.elsewhere()}.Sender)(${s});`,
  'handed in an object': (s, _p, w) => `${w.elsewhere()}({ inner: { s: ${s} } });`,
  'handed in an array': (s, _p, w) => `${w.elsewhere()}([[${s}]]);`,
  'handed in a map': (s, _p, w) => `${w.elsewhere()}(new Map([['s', ${s}]]));`,
  'handed in a set': (s, _p, w) => `${w.elsewhere()}(new Set([${s}]));`,
  'handed in a closure': (s, _p, w) => `${w.elsewhere()}(() => ${s});`,
  'handed in a bound function': (s, _p, w) =>
    `${w.elsewhere()}(((x${w.type('any')}) => x).bind(null, ${s}));`,
  'its bind handed on': (s, _p, w) => `${w.elsewhere()}(${s}.bind.bind(${s}));`,
  'handed in a promise': (s, _p, w) => `${w.elsewhere()}(Promise.resolve(${s}));`,
  'handed in a generator': (s, _p, w) => {
    const g = w.fresh('g');
    return `function* ${g}() { yield ${s}; }\n${w.elsewhere()}(${g}());`;
  },
  'handed in an async generator': (s, _p, w) => {
    const g = w.fresh('g');
    return `async function* ${g}() { yield ${s}; }\n${w.elsewhere()}(${g}());`;
  },
  'handed in a getter': (s, _p, w) => `${w.elsewhere()}({ get s() { return ${s}; } });`,
  'handed as this': (s, _p, w) => `${w.elsewhere()}.call(${s});`,
  'handed by apply': (s, _p, w) => `${w.elsewhere()}.apply(null, [${s}]);`,
  'handed by Reflect.apply': (s, _p, w) => `Reflect.apply(${w.elsewhere()}, null, [${s}]);`,
  'handed by bind': (s, _p, w) => `${w.elsewhere()}.bind(null, ${s})();`,
  'handed by a spread': (s, _p, w) => `${w.elsewhere()}(...[${s}]);`,
  'handed by an optional call': (s, _p, w) => `${w.elsewhere()}?.(${s});`,
  'handed to a tag': (s, _p, w) => `${w.elsewhere()}\`a\${${s}}b\`;`,
  'handed to a callback of then': (s, _p, w) => `Promise.resolve(${s}).then(${w.elsewhere()});`,
  'handed to forEach': (s, _p, w) => `[${s}].forEach(${w.elsewhere()});`,
  'handed to map': (s, _p, w) => `[1].map((x) => [x, ${s}]).map(${w.elsewhere()});`,
  'handed to sort': (s, _p, w) => `[${s}, ${s}].sort(${w.elsewhere()});`,
  'handed to reduce': (s, _p, w) => `[1].reduce(${w.elsewhere()}, ${s});`,
  'handed to find': (s, _p, w) => `[${s}].find(${w.elsewhere()});`,
  'handed to Array.from': (s, _p, w) => `Array.from([${s}], ${w.elsewhere()});`,
  'handed to setTimeout': (s, _p, w) => `setTimeout(${w.elsewhere()}, 1, ${s});`,
  'handed to nextTick': (s, _p, w) => `process.nextTick(${w.elsewhere()}, ${s});`,
  'handed to a generator that sends': (s, _p, w) => {
    const g = w.fresh('g');
    return `function* ${g}()${w.type('any')} { const f = yield 1; f(${s}); }\n{ const it = ${g}(); it.next(); try { it.next(${w.elsewhere()}); } catch {} }`;
  },
  'handed to what it iterates': (s, _p, w) => `for (const f of ${w.elsewhere()}) { f(${s}); break; }`,
  'handed to an unknown property': (s, _p, w) => `${w.elsewhere()}.held = ${s};`,
  'handed to an unknown key': (s, _p, w) => `${w.elsewhere()}[${w.flag()}${w.cast('any')}] = ${s};`,
  'handed to a property of a property': (s, _p, w) => `${w.elsewhere()}.a.b.c = { s: ${s} };`,
  'handed by Object.assign': (s, _p, w) => `Object.assign(${w.elsewhere()}, { s: ${s} });`,
  'handed by Reflect.set': (s, _p, w) => `Reflect.set(${w.elsewhere()}, 's', ${s});`,
  'handed by defineProperty': (s, _p, w) =>
    `Object.defineProperty(${w.elsewhere()}, 'q', { configurable: true, value: ${s} });`,
  'handed by defineProperty get': (s, _p, w) =>
    `Object.defineProperty(${w.elsewhere()}, 'q', { configurable: true, get: () => ${s} });`,
  'handed by destructuring': (s, _p, w) => `({ s: ${w.elsewhere()}.s } = { s: ${s} });`,
  'handed by a loop': (s, _p, w) => `for (${w.elsewhere()}.s of [${s}]) {}`,
  'handed by setPrototypeOf': (s, _p, w) =>
    `Object.setPrototypeOf(${w.elsewhere()}, { get s() { return ${s}; } });`,
  'handed by logical assignment': (s, _p, w) => `${w.elsewhere()}.s &&= ${s};`,
  'in a spread of something unknown': (s, _p, w) => `${w.elsewhere()}({ ...${w.elsewhere()}, s: ${s} });`,
  'in an object whose prototype is unknown': (s, _p, w) => {
    const o = w.fresh('o');
    return `const ${o} = Object.create(${w.elsewhere()});\n${o}.s = ${s};\n${o}.open();`;
  },
  'method of an unknown base': (s, _p, w) => {
    const C = w.fresh('C');
    return `class ${C} extends (${w.elsewhere()}.Base${w.cast('any')}) { ${fields(w, '_s')} constructor() { super(); this._s = ${s}; } }\nnew ${C}();`;
  },
  'argument of an unknown base': (s, _p, w) => {
    const C = w.fresh('C');
    return `class ${C} extends (${w.elsewhere()}.Base${w.cast('any')}) { constructor() { super(${s}); } }\nnew ${C}();`;
  },
  'public method of an unknown base': (s, _p, w) => {
    const C = w.fresh('C');
    return `class ${C} extends (${w.elsewhere()}.Base${w.cast('any')}) { get() { return ${s}; } }\nnew ${C}();`;
  },
  'getter of a proxy handler': (s, _p, w) => `void (new Proxy(${s}, ${w.elsewhere()})${w.cast('any')}).name;`,
  'through a proxy with an unknown trap': (s, _p, w) => `new Proxy(${w.elsewhere()}, {}).s = ${s};`,
  'own method from elsewhere': (s, _p, w) => `${s}.go = ${w.elsewhere()};\n${s}.go();`,
  'listener from elsewhere': (s, _p, w) =>
    `try { ${s}.on('${w.choices.choose(['go', 'newListener'])}', ${w.elsewhere()}); } catch {}\n${s}.emit('go');`,
  'listener whose this is the socket': (s, _p, w) =>
    `${s}.on('go', function (${w.isTyped ? 'this: any' : ''}) { ${w.elsewhere()}(this); });\n${s}.emit('go');`,
  'emitted on something unknown': (s, _p, w) => `${w.elsewhere()}.emit('socket', ${s});`,
  'emitted on an emitter that is exported': (s, _p, w) => {
    const e = w.fresh('e');
    return `const ${e} = new (${w.builtin('events')}.EventEmitter)();\n${w.exported(e)}\ntry { ${e}.on('s', ${w.elsewhere()}); } catch {}\n${e}.emit('s', ${s});`;
  },
  'on process': (s, p, w) => {
    w.open();
    return `process.on('SIGHUP', (port${w.type('any')}) => { void ${p}; ${s}.bind(port); });`;
  },
  'bound when a message comes': (s, _p, w) => {
    w.open();
    return `(process${w.cast('any')}).on('message', (port${w.type('any')}) => { try { ${s}.bind(port); } catch {} });`;
  },
  'bound to a port of elsewhere': (s, _p, w) => `try { ${s}.bind(${w.elsewhere()}.port); } catch {}`,
  'bound to what elsewhere returns': (s, _p, w) => `try { ${s}.bind(${w.elsewhere()}()); } catch {}`,
  'bound to a field of elsewhere or 0': (s, _p, w) =>
    `try { ${s}.bind(${w.elsewhere()}.port ?? 0); } catch {}`,
  'called by a key of elsewhere': (s, _p, w) =>
    `try { ${s}[${w.elsewhere()}.isOn ? 'bind' : 'close'](5353); } catch {}`,
  'global property': (s, _p, w) => {
    w.open();
    return `(globalThis${w.cast('any')}).elsewhereGlobal.s = ${s};`;
  },
  'returned to elsewhere': (s, _p, w) => `${w.elsewhere()}.use({ create() { return ${s}; } });`,
  'thrown to elsewhere': (s, _p, w) => `${w.elsewhere()}.run({ create() { throw ${s}; } });`,
  'handed to a callback of elsewhere': (s, _p, w) =>
    `${w.elsewhere()}((done${w.type('any')}) => { done(${s}); });`,
  'handed to a callback of elsewhere in an object': (s, _p, w) =>
    `${w.elsewhere()}({ run({ done }${w.type('any')}) { done?.({ s: ${s} }); } });`,
  'written to a parameter of a callback': (s, _p, w) =>
    `${w.elsewhere()}((target${w.type('any')}) => { target.s = ${s}; });`,
  'callback with a port': (s, _p, w) => `${w.elsewhere()}((port${w.type('any')}) => { ${s}.bind(port); });`,
  'async callback with a port': (s, _p, w) =>
    `${w.elsewhere()}(async (port${w.type('any')}) => { await null; ${s}.bind(await port); });`,
  'awaits elsewhere': (s, _p, w) =>
    `(async () => { const port = await ${w.elsewhere()}(); try { ${s}.bind(port); } catch {} })();`,
  'port in a then': (s, _p, w) => `Promise.resolve(${w.elsewhere()}).then((x) => { ${s}.bind(x.port); });`,

  exported: (s, _p, w) => w.exported(s),
  'exported in an object': (s, _p, w) => w.exported(`{ inner: { s: ${s} } }`),
  'exported in a list': (s, _p, w) => w.exported(`[${s}]`),
  'exported in a map': (s, _p, w) => w.exported(`new Map([['s', { s: ${s} }]])`),
  'exported in a weak map with its key': (s, _p, w) => {
    const k = w.fresh('k');
    return `const ${k} = {};\n${w.exported(k)}\n${w.exported(`new WeakMap([[${k}, ${s}]])`)}`;
  },
  'exported function returns it': (s, _p, w) => w.exported(`() => ${s}`),
  'exported function that is called with this': (s, _p, w) =>
    w.exported(`{ s: ${s}, open(port${w.type('any')}) { this.s.bind(port); } }`),
  'exported async function returns it': (s, _p, w) => w.exported(`async () => ({ s: ${s} })`),
  'exported generator yields it': (s, _p, w) => w.exported(`function* () { yield ${s}; }`),
  'exported async generator yields it': (s, _p, w) => w.exported(`async function* () { yield ${s}; }`),
  'exported function throws it': (s, _p, w) => w.exported(`() => { throw ${s}; }`),
  'exported function calls back with it': (s, _p, w) =>
    w.exported(`(callback${w.type('any')}) => { callback(null, ${s}); }`),
  'exported function applies with it': (s, _p, w) =>
    w.exported(`(callback${w.type('any')}) => Reflect.apply(callback, undefined, [${s}])`),
  'exported function calls back with it as this': (s, _p, w) =>
    w.exported(`(callback${w.type('any')}) => callback.call(${s})`),
  'exported function maps with it': (s, _p, w) =>
    w.exported(`(callback${w.type('any')}) => [${s}].map(callback)`),
  'exported function binds it': (s, _p, w) => w.exported(`(port${w.type('any')}) => { ${s}.bind(port); }`),
  'exported function binds it to a field': (s, _p, w) =>
    w.exported(`({ port = 0 }${w.type('any')} = {}) => { ${s}.bind({ port }); }`),
  'exported function binds it to a rest parameter': (s, _p, w) =>
    w.exported(`(...list${w.type('any')}) => { ${s}.bind(...list); }`),
  'exported function binds it to an argument': (s, _p, w) =>
    w.exported(`function () { ${s}.bind(arguments[0]); }`),
  'exported function binds it to a sum': (s, _p, w) =>
    w.exported(`(port${w.type('any')}) => { ${s}.bind(0 + +port); }`),
  'exported function calls a method by name': (s, _p, w) =>
    w.exported(`(name${w.type('any')}, value${w.type('any')}) => { ${s}[name]?.(value); }`),
  'exported function writes it': (s, _p, w) => w.exported(`(target${w.type('any')}) => { target.s = ${s}; }`),
  'exported function defines it': (s, _p, w) =>
    w.exported(
      `(target${w.type('any')}) => Object.defineProperty(target, 'q', { configurable: true, value: ${s} })`,
    ),
  'exported setter': (s, _p, w) => w.exported(`{ set port(port${w.type('any')}) { ${s}.bind(port); } }`),
  'exported getter': (s, _p, w) => w.exported(`{ get s() { return ${s}; } }`),
  'exported class with a getter': (s, _p, w) => w.exported(`class { get s() { return ${s}; } }`),
  'exported class with a static getter': (s, _p, w) =>
    w.exported(`class { static get s() { return ${s}; } }`),
  'exported class with a method': (s, _p, w) => w.exported(`class { create() { return [${s}]; } }`),
  'exported class with a field and a method': (s, _p, w) =>
    w.exported(`class { #s = ${s}; open(port${w.type('any')}) { this.#s.bind(port); } }`),
  'exported class with a field and a getter': (s, _p, w) =>
    w.exported(`class { ${fields(w, '_s')} constructor() { this._s = ${s}; } get s() { return this._s; } }`),
  'exported class with an own field': (s, _p, w) => w.exported(`class { ownS = ${s}; }`),
  'exported class with an own field and a method that returns this field': (s, _p, w) =>
    w.exported(`class { ownS = ${s}; get() { return this.ownS; } }`),
  'exported class whose hook is given it': (s, _p, w) =>
    w.exported(`class { constructor() { this.created(${s}); } created(_s${w.type('any')}) {} }`),
  'exported class whose hook gives the port': (s, _p, w) =>
    w.exported(`class { start() { ${s}.bind(this.getPort()); } getPort() { return 0; } }`),
  'exported class whose port is a field': (s, _p, w) =>
    w.exported(`class { ownPort = 0; start() { ${s}.bind(this.ownPort); } }`),
  'exported class whose port is a static field': (s, _p, w) => {
    const C = w.fresh('C');
    return `class ${C} { static ownPort = 0; start() { ${s}.bind(${C}.ownPort); } }\n${w.exported(C)}`;
  },
  'exported constructor': (s, _p, w) => {
    const C = w.fresh('C');
    return `function ${C}(${w.isTyped ? 'this: any' : ''}) { this._s = ${s}; }\n${C}.prototype.open = function (port${w.type('any')}) { this._s.bind(port); };\n${w.exported(C)}`;
  },
  'exported class with an iterator': (s, _p, w) =>
    w.exported(`class { *[Symbol.iterator]() { yield ${s}; } }`),
  'exported object with a then': (s, _p, w) => w.exported(`{ then(done${w.type('any')}) { done(${s}); } }`),
  'exported emitter emits it': (s, _p, w) => {
    const C = w.fresh('C');
    return `class ${C} extends ${w.builtin('events')}.EventEmitter { start() { this.emit('s', ${s}); } }\n{ const e = new ${C}();\n${w.elsewhere()}(e);\ne.start(); }`;
  },
  'exported port': (s, _p, w) => {
    const o = w.fresh('settings');
    return `const ${o}${w.type('any')} = { port: 0 };\n${w.exported(o)}\nsetTimeout(() => { ${s}.bind(${o}.port); }, 1);`;
  },
  'exported list of ports': (s, _p, w) => {
    const o = w.fresh('ports');
    return `const ${o}${w.type('any')} = [0];\n${w.exported(o)}\nsetTimeout(() => { for (const port of ${o}) { ${s}.bind(port); } }, 1);`;
  },
  'exported proxy': (s, _p, w) => w.exported(`new Proxy({}, { get: () => ${s} })`),
  'exported proxy with set': (s, _p, w) =>
    w.exported(
      `new Proxy({}, { set(_target${w.type('any')}, _key, port${w.type('any')}) { ${s}.bind(port); return true; } })`,
    ),
  'exported tag': (s, _p, w) =>
    w.exported(`(_texts${w.type('any')}, port${w.type('any')}) => ${s}.bind(port)`),
  'exported bound method': (s, _p, w) => w.exported(`${s}.bind.bind(${s})`),
  'exported promise': (s, _p, w) =>
    w.exported(`new Promise${w.isTyped ? '<any>' : ''}((resolve) => setTimeout(resolve, 1, ${s}))`),
  'exported holder that is filled later': (s, _p, w) => {
    const o = w.fresh('o');
    return `const ${o}${w.type('any')} = {};\n${w.exported(o)}\n${o}.s = ${s};`;
  },
  'exported holder that is filled by a key': (s, _p, w) => {
    const o = w.fresh('o');
    return `const ${o}${w.type('any')} = {};\n${w.exported(o)}\n${o}[${w.flag()}${w.cast('any')}] = ${s};`;
  },
  'exported list that is filled later': (s, _p, w) => {
    const o = w.fresh('list');
    return `const ${o}${w.type('any')} = [];\n${w.exported(`() => ${o}`)}\n${o}.push(${s});`;
  },
  'exported object whose method is replaced': (s, _p, w) => {
    const o = w.fresh('api');
    return `const ${o}${w.type('any')} = { open(_s${w.type('any')}) {}, start() { this.open(${s}); } };\n${w.exported(o)}\nsetTimeout(() => { ${o}.start(); }, 1);`;
  },
  'exported subclass of a class with a method': (s, _p, w) => {
    const [A, B] = [w.fresh('A'), w.fresh('B')];
    return `class ${A} { get() { return ${s}; } }\nclass ${B} extends ${A} {}\n${w.exported(B)}`;
  },
  'exported subclass of a class with a static method': (s, _p, w) => {
    const [A, B] = [w.fresh('A'), w.fresh('B')];
    return `class ${A} { static get() { return ${s}; } }\nclass ${B} extends ${A} {}\n${w.exported(B)}`;
  },
  'exported subclass of a class with a static getter': (s, _p, w) => {
    const [A, B] = [w.fresh('A'), w.fresh('B')];
    return `class ${A} { static get s() { return ${s}; } }\nclass ${B} extends ${A} {}\n${w.exported(B)}`;
  },
  'exported function with a property': (s, _p, w) => {
    const f = w.fresh('f');
    return `function ${f}() {}\n${f}.s = ${s};\n${w.exported(f)}`;
  },
  'exported function whose property is the port': (s, _p, w) => {
    const f = w.fresh('f');
    return `function ${f}() {}\n${f}.port = 0;\n${w.exported(f)}\nsetTimeout(() => { ${s}.bind(${f}.port); }, 1);`;
  },
  'exported function that inherits it': (s, _p, w) => {
    const f = w.fresh('f');
    return `const ${f} = () => {};\nObject.setPrototypeOf(${f}, { s: ${s} });\n${w.exported(f)}`;
  },
  'exported object that inherits it': (s, _p, w) => w.exported(`{ __proto__: { inner: { s: ${s} } } }`),
  'exported object that inherits a method': (s, _p, w) =>
    w.exported(`{ __proto__: { __proto__: { open(port${w.type('any')}) { ${s}.bind(port); } } } }`),
  'exported object of Object.create': (s, _p, w) =>
    w.exported(`Object.create({ open(port${w.type('any')}) { this._s.bind(port); }, _s: ${s} })`),
  'exported list that inherits it': (s, _p, w) => w.exported(`Object.setPrototypeOf([], { s: ${s} })`),
  'handed in what an object inherits': (s, _p, w) => `${w.elsewhere()}({ __proto__: { s: ${s} } });`,
  'exported instance': (s, _p, w) => w.exported(`new (class { give() { return ${s}; } })()`),
  'exported symbol': (s, _p, w) => w.exported(`{ [Symbol('s')]: ${s} }`),
  'exported mixin': (s, _p, w) =>
    w.exported(`(Base${w.type('any')}) => class extends Base { constructor() { super(); this.s = ${s}; } }`),
  'exported factory of factories': (s, _p, w) => w.exported(`() => () => () => ${s}`),
  'exported class with a private method that is public by a field': (s, _p, w) =>
    w.exported(
      `class { ownOpen = (port${w.type('any')}) => this.#open(port); #open(port${w.type('any')}) { ${s}.bind(port); } }`,
    ),
};

/** Statements that let code of other files have a socket, or say its port. */
export const ESCAPES: readonly Statement[] = Object.entries(WRITES).map(([name, write]) => ({ name, write }));
