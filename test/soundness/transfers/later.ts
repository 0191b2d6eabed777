import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/** Promises, async functions, timers and events. */
export const LATER: readonly Transfer[] = [
  ...createGroup('promises', {
    then: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve(${value}).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'then that returns': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve(1).then(() => ${value}).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'then that returns a promise': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve(1).then(() => Promise.resolve(${value})).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'new Promise': (value, next, w) => {
      const v = w.fresh('v');
      return `new Promise((resolve) => { resolve(${value}); }).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'resolved later': (value, next, w) => {
      const [r, v] = [w.fresh('resolve'), w.fresh('v')];
      return `let ${r}${w.type('any')};\nnew Promise((resolve) => { ${r} = resolve; }).then((${v}${w.type('any')}) => {\n${next(v)}\n});\nsetTimeout(() => { ${r}(${value}); }, 1);`;
    },
    'rejected and caught': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.reject(${value}).catch((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'thrown in then': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve().then(() => { throw ${value}; }).then(null, (${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'caught and returned': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.reject(new Error('x')).catch(() => ${value}).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    finally: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve(${value}).finally(() => undefined).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    all: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.all([${w.other()}, Promise.resolve(${value})]).then(([, ${v}]${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'all of a map': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.all([${value}].map(async (x) => x)).then((${v}${w.type('any')}) => {\n${next(`${v}[0]`)}\n});`;
    },
    race: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.race([${value}, new Promise(() => {})]).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    any: (value, next, w) => {
      const v = w.fresh('v');
      return `${w.isTyped ? '(Promise as any)' : 'Promise'}.any([${value}]).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    allSettled: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.allSettled([${value}]).then(([${v}]${w.type('any')}) => {\n${next(`${v}.value`)}\n});`;
    },
    thenable: (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve({ then(done${w.type('any')}) { done(${value}); } }).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'kept in a field': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { ready: Promise.resolve(${value}) };\n${o}.ready.then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
  }),
  ...createGroup('async functions', {
    await: (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nconst ${v} = await ${value};\n${next(v)}\n})();`;
    },
    'await of a promise': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nconst ${v} = await new Promise${w.isTyped ? '<any>' : ''}((resolve) => setTimeout(resolve, 1, ${value}));\n${next(v)}\n})();`;
    },
    'returned by an async function': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `async function ${f}() { await null; return ${value}; }\n${f}().then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'parameter of an async function': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `async function ${f}(${v}${w.type('any')}) {\nawait null;\n${next(v)}\n}\n${f}(${value});`;
    },
    'async method': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { ${w.isTyped ? 'ownX: any; ' : ''}constructor() { this.ownX = ${value}; } async use() {\nawait null;\nconst ${v} = this.ownX;\n${next(v)}\n} }\nnew ${C}().use();`;
    },
    'written while it waits': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\n(async () => {\nawait null;\n${next(v)}\n})();\n${v} = ${value};`;
    },
    'await in a loop': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nfor (const x of [Promise.resolve(${value})]) {\nconst ${v} = await x;\n${next(v)}\n}\n})();`;
    },
    'await of all': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nconst [, ${v}]${w.type('any')} = await Promise.all([1, ${value}]);\n${next(v)}\n})();`;
    },
    'for await': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nfor await (const ${v} of [Promise.resolve(${value})]) {\n${next(v)}\n}\n})();`;
    },
    'async generator': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `async function* ${g}()${w.type('any')} { yield ${value}; }\n(async () => {\nfor await (const ${v} of ${g}()) {\n${next(v)}\n}\n})();`;
    },
    'next of an async generator': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `async function* ${g}()${w.type('any')} { yield ${value}; }\n${g}().next().then(({ value: ${v} }${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'own async iterable': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\nfor await (const ${v} of { async *[Symbol.asyncIterator]()${w.type('any')} { yield ${value}; } }) {\n${next(v)}\n}\n})();`;
    },
    'rejection caught by try': (value, next, w) => {
      const v = w.fresh('v');
      return `(async () => {\ntry { await Promise.reject(${value}); } catch (${v}${w.type('any')}) {\n${next(v)}\n}\n})();`;
    },
    'await in an argument': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = (${v}${w.type('any')}) => {\n${next(v)}\n};\n(async () => { ${f}(await ${value}); })();`;
    },
  }),
  ...createGroup('timers and events', {
    setTimeout: (value, next, w) => w.keep(value, (v) => `setTimeout(() => {\n${next(v)}\n}, 1);`),
    'setTimeout with an argument': (value, next, w) => {
      const v = w.fresh('v');
      return `setTimeout((${v}${w.type('any')}) => {\n${next(v)}\n}, 1, ${value});`;
    },
    setImmediate: (value, next, w) => {
      const v = w.fresh('v');
      return `setImmediate((${v}${w.type('any')}) => {\n${next(v)}\n}, ${value});`;
    },
    queueMicrotask: (value, next, w) => w.keep(value, (v) => `queueMicrotask(() => {\n${next(v)}\n});`),
    'process.nextTick': (value, next, w) => {
      const v = w.fresh('v');
      return `process.nextTick((${v}${w.type('any')}) => {\n${next(v)}\n}, ${value});`;
    },
    'emitter that hands over an object': (value, next, w) => {
      const [e, v] = [w.fresh('e'), w.fresh('v')];
      return `const ${e} = new (${w.builtin('events')}.EventEmitter)();\n${e}.on('go', ({ x: ${v} }${w.type('any')}) => {\n${next(v)}\n});\n${e}.emit('go', { x: ${value}, y: ${w.other()} });`;
    },
    'emitter with a listener': (value, next, w) => {
      const [e, v] = [w.fresh('e'), w.fresh('v')];
      return `const ${e} = new (${w.builtin('events')}.EventEmitter)();\n${e}.${w.choices.choose(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'])}('go', (${v}${w.type('any')}) => {\n${next(v)}\n});\n${e}.emit('go', ${value});`;
    },
    'this of a listener': (value, next, w) => {
      const [e, v] = [w.fresh('e'), w.fresh('v')];
      return `const ${e}${w.type('any')} = new (${w.builtin('events')}.EventEmitter)();\n${e}.x = ${value};\n${e}.on('go', function (${w.isTyped ? 'this: any' : ''}) {\nconst ${v} = this.x;\n${next(v)}\n});\n${e}.emit('go');`;
    },
    'emitter of a class': (value, next, w) => {
      const [C, o, v] = [w.fresh('C'), w.fresh('o'), w.fresh('v')];
      return `class ${C} extends ${w.builtin('events')}.EventEmitter { start(x${w.type('any')}) { this.emit('go', { x }); } }\nconst ${o} = new ${C}();\n${o}.on('go', ({ x: ${v} }${w.type('any')}) => {\n${next(v)}\n});\n${o}.start(${value});`;
    },
    'once of events': (value, next, w) => {
      const [e, v] = [w.fresh('e'), w.fresh('v')];
      return `const ${e} = new (${w.builtin('events')}.EventEmitter)();\n${w.builtin('events')}.once(${e}, 'go').then(([${v}]${w.type('any')}) => {\n${next(v)}\n});\n${e}.emit('go', ${value});`;
    },
    promisify: (value, next, w) => {
      const v = w.fresh('v');
      return `${w.builtin('util')}.promisify((x${w.type('any')}, done${w.type('any')}) => { done(null, x); })(${value}).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'promisified timer': (value, next, w) => {
      const v = w.fresh('v');
      const waits = w.choices.choose([
        `setTimeout)(1, `,
        `${w.builtin('timers')}.setTimeout)(1, `,
        `setImmediate)(`,
      ]);
      return `${w.builtin('util')}.promisify(${waits}${value}).then((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'timers module': (value, next, w) => {
      const v = w.fresh('v');
      return `${w.builtin('timers')}.setTimeout((${v}${w.type('any')}) => {\n${next(v)}\n}, 1, ${value});`;
    },
  }),
  ...createGroup(
    'TypeScript',
    {
      as: (value, next, w) => w.keep(`${value} as unknown as any`, next),
      satisfies: (value, next, w) => w.keep(`(${value} satisfies any)`, next),
      'non-null': (value, next, w) => w.keep(`(${value})!`, next),
      'type assertion': (value, next, w) => w.keep(`<any>(${value})`, next),
      'parameter property': (value, next, w) => {
        const C = w.fresh('C');
        return `class ${C} { constructor(public ownX: any) {} }\n${w.keep(`new ${C}(${value}).ownX`, next)}`;
      },
      'private parameter property': (value, next, w) => {
        const [C, v] = [w.fresh('C'), w.fresh('v')];
        return `class ${C} { constructor(private declaredX: any) {} use() {\nconst ${v} = this.declaredX;\n${next(v)}\n} }\nnew ${C}(${value}).use();`;
      },
      'private field': (value, next, w) => {
        const [C, v] = [w.fresh('C'), w.fresh('v')];
        return `class ${C} { private declaredX: any = ${value}; use() {\nconst ${v} = this.declaredX;\n${next(v)}\n} }\nnew ${C}().use();`;
      },
      'generic function': (value, next, w) => {
        const f = w.fresh('f');
        return `function ${f}<T>(x: T): T { return x; }\n${w.keep(`${f}<any>(${value})`, next)}`;
      },
      namespace: (value, next, w) => {
        const n = w.fresh('N');
        w.declare(`namespace ${n} { export let x: any; }`);
        return `${n}.x = ${value};\n${next(`${n}.x`)}`;
      },
      'abstract class': (value, next, w) => {
        const [A, B] = [w.fresh('A'), w.fresh('B')];
        return `abstract class ${A} { abstract get(): any; read() { return this.get(); } }\nclass ${B} extends ${A} { get() { return ${value}; } }\n${w.keep(`new ${B}().read()`, next)}`;
      },
      'instantiation expression': (value, next, w) => {
        const f = w.fresh('f');
        return `function ${f}<T>(x: T): T { return x; }\nconst ${f}_ = ${f}<any>;\n${w.keep(`${f}_(${value})`, next)}`;
      },
      'auto accessor': (value, next, w) => {
        const C = w.fresh('C');
        return `class ${C} { accessor x: any = ${value}; }\n${w.keep(`new ${C}().x`, next)}`;
      },
    },
    { languages: ['typescript'] },
  ),
  ...createGroup(
    'TypeScript ports',
    {
      enum: (_value, next, w) => {
        const e = w.fresh('E');
        w.declare(`enum ${e} { None = 0, Some = 5353 }`);
        return next(`${e}.${w.choices.choose(['None', 'Some'])}`);
      },
    },
    { languages: ['typescript'], carries: ['port'] },
  ),
];
