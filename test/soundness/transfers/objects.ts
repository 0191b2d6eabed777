import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/** Objects, patterns and the functions of `Object`. */
export const OBJECTS: readonly Transfer[] = [
  ...createGroup('fields', {
    literal: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o} = { x: ${value}, y: ${w.other()} };\n${next(`${o}.x`)}`;
    },
    shorthand: (value, next, w) =>
      w.keep(value, (v) => {
        const o = w.fresh('o');
        return `const ${o} = { ${v} };\n${next(`${o}.${v}`)}`;
      }),
    'computed key': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${k} = 'k' + '1';\nconst ${o}${w.type('any')} = { [${k}]: ${value}, other: ${w.other()} };\n${next(`${o}.k1`)}`;
    },
    'read by a key that is not known': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${k} = ${w.flag()} ? 'x' : 'y';\nconst ${o}${w.type('any')} = { x: ${value}, y: ${value === '0' ? w.other() : value} };\n${next(`${o}[${k}]`)}`;
    },
    'written by a key that is not known': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${k} = ${w.flag()} ? 'x' : 'y';\nconst ${o}${w.type('any')} = {};\n${o}[${k}] = ${value};\n${next(`(${o}.x ?? ${o}.y)`)}`;
    },
    written: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\n${o}.x = ${value};\n${next(`${o}.x`)}`;
    },
    'written over': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\n${o}['x'] = ${value};\n${next(`${o}.x`)}`;
    },
    'written by an alias': (value, next, w) => {
      const [o, a] = [w.fresh('o'), w.fresh('a')];
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\nconst ${a} = ${o};\n${a}.x = ${value};\n${next(`${o}.x`)}`;
    },
    'written by a function': (value, next, w) => {
      const [o, f] = [w.fresh('o'), w.fresh('fill')];
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\nfunction ${f}(target${w.type('any')}) { target.x = ${value}; }\n${f}(${o});\n${next(`${o}.x`)}`;
    },
    'written over afterwards': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value} };\n${next(`${o}.x`)}\n${o}.x = ${w.other()};`;
    },
    nested: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { a: { b: {} } };\n${o}.a.b.c = ${value};\n${next(`${o}.a.b.c`)}`;
    },
    getter: (value, next, w) =>
      w.keep(value, (v) => {
        const o = w.fresh('o');
        return `const ${o} = { get x() { return ${v}; } };\n${next(`${o}.x`)}`;
      }),
    setter: (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { set x(${v}) {\n${next(v)}\n} };\n${o}.x = ${value};`;
    },
    'setter that keeps': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { kept: ${w.none()}, set x(given) { this.kept = given; } };\n${o}.x = ${value};\n${next(`${o}.kept`)}`;
    },
    method: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o} = { x: ${value}, get() { return this.x; } };\n${w.keep(`${o}.get()`, next)}`;
    },
    'optional chain': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { a: { x: ${value} } };\n${w.keep(`${o}?.a?.['x']`, next)}`;
    },
    'optional call': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { get: () => ${value} };\n${w.keep(`${o}.get?.()`, next)}`;
    },
    'symbol key': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${k} = Symbol('k');\nconst ${o}${w.type('any')} = { [${k}]: ${value} };\n${next(`${o}[${k}]`)}`;
    },
    'symbol of the registry': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\n${o}[Symbol.for('k')] = ${value};\n${next(`${o}[Symbol.for('k')]`)}`;
    },
    'number key': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { 1: ${w.other()}, 2: ${value} };\n${next(`${o}[2]`)}`;
    },
    'prototype of a literal': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { __proto__: { x: ${value} } };\n${next(`${o}.x`)}`;
    },
    deleted: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.create({ x: ${value} });\n${o}.x = ${w.other()};\ndelete ${o}.x;\n${next(`${o}.x`)}`;
    },
    'for in': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${o}${w.type('any')} = { x: ${value} };\nfor (const ${k} in ${o}) {\n${w.keep(`${o}[${k}]`, next)}\n}`;
    },
    'copied by for in': (value, next, w) => {
      const [o, c, k] = [w.fresh('o'), w.fresh('c'), w.fresh('k')];
      return `const ${o}${w.type('any')} = { x: ${value} };\nconst ${c}${w.type('any')} = {};\nfor (const ${k} in ${o}) { ${c}[${k}] = ${o}[${k}]; }\n${next(`${c}.x`)}`;
    },
    'copied by its key among others': (value, next, w) => {
      const [o, c, k] = [w.fresh('o'), w.fresh('c'), w.fresh('k')];
      return `const ${o}${w.type('any')} = { x: ${value}, y: ${w.other()} };\nconst ${c}${w.type('any')} = {};\nfor (const ${k} of Object.keys(${o})) { ${c}[${k}] = ${o}[${k}]; }\n${next(`${c}.x`)}`;
    },
    'defined by its key among others': (value, next, w) => {
      const [o, c, d] = [w.fresh('o'), w.fresh('c'), w.fresh('define')];
      const any = w.type('any');
      return `const ${d} = (o${any}, k${any}, v${any}) => k in o ? Object.defineProperty(o, k, { enumerable: true, configurable: true, writable: true, value: v }) : (o[k] = v);\nconst ${o}${any} = { x: ${value}, y: ${w.other()} };\nconst ${c}${any} = { y: 1 };\nfor (const k in ${o}) { ${d}(${c}, k, ${o}[k]); }\n${next(`${c}.x`)}`;
    },
    'made for a prototype': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.create({ x: ${w.other()} }, { x: { value: ${value} } });\n${next(`${o}.x`)}`;
    },
    'itself in a cycle': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value} };\n${o}.self = ${o};\n${next(`${o}.self.self.x`)}`;
    },
  }),
  ...createGroup('destructuring', {
    object: (value, next, w) => {
      const v = w.fresh('v');
      return `const { x: ${v} } = { x: ${value}, y: ${w.other()} };\n${next(v)}`;
    },
    default: (value, next, w) => {
      const v = w.fresh('v');
      return `const { x: ${v} = ${value} }${w.type('any')} = {};\n${next(v)}`;
    },
    'unused default': (value, next, w) => {
      const v = w.fresh('v');
      return `const { x: ${v} = ${w.other()} }${w.type('any')} = { x: ${value} };\n${next(v)}`;
    },
    nested: (value, next, w) => {
      const v = w.fresh('v');
      return `const { a: { b: [, ${v}] } }${w.type('any')} = { a: { b: [${w.other()}, ${value}] } };\n${next(v)}`;
    },
    'nested default': (value, next, w) => {
      const v = w.fresh('v');
      return `const { a: { x: ${v} } = { x: ${value} } }${w.type('any')} = {};\n${next(v)}`;
    },
    'object rest': (value, next, w) => {
      const [y, rest] = [w.fresh('y'), w.fresh('rest')];
      return `const { y: ${y}, ...${rest} }${w.type('any')} = { x: ${value}, y: ${w.other()} };\n${next(`${rest}.x`)}`;
    },
    array: (value, next, w) => {
      const [a, b] = [w.fresh('a'), w.fresh('b')];
      return `const [${a}, ${b}]${w.type('any')} = [${w.other()}, ${value}];\n${next(b)}`;
    },
    'array with a hole': (value, next, w) => {
      const v = w.fresh('v');
      return `const [, ${v}]${w.type('any')} = [${w.other()}, ${value}];\n${next(v)}`;
    },
    'array default': (value, next, w) => {
      const v = w.fresh('v');
      return `const [${v} = ${value}]${w.type('any')} = [];\n${next(v)}`;
    },
    'array rest': (value, next, w) => {
      const rest = w.fresh('rest');
      return `const [, ...${rest}]${w.type('any')} = [${w.other()}, ${value}];\n${next(`${rest}[0]`)}`;
    },
    'computed key': (value, next, w) => {
      const [v, k] = [w.fresh('v'), w.fresh('k')];
      return `const ${k} = 'x';\nconst { [${k}]: ${v} }${w.type('any')} = { x: ${value}, y: ${w.other()} };\n${next(v)}`;
    },
    'into a member': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\n({ x: ${o}.y, z: ${o}['w'] } = { x: ${value}, z: ${w.other()} }${w.cast('any')});\n${next(`${o}.y`)}`;
    },
    'into an element': (value, next, w) => {
      const o = w.fresh('list');
      return `const ${o}${w.type('any')} = [];\n[${o}[1], ...${o}[0]] = [${value}, 0]${w.cast('any')};\n${next(`${o}[1]`)}`.replace(
        `...${o}[0]`,
        `${o}[2]`,
      );
    },
    'default in an assignment': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')};\n({ x: ${v} = ${value} } = {}${w.cast('any')});\n${next(v)}`;
    },
    parameter: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}({ x: ${v}, y = 1 }${w.type('any')}) {\nvoid y;\n${next(v)}\n}\n${f}({ x: ${value} });`;
    },
    'array parameter': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = ([, ${v}]${w.type('any')}) => {\n${next(v)}\n};\n${f}([${w.other()}, ${value}]);`;
    },
    'of an iterator': (value, next, w) => {
      const v = w.fresh('v');
      return `const [${v}]${w.type('any')} = new Set([${value}]);\n${next(v)}`;
    },
    'in a loop': (value, next, w) => {
      const v = w.fresh('v');
      return `for (const { x: ${v} } of [{ x: ${value} }]) {\n${next(v)}\n}`;
    },
    'result of the assignment': (value, next, w) => {
      const [v, a] = [w.fresh('v'), w.fresh('a')];
      return `let ${a}${w.type('any')};\nconst ${v}${w.type('any')} = ({ y: ${a} } = { x: ${value}, y: 1 });\n${next(`${v}.x`)}`;
    },
  }),
  ...createGroup('spread', {
    object: (value, next, w) => {
      const [o, c] = [w.fresh('o'), w.fresh('c')];
      return `const ${o} = { x: ${value} };\nconst ${c}${w.type('any')} = { ...${o} };\n${next(`${c}.x`)}`;
    },
    'object over another': (value, next, w) => {
      const c = w.fresh('c');
      return `const ${c}${w.type('any')} = { x: ${w.other()}, ...{ x: ${value} } };\n${next(`${c}.x`)}`;
    },
    'object under another': (value, next, w) => {
      const c = w.fresh('c');
      return `const ${c}${w.type('any')} = { ...{ x: ${w.other()} }, x: ${value} };\n${next(`${c}.x`)}`;
    },
    'object perhaps': (value, next, w) => {
      const c = w.fresh('c');
      return `const ${c}${w.type('any')} = { x: ${value}, ...(${w.flag()} ? { x: ${w.other()} } : {}) };\n${next(`${c}.x`)}`;
    },
    array: (value, next, w) => {
      const [o, c] = [w.fresh('list'), w.fresh('c')];
      return `const ${o} = [${value}];\nconst ${c}${w.type('any')} = [${w.other()}, ...${o}];\n${next(`${c}[1]`)}`;
    },
    arguments: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = (_a${w.type('any')}, ${v}${w.type('any')}) => {\n${next(v)}\n};\n(${f}${w.cast('any')})(...[${w.other()}, ${value}]);`;
    },
    'arguments after others': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(a${w.type('any')}, ...${v}${w.type('any')}) {\n${next(`${v}[1]`)}\n}\n${f}(1, 2, ...[${value}]);`;
    },
    'arguments of a constructor': (value, next, w) => {
      const [C, o] = [w.fresh('C'), w.fresh('o')];
      return `class ${C} { ${w.isTyped ? 'ownX: any; ' : ''}constructor(...given${w.type('any')}) { this.ownX = given[0]; } }\nconst ${o} = new ${C}(...[${value}]);\n${next(`${o}.ownX`)}`;
    },
    'set to array': (value, next, w) => w.keep(`[...new Set([${value}])][0]`, next),
    'text to array': (value, next, w) => w.keep(`[...'ab', ${value}][2]`, next),
  }),
  ...createGroup('Object', {
    assign: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\nObject.assign(${o}, { x: ${value} });\n${next(`${o}.x`)}`;
    },
    'assign result': (value, next, w) => w.keep(`Object.assign({}, { y: 1 }, { x: ${value} }).x`, next),
    'assign to a setter': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { set x(${v}) {\n${next(v)}\n} };\nObject.assign(${o}, { x: ${value} });`;
    },
    'assign of a getter': (value, next, w) =>
      w.keep(value, (v) => w.keep(`Object.assign({}, { get x() { return ${v}; } }).x`, next)),
    entries: (value, next, w) => w.keep(`Object.entries({ x: ${value} })[0][1]`, next),
    'entries in a loop': (value, next, w) => {
      const [k, v] = [w.fresh('k'), w.fresh('v')];
      return `for (const [${k}, ${v}] of Object.entries({ x: ${value} })) {\nvoid ${k};\n${next(v)}\n}`;
    },
    values: (value, next, w) => w.keep(`Object.values({ x: ${value} })[0]`, next),
    'values forEach': (value, next, w) => {
      const v = w.fresh('v');
      return `Object.values({ x: ${value} }).forEach((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'keys forEach': (value, next, w) => {
      const [o, k] = [w.fresh('o'), w.fresh('k')];
      return `const ${o}${w.type('any')} = { x: ${value} };\nObject.keys(${o}).forEach((${k}) => {\n${w.keep(`${o}[${k}]`, next)}\n});`;
    },
    fromEntries: (value, next, w) =>
      w.keep(`(Object.fromEntries([['x', ${value}], ['y', ${w.other()}]])).x`, next),
    'entries there and back': (value, next, w) =>
      w.keep(`Object.fromEntries(Object.entries({ x: ${value} }).map(([k, v]) => [k + 'y', v])).xy`, next),
    'fromEntries of a map': (value, next, w) =>
      w.keep(`Object.fromEntries(new Map([['x', ${value}]])).x`, next),
    defineProperty: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\nObject.defineProperty(${o}, 'x', { value: ${value}, enumerable: true });\n${next(`${o}.x`)}`;
    },
    'defineProperty get': (value, next, w) =>
      w.keep(value, (v) => {
        const o = w.fresh('o');
        return `const ${o}${w.type('any')} = {};\nObject.defineProperty(${o}, 'x', { get: () => ${v} });\n${next(`${o}.x`)}`;
      }),
    'defineProperty set': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = {};\nObject.defineProperty(${o}, 'x', { set(${v}) {\n${next(v)}\n} });\n${o}.x = ${value};`;
    },
    defineProperties: (value, next, w) =>
      w.keep(
        `${w.isTyped ? '(Object as any)' : 'Object'}.defineProperties({}, { x: { value: ${value} } }).x`,
        next,
      ),
    create: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.create({ x: ${value} });\n${next(`${o}.x`)}`;
    },
    'create with descriptors': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.create(null, { x: { value: ${value}, enumerable: true } });\n${next(`${o}.x`)}`;
    },
    getOwnPropertyDescriptor: (value, next, w) =>
      w.keep(
        `${w.isTyped ? '(Object as any)' : 'Object'}.getOwnPropertyDescriptor({ x: ${value} }, 'x').value`,
        next,
      ),
    getOwnPropertyDescriptors: (value, next, w) =>
      w.keep(
        `${w.isTyped ? '(Object as any)' : 'Object'}.defineProperties({}, Object.getOwnPropertyDescriptors({ x: ${value} })).x`,
        next,
      ),
    setPrototypeOf: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\nObject.setPrototypeOf(${o}, { x: ${value} });\n${next(`${o}.x`)}`;
    },
    getPrototypeOf: (value, next, w) =>
      w.keep(`Object.getPrototypeOf(Object.create({ x: ${value} })).x`, next),
    'freeze and seal': (value, next, w) =>
      w.keep(
        `${w.choices.choose(['Object.freeze', 'Object.seal', 'Object.preventExtensions'])}({ x: ${value} }).x`,
        next,
      ),
    'Object of an object': (value, next, w) => w.keep(`Object({ x: ${value} }).x`, next),
    'itself by valueOf': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value} };\n${next(`${o}.valueOf().x`)}`;
    },
    __defineGetter__: (value, next, w) =>
      w.keep(value, (v) => {
        const o = w.fresh('o');
        return `const ${o}${w.type('any')} = {};\n${o}.__defineGetter__('x', () => ${v});\n${next(`${o}.x`)}`;
      }),
    __defineSetter__: (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = {};\n${o}.__defineSetter__('x', (${v}${w.type('any')}) => {\n${next(v)}\n});\n${o}.x = ${value};`;
    },
    __lookupGetter__: (value, next, w) =>
      w.keep(value, (v) =>
        w.keep(`(${w.isTyped ? '<any>' : ''}{ get x() { return ${v}; } }).__lookupGetter__('x')()`, next),
      ),
    getOwnPropertySymbols: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { [Symbol('k')]: ${value} };\n${w.keep(`${o}[Object.getOwnPropertySymbols(${o})[0]]`, next)}`;
    },
    getOwnPropertyNames: (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value} };\n${w.keep(`${o}[Object.getOwnPropertyNames(${o})[0]]`, next)}`;
    },
  }),
  ...createGroup('Reflect and Proxy', {
    'Reflect.get': (value, next, w) => w.keep(`Reflect.get({ x: ${value} }, 'x')`, next),
    'Reflect.set': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\nReflect.set(${o}, 'x', ${value});\n${next(`${o}.x`)}`;
    },
    'Reflect.set of a setter': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o} = { set x(${v}${w.type('any')}) {\n${next(v)}\n} };\nReflect.set(${o}, 'x', ${value});`;
    },
    'Reflect.get with a receiver': (value, next, w) =>
      w.keep(
        `Reflect.get({ get x()${w.type('any')} { return ${w.isTyped ? '(this as any)' : 'this'}.y; } }, 'x', { y: ${value} })`,
        next,
      ),
    'Reflect.apply': (value, next, w) => {
      const v = w.fresh('v');
      return `Reflect.apply((${v}${w.type('any')}) => {\n${next(v)}\n}, undefined, [${value}]);`;
    },
    'Reflect.construct': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { ${w.isTyped ? 'ownX: any; ' : ''}constructor(x${w.type('any')}) { this.ownX = x; } }\n${w.keep(`Reflect.construct(${C}, [${value}]).ownX`, next)}`;
    },
    'Reflect.defineProperty': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\nReflect.defineProperty(${o}, 'x', { value: ${value} });\n${next(`${o}.x`)}`;
    },
    'Reflect.ownKeys': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value} };\n${w.keep(`${o}[Reflect.ownKeys(${o})[0]]`, next)}`;
    },
    'Reflect.getOwnPropertyDescriptor': (value, next, w) =>
      w.keep(
        `${w.isTyped ? '(Reflect as any)' : 'Reflect'}.getOwnPropertyDescriptor({ x: ${value} }, 'x').value`,
        next,
      ),
    'Reflect.setPrototypeOf': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\nReflect.setPrototypeOf(${o}, { x: ${value} });\n${next(`Reflect.getPrototypeOf(${o})${w.isTyped ? '!' : ''}${w.isTyped ? "['x' as never]" : '.x'}`)}`;
    },
    'Reflect.deleteProperty': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.create({ x: ${value} });\n${o}.x = ${w.other()};\nReflect.deleteProperty(${o}, 'x');\n${next(`${o}.x`)}`;
    },
    'Proxy without traps': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = new Proxy({ x: ${value} }, {});\n${next(`${o}.x`)}`;
    },
    'Proxy with get': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = new Proxy({ x: ${value} }, { get: (target${w.type('any')}, key) => target[key] });\n${next(`${o}.x`)}`;
    },
    'Proxy with get of anything': (value, next, w) =>
      w.keep(value, (v) => {
        const o = w.fresh('o');
        return `const ${o}${w.type('any')} = new Proxy({}, { get() { return ${v}; } });\n${next(`${o}.anything`)}`;
      }),
    'Proxy with set': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = new Proxy({}, { set(target, key, ${v}${w.type('any')}) {\n${next(v)}\nreturn true;\n} });\n${o}.x = ${value};`;
    },
    'Proxy with apply': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = new Proxy(() => undefined, { apply: (target, self, list) => list[0] });\n${w.keep(`${o}(${value})`, next)}`;
    },
    'Proxy with construct': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = new Proxy(class {}, { construct: (target, list) => ({ x: list[0] }) });\n${w.keep(`new ${o}(${value}).x`, next)}`;
    },
    'Proxy of the value': (value, next, w) =>
      w.carried === 'port'
        ? w.keep(value, next)
        : w.keep(
            `new Proxy(${value}, { get: (target${w.type('any')}, key) => typeof target[key] === 'function' ? target[key].bind(target) : target[key] })`,
            next,
          ),
    'Proxy with defineProperty': (value, next, w) => {
      const [o, d] = [w.fresh('o'), w.fresh('d')];
      return `const ${o}${w.type('any')} = new Proxy({}, { defineProperty(target, key, ${d}${w.type('any')}) {\n${next(`${d}.value`)}\nreturn Reflect.defineProperty(target, key, ${d});\n} });\nObject.defineProperty(${o}, 'x', { value: ${value}, configurable: true });`;
    },
  }),
];
