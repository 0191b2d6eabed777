import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/** Arrays, maps, sets, iterators and generators. */
export const COLLECTIONS: readonly Transfer[] = [
  ...createGroup('arrays', {
    index: (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${w.other()}, ${value}];\n${next(`${list}[1]`)}`;
    },
    'index of what is taken out': (value, next, w) => {
      const list = w.fresh('list');
      const taken = w.choices.choose(['pop()', 'shift()', 'splice(0)', 'length = 0']);
      return `const ${list}${w.type('any')} = [${w.other()}];\n${list}.${taken};\n${w.keep(`${list}[0] ?? ${value}`, next)}`;
    },
    'default of what is taken out': (value, next, w) => {
      const [list, v] = [w.fresh('list'), w.fresh('v')];
      const taken = w.choices.choose(['pop()', 'shift()', 'splice(0, 1)', 'length--']);
      return `const ${list}${w.type('any')} = [${w.other()}];\n${list}.${taken};\nconst [${v} = (${value})] = ${list};\n${next(v)}`;
    },
    'only element': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${value}];\n${next(`${list}[0]`)}`;
    },
    'index that is counted': (value, next, w) => {
      const [list, i] = [w.fresh('list'), w.fresh('i')];
      return `const ${list}${w.type('any')} = [${value}];\nfor (let ${i} = 0; ${i} < ${list}.length; ${i}++) {\n${w.keep(`${list}[${i}]`, next)}\n}`;
    },
    'written at its length': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [];\n${list}[${list}.length] = ${value};\n${next(`${list}[0]`)}`;
    },
    'push and pop': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${w.other()}];\n${list}.push(${value});\n${w.keep(`${list}.pop()`, next)}`;
    },
    'push and index': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [];\n${list}.push(${value});\n${next(`${list}[0]`)}`;
    },
    'unshift and shift': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${w.other()}];\n${list}.unshift(${value});\n${w.keep(`${list}.shift()`, next)}`;
    },
    'shift moves': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${w.other()}, ${value}];\n${list}.shift();\n${next(`${list}[0]`)}`;
    },
    at: (value, next, w) => w.keep(`[${w.other()}, ${value}].at(-1)`, next),
    splice: (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [1, 2];\n${list}.splice(1, 0, ${value});\n${next(`${list}[1]`)}`;
    },
    'splice result': (value, next, w) => w.keep(`[${w.other()}, ${value}].splice(1, 1)[0]`, next),
    slice: (value, next, w) => w.keep(`[${w.other()}, ${value}].slice(1)[0]`, next),
    concat: (value, next, w) => w.keep(`[${w.other()}].concat([${value}])[1]`, next),
    'concat of a value': (value, next, w) => w.keep(`[].concat(${value}${w.cast('never')})[0]`, next),
    map: (value, next, w) => w.keep(`[${value}].map((x) => x)[0]`, next),
    'map to objects': (value, next, w) => w.keep(`[${value}].map((x) => ({ x }))[0].x`, next),
    filter: (value, next, w) => w.keep(`[${value}, ${w.other()}].filter(() => true)[0]`, next),
    find: (value, next, w) => w.keep(`[${value}].find(() => true)`, next),
    findLast: (value, next, w) =>
      w.keep(`([${w.other()}, ${value}]${w.cast('any')}).findLast(() => true)`, next),
    forEach: (value, next, w) => {
      const v = w.fresh('v');
      return `[${value}].forEach((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'forEach with this': (value, next, w) => {
      const v = w.fresh('v');
      return `[1].forEach(function (${w.isTyped ? 'this: any' : ''}) {\nconst ${v} = this.x;\n${next(v)}\n}, { x: ${value} });`;
    },
    'forEach with the array': (value, next, w) => {
      const list = w.fresh('list');
      return `[${value}].forEach((_x${w.type('any')}, _i${w.type('any')}, ${list}${w.type('any')}) => {\n${next(`${list}[0]`)}\n});`;
    },
    every: (value, next, w) => {
      const v = w.fresh('v');
      return `[${value}].every((${v}${w.type('any')}) => {\n${next(v)}\nreturn true;\n});`;
    },
    some: (value, next, w) => {
      const v = w.fresh('v');
      return `[${value}].some((${v}${w.type('any')}) => {\n${next(v)}\nreturn false;\n});`;
    },
    reduce: (value, next, w) => w.keep(`[1, 2].reduce((sum${w.type('any')}) => sum, ${value})`, next),
    'reduce elements': (value, next, w) =>
      w.keep(
        `[${value}].reduce((all${w.type('any')}, x) => { all.x = x; return all; }, {}${w.cast('any')}).x`,
        next,
      ),
    reduceRight: (value, next, w) =>
      w.keep(`[${value}, 1].reduceRight((all${w.type('any')}, x${w.type('any')}) => x)`, next),
    flat: (value, next, w) => w.keep(`[[${w.other()}], [${value}]].flat()[1]`, next),
    'flat of many levels': (value, next, w) => w.keep(`[[[${value}]]].flat(Infinity)[0]`, next),
    flatMap: (value, next, w) => w.keep(`[${value}].flatMap((x) => [1, x])[1]`, next),
    fill: (value, next, w) => w.keep(`new Array(2).fill(${value})[1]`, next),
    from: (value, next, w) => w.keep(`Array.from([${value}])[0]`, next),
    'from a set with a function': (value, next, w) =>
      w.keep(`Array.from(new Set([${value}]), (x) => ({ x }))[0].x`, next),
    'from a length': (value, next, w) => w.keep(`Array.from({ length: 1 }, () => ${value})[0]`, next),
    'from an object': (value, next, w) => w.keep(`Array.from({ length: 1, 0: ${value} })[0]`, next),
    of: (value, next, w) => w.keep(`Array.of(${w.other()}, ${value})[1]`, next),
    'new Array': (value, next, w) => w.keep(`new Array(${w.other()}, ${value})[1]`, next),
    sort: (value, next, w) => w.keep(`[${value}].sort()[0]`, next),
    'sort callback': (value, next, w) => {
      const v = w.fresh('v');
      return `[${value}, ${value}].sort((${v}${w.type('any')}) => {\n${next(v)}\nreturn 0;\n});`;
    },
    reverse: (value, next, w) => w.keep(`[${w.other()}, ${value}].reverse()[0]`, next),
    toReversed: (value, next, w) =>
      w.keep(`([${w.other()}, ${value}]${w.cast('any')}).toReversed()[0]`, next),
    toSorted: (value, next, w) => w.keep(`([${value}]${w.cast('any')}).toSorted()[0]`, next),
    toSpliced: (value, next, w) => w.keep(`([1, 2]${w.cast('any')}).toSpliced(1, 0, ${value})[1]`, next),
    with: (value, next, w) => w.keep(`([1, 2]${w.cast('any')}).with(1, ${value})[1]`, next),
    copyWithin: (value, next, w) => w.keep(`[1, ${value}].copyWithin(0, 1)[0]`, next),
    entries: (value, next, w) => {
      const [i, v] = [w.fresh('i'), w.fresh('v')];
      return `for (const [${i}, ${v}] of [${value}].entries()) {\nvoid ${i};\n${next(v)}\n}`;
    },
    values: (value, next, w) => w.keep(`[${value}].values().next().value`, next),
    keys: (value, next, w) => {
      const [list, i] = [w.fresh('list'), w.fresh('i')];
      return `const ${list}${w.type('any')} = [${value}];\nfor (const ${i} of ${list}.keys()) {\n${w.keep(`${list}[${i}]`, next)}\n}`;
    },
    'for of': (value, next, w) => {
      const v = w.fresh('v');
      return `for (const ${v} of [${value}]) {\n${next(v)}\n}`;
    },
    'for of into a member': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = {};\nfor (${o}.x of [${value}]) {\n${next(`${o}.x`)}\n}`;
    },
    'for of two': (value, next, w) => {
      const v = w.fresh('v');
      return `for (const ${v} of [${value}, ${w.other()}]${w.cast('any')}) {\ntry {\n${next(v)}\n} catch {}\n}`;
    },
    'borrowed slice': (value, next, w) =>
      w.keep(`Array.prototype.slice.call({ length: 1, 0: ${value} })[0]`, next),
    'borrowed forEach': (value, next, w) => {
      const v = w.fresh('v');
      return `[].forEach.call([${value}]${w.cast('never')}, (${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'borrowed push': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [];\nArray.prototype.push.apply(${list}, [${value}]);\n${next(`${list}[0]`)}`;
    },
    'own iterator': (value, next, w) => w.keep(`[${value}][Symbol.iterator]().next().value`, next),
    'indexOf as index': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${value}, 'x'];\n${next(`${list}[${list}.indexOf('x') - 1]`)}`;
    },
    'length cut': (value, next, w) => {
      const list = w.fresh('list');
      return `const ${list}${w.type('any')} = [${value}, 1, 2];\n${list}.length = 1;\n${next(`${list}[0]`)}`;
    },
  }),
  ...createGroup('maps and sets', {
    'Map set and get': (value, next, w) => {
      const m = w.fresh('m');
      return `const ${m}${w.type('any')} = new Map();\n${m}.set('x', ${value}).set('y', ${w.other()});\n${next(`${m}.get('x')`)}`;
    },
    'Map of entries': (value, next, w) => {
      const m = w.fresh('m');
      return `const ${m}${w.type('any')} = new Map([['y', ${w.other()}], ['x', ${value}]]${w.cast('any')});\n${next(`${m}.get('x')`)}`;
    },
    'Map with a key that is not known': (value, next, w) => {
      const m = w.fresh('m');
      return `const ${m}${w.type('any')} = new Map();\n${m}.set(${w.flag()}, ${value});\n${next(`[...${m}.values()][0]`)}`;
    },
    'Map with an object key': (value, next, w) => {
      const [m, k] = [w.fresh('m'), w.fresh('k')];
      return `const ${k} = {};\nconst ${m}${w.type('any')} = new Map([[${k}, ${value}]]);\n${next(`${m}.get(${k})`)}`;
    },
    'Map forEach': (value, next, w) => {
      const v = w.fresh('v');
      return `new Map([[1, ${value}]]).forEach((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'Map forEach key': (value, next, w) => {
      const v = w.fresh('v');
      return `new Map([[${value}, 1]]).forEach((_x, ${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'Map keys': (value, next, w) => w.keep(`[...new Map([[${value}, 1]]).keys()][0]`, next),
    'Map values': (value, next, w) => w.keep(`new Map([[1, ${value}]]).values().next().value`, next),
    'Map entries': (value, next, w) => w.keep(`[...new Map([[1, ${value}]]).entries()][0][1]`, next),
    'Map for of': (value, next, w) => {
      const v = w.fresh('v');
      return `for (const [, ${v}] of new Map([[1, ${value}]])) {\n${next(v)}\n}`;
    },
    'Map of a map': (value, next, w) => w.keep(`new Map(new Map([['x', ${value}]])).get('x')`, next),
    'Map subclass': (value, next, w) => {
      const [C, m] = [w.fresh('C'), w.fresh('m')];
      return `class ${C} extends Map {}\nconst ${m}${w.type('any')} = new ${C}();\n${m}.set('x', ${value});\n${next(`${m}.get('x')`)}`;
    },
    'Map deleted': (value, next, w) => {
      const m = w.fresh('m');
      return `const ${m}${w.type('any')} = new Map([['x', ${value}]]);\n${m}.delete('y');\n${m}.has('x');\n${next(`${m}.get('x')`)}`;
    },
    'Set add': (value, next, w) => {
      const [s, v] = [w.fresh('s'), w.fresh('v')];
      return `const ${s}${w.type('any')} = new Set();\n${s}.add(${value}).add(1);\nconst [${v}] = ${s};\n${next(v)}`;
    },
    'Set forEach': (value, next, w) => {
      const v = w.fresh('v');
      return `new Set([${value}]).forEach((${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    'Set forEach with the set': (value, next, w) => {
      const s = w.fresh('s');
      return `new Set([${value}]).forEach((_a${w.type('any')}, _b${w.type('any')}, ${s}${w.type('any')}) => {\n${next(`[...${s}][0]`)}\n});`;
    },
    'Set values': (value, next, w) =>
      w.keep(`new Set([${value}]).${w.choices.choose(['values', 'keys'])}().next().value`, next),
    'Set entries': (value, next, w) =>
      w.keep(`[...new Set([${value}]).entries()][0][${w.choices.below(2)}]`, next),
    'Set for of': (value, next, w) => {
      const v = w.fresh('v');
      return `for (const ${v} of new Set([${value}])) {\n${next(v)}\n}`;
    },
    'own subclass of Array': (value, next, w) => {
      const [C, m] = [w.fresh('C'), w.fresh('m')];
      return `class ${C} extends Array { add(x${w.type('any')}) { this.push(x); return this; } first() { return this[0]; } }\nconst ${m}${w.type('any')} = new ${C}().add(${value});\n${w.keep(`${m}.first()`, next)}`;
    },
    WeakRef: (value, next, w) =>
      w.keep(`new WeakRef({ x: ${value} }).deref()${w.isTyped ? '!' : ''}.x`, next),
    'WeakMap with an own key': (value, next, w) => {
      const [m, k] = [w.fresh('m'), w.fresh('k')];
      return `const ${k} = {};\nconst ${m}${w.type('any')} = new WeakMap();\n${m}.set(${k}, ${value});\n${next(`${m}.get(${k})`)}`;
    },
    'WeakMap as private state': (value, next, w) => {
      const [m, C] = [w.fresh('m'), w.fresh('C')];
      return `const ${m}${w.type('any')} = new WeakMap();\nclass ${C} { constructor(x${w.type('any')}) { ${m}.set(this, { x }); } get() { return ${m}.get(this).x; } }\n${w.keep(`new ${C}(${value}).get()`, next)}`;
    },
  }),
  ...createGroup('iterators and generators', {
    'yield and for of': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} { yield ${value}; }\nfor (const ${v} of ${g}()) {\n${next(v)}\n}`;
    },
    'yield and next': (value, next, w) => {
      const g = w.fresh('g');
      return `function* ${g}()${w.type('any')} { yield 1; yield ${value}; }\nconst ${g}_ = ${g}();\n${g}_.next();\n${w.keep(`${g}_.next().value`, next)}`;
    },
    'sent by next': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} {\nconst ${v}${w.type('any')} = yield 1;\n${next(v)}\n}\nconst ${g}_ = ${g}();\n${g}_.next();\n${g}_.next(${value});`;
    },
    'returned by a generator': (value, next, w) => {
      const g = w.fresh('g');
      return `function* ${g}()${w.type('any')} { return ${value}; }\n${w.keep(`${g}().next().value`, next)}`;
    },
    'yield star': (value, next, w) => {
      const [g, h] = [w.fresh('g'), w.fresh('h')];
      return `function* ${g}()${w.type('any')} { yield ${value}; }\nfunction* ${h}()${w.type('any')} { yield* ${g}(); }\n${w.keep(`[...${h}()][0]`, next)}`;
    },
    'yield star of an array': (value, next, w) => {
      const g = w.fresh('g');
      return `function* ${g}()${w.type('any')} { yield* [${value}]; }\n${w.keep(`Array.from(${g}())[0]`, next)}`;
    },
    'value of yield star': (value, next, w) => {
      const [g, h, v] = [w.fresh('g'), w.fresh('h'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} { yield 1; return ${value}; }\nfunction* ${h}()${w.type('any')} {\nconst ${v} = yield* ${g}();\n${next(v)}\n}\n[...${h}()];`;
    },
    'sent through yield star': (value, next, w) => {
      const [g, h, v] = [w.fresh('g'), w.fresh('h'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} {\nconst ${v}${w.type('any')} = yield 1;\n${next(v)}\n}\nfunction* ${h}()${w.type('any')} { yield* ${g}(); }\nconst ${h}_ = ${h}();\n${h}_.next();\n${h}_.next(${value});`;
    },
    'thrown into a generator': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} {\ntry { yield 1; } catch (${v}${w.type('any')}) {\n${next(v)}\n}\n}\nconst ${g}_ = ${g}();\n${g}_.next();\n${g}_.throw(${value});`;
    },
    'value of yield star by hand': (value, next, w) => {
      const [o, h, v] = [w.fresh('o'), w.fresh('h'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { [Symbol.iterator]: () => ({ next: () => ({ done: true, value: ${value} }) }) };\nfunction* ${h}()${w.type('any')} {\nconst ${v}${w.type('any')} = yield* ${o};\n${next(v)}\n}\nArray.from(${h}());`;
    },
    'array with an iterator of its own': (value, next, w) => {
      const [l, v] = [w.fresh('l'), w.fresh('v')];
      return `const ${l}${w.type('any')} = [1];\n${l}[Symbol.iterator] = function* ()${w.type('any')} { yield ${value}; };\nfor (const ${v} of ${l}) {\n${next(v)}\n}`;
    },
    'generator method': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { x: ${value}, *each()${w.type('any')} { yield this.x; } };\nfor (const ${v} of ${o}.each()) {\n${next(v)}\n}`;
    },
    'own iterable': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { *[Symbol.iterator]()${w.type('any')} { yield ${value}; } };\nfor (const ${v} of ${o}) {\n${next(v)}\n}`;
    },
    'iterator by hand': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { [Symbol.iterator]: () => { let done = false; return { next() { const step = { done, value: done ? undefined : ${value} }; done = true; return step; } }; } };\nfor (const ${v} of ${o}) {\n${next(v)}\n}`;
    },
    'spread of an own iterable': (value, next, w) =>
      w.keep(`[...{ *[Symbol.iterator]()${w.type('any')} { yield ${value}; } }][0]`, next),
    'generator return method': (value, next, w) => {
      const g = w.fresh('g');
      return `function* ${g}()${w.type('any')} { yield 1; }\n${w.keep(`${g}().return(${value}).value`, next)}`;
    },
    'generator in steps': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `function* ${g}(${v}${w.type('any')})${w.type('any')} {\nyield;\n${next(v)}\n}\nfor (const _step of ${g}(${value})) { void _step; }`;
    },
    'class with an iterator': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { ${w.isTyped ? 'ownX: any; ' : ''}constructor(x${w.type('any')}) { this.ownX = x; } *[Symbol.iterator]()${w.type('any')} { yield this.ownX; } }\nconst [${v}] = new ${C}(${value});\n${next(v)}`;
    },
    'generator that is caught': (value, next, w) => {
      const [g, v] = [w.fresh('g'), w.fresh('v')];
      return `function* ${g}()${w.type('any')} { try { yield 1; } finally { yield ${value}; } }\nfor (const ${v} of ${g}()${w.cast('any')}) { if (${v} !== 1) {\n${next(v)}\n} }`;
    },
  }),
];
