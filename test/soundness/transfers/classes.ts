import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';
import type { Writing } from '../writing.ts';

/** Declarations of fields, which TypeScript asks for. */
function fields(w: Writing, ...names: readonly string[]): string {
  return w.isTyped ? names.map((name) => `${name}: any;`).join(' ') : '';
}

/** Classes, constructors and what they inherit. */
export const CLASSES: readonly Transfer[] = [
  ...createGroup('classes', {
    'in the constructor': (value, next, w) => {
      const [C, o] = [w.fresh('C'), w.fresh('o')];
      return `class ${C} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nconst ${o} = new ${C}(${value});\n${next(`${o}.ownX`)}`;
    },
    'private by form': (value, next, w) => {
      const [C, o] = [w.fresh('C'), w.fresh('o')];
      return `class ${C} { ${fields(w, '_x')} constructor(x${w.type('any')}) { this._x = x; } get() { return this._x; } }\nconst ${o} = new ${C}(${value});\n${w.keep(`${o}.get()`, next)}`;
    },
    field: (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { ownX = ${value}; }\n${w.keep(`new ${C}().ownX`, next)}`;
    },
    'private field': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { #x${w.type('any')}; constructor(x${w.type('any')}) { this.#x = x; } get() { return this.#x; } }\n${w.keep(`new ${C}(${value}).get()`, next)}`;
    },
    'private field that is used inside': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { #x${w.type('any')} = ${value}; use() {\nconst ${v} = this.#x;\n${next(v)}\n} }\nnew ${C}().use();`;
    },
    'private method': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { #use(${v}${w.type('any')}) {\n${next(v)}\n} start() { this.#use(${value}); } }\nnew ${C}().start();`;
    },
    'private getter': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { #kept${w.type('any')} = ${value}; get #x() { return this.#kept; } read() { return this.#x; } }\n${w.keep(`new ${C}().read()`, next)}`;
    },
    'private in': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { #x${w.type('any')} = ${value}; static read(o${w.type('any')}) { return #x in o ? o.#x : undefined; } }\n${w.keep(`${C}.read(new ${C}())`, next)}`;
    },
    getter: (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { ${fields(w, '_x')} constructor() { this._x = ${value}; } get x() { return this._x; } }\n${w.keep(`new ${C}().x`, next)}`;
    },
    setter: (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { set x(${v}${w.type('any')}) {\n${next(v)}\n} }\nnew ${C}().x = ${value};`;
    },
    'setter and getter': (value, next, w) => {
      const [C, o] = [w.fresh('C'), w.fresh('o')];
      return `class ${C} { #kept${w.type('any')}; set x(given${w.type('any')}) { this.#kept = given; } get x() { return this.#kept; } }\nconst ${o} = new ${C}();\n${o}.x = ${value};\n${next(`${o}.x`)}`;
    },
    'static field': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { static ownX = ${value}; }\n${next(`${C}.ownX`)}`;
    },
    'static private field': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { static #x${w.type('any')} = ${value}; static get() { return ${C}.#x; } }\n${w.keep(`${C}.get()`, next)}`;
    },
    'static block': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `let ${v}${w.type('any')};\nclass ${C} { static { ${v} = ${value}; } }\nvoid ${C};\n${next(v)}`;
    },
    'static method': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { static use(${v}${w.type('any')}) {\n${next(v)}\n} }\n${C}.use(${value});`;
    },
    'method that returns this': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { ${fields(w, 'ownX')} set(x${w.type('any')}) { this.ownX = x; return this; } use() {\nconst ${v} = this.ownX;\n${next(v)}\n} }\nnew ${C}().set(${value}).use();`;
    },
    'computed method': (value, next, w) => {
      const [C, k, v] = [w.fresh('C'), w.fresh('k'), w.fresh('v')];
      return `const ${k} = 'us' + 'e';\nclass ${C} { [${k}](${v}${w.type('any')}) {\n${next(v)}\n} }\n(new ${C}()${w.cast('any')}).use(${value});`;
    },
    'class expression': (value, next, w) =>
      w.keep(
        `new (class { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } })(${value}).ownX`,
        next,
      ),
    'object returned by a constructor': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { constructor(x${w.type('any')}) { return { x }${w.cast('any')}; } }\n${w.keep(`(new ${C}(${value})${w.cast('any')}).x`, next)}`;
    },
    'arrow in a field': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { ownX${w.type('any')} = ${value}; ownUse = () => {\nconst ${v} = this.ownX;\n${next(v)}\n}; }\nconst ${C}_ = new ${C}().ownUse;\n${C}_();`;
    },
    'method taken off': (value, next, w) => {
      const [C, o, v] = [w.fresh('C'), w.fresh('o'), w.fresh('v')];
      return `class ${C} { ${fields(w, 'ownX', 'ownUse')} constructor() { this.ownX = ${value}; this.ownUse = this.use.bind(this); } use() {\nconst ${v} = this.ownX;\n${next(v)}\n} }\nconst { ownUse: ${o} } = new ${C}();\n${o}();`;
    },
    'two instances': (value, next, w) => {
      const [C, a, b] = [w.fresh('C'), w.fresh('a'), w.fresh('b')];
      return `class ${C} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nconst ${a} = new ${C}(${value}), ${b} = new ${C}(${w.other()});\nvoid ${b};\n${next(`${a}.ownX`)}`;
    },
    singleton: (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { static ownOne${w.type('any')}; ${fields(w, 'ownX')} constructor() { this.ownX = ${value}; } static get() { return (${C}.ownOne ??= new ${C}()); } }\n${w.keep(`${C}.get().ownX`, next)}`;
    },
    'new in a constructor': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nclass ${B} { ${fields(w, 'ownA')} constructor() { this.ownA = new ${A}(${value}); } }\n${w.keep(`new ${B}().ownA.ownX`, next)}`;
    },
  }),
  ...createGroup('inheritance', {
    'super call': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nclass ${B} extends ${A} { constructor() { super(${value}); } }\n${w.keep(`new ${B}().ownX`, next)}`;
    },
    'super call of a replaced superclass': (value, next, w) => {
      const [A, B, C] = [w.fresh('A'), w.fresh('B'), w.fresh('C')];
      const own = fields(w, 'ownX');
      return `class ${A} { ${own} constructor() { this.ownX = ${w.other()}; } }\nclass ${C} { ${own} constructor() { this.ownX = ${value}; } }\nclass ${B} extends ${A} {}\nObject.setPrototypeOf(${B}, ${C});\n${w.keep(`new ${B}().ownX`, next)}`;
    },
    'default constructor': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nclass ${B} extends ${A} {}\n${w.keep(`new ${B}(${value}).ownX`, next)}`;
    },
    'super method': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { get()${w.type('any')} { return ${value}; } }\nclass ${B} extends ${A} { ${w.isTyped ? 'override ' : ''}get() { return super.get(); } }\n${w.keep(`new ${B}().get()`, next)}`;
    },
    'super property': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { get x()${w.type('any')} { return ${value}; } }\nclass ${B} extends ${A} { read() { return super.x; } }\n${w.keep(`new ${B}().read()`, next)}`;
    },
    'method of the subclass': (value, next, w) => {
      const [A, B, v] = [w.fresh('A'), w.fresh('B'), w.fresh('v')];
      return `class ${A} { start(x${w.type('any')}) { this.use(x); } use(_x${w.type('any')}) {} }\nclass ${B} extends ${A} { ${w.isTyped ? 'override ' : ''}use(${v}${w.type('any')}) {\n${next(v)}\n} }\nnew ${B}().start(${value});`;
    },
    'method of the base': (value, next, w) => {
      const [A, B, v] = [w.fresh('A'), w.fresh('B'), w.fresh('v')];
      return `class ${A} { ${fields(w, 'ownX')} use() {\nconst ${v} = this.ownX;\n${next(v)}\n} }\nclass ${B} extends ${A} { constructor() { super(); this.ownX = ${value}; } }\nnew ${B}().use();`;
    },
    'static inherited': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { static ownX = ${value}; }\nclass ${B} extends ${A} {}\n${next(`${B}.ownX`)}`;
    },
    'static super': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { static get()${w.type('any')} { return ${value}; } }\nclass ${B} extends ${A} { static ${w.isTyped ? 'override ' : ''}get() { return super.get(); } }\n${w.keep(`${B}.get()`, next)}`;
    },
    mixin: (value, next, w) => {
      const [m, A, B] = [w.fresh('mixin'), w.fresh('A'), w.fresh('B')];
      return `const ${m} = (Base${w.type('any')}) => class extends Base { get()${w.type('any')} { return ${w.isTyped ? '(this as any)' : 'this'}.ownX; } };\nclass ${A} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nclass ${B} extends (${m}(${A})${w.cast('any')}) {}\n${w.keep(`(new ${B}(${value})${w.cast('any')}).get()`, next)}`;
    },
    'class that is chosen': (value, next, w) => {
      const [A, B, C] = [w.fresh('A'), w.fresh('B'), w.fresh('C')];
      return `class ${A} { get()${w.type('any')} { return ${value}; } }\nclass ${B} { get()${w.type('any')} { return ${w.other()}; } }\nconst ${C} = ${w.flag()} ? ${A} : ${B};\n${w.keep(`new ${C}().get()`, next)}`;
    },
    'extends null chain': (value, next, w) => {
      const [A, B, C] = [w.fresh('A'), w.fresh('B'), w.fresh('C')];
      return `class ${A} { get()${w.type('any')} { return ${value}; } }\nclass ${B} extends ${A} {}\nclass ${C} extends ${B} {}\n${w.keep(`new ${C}().get()`, next)}`;
    },
    'prototype method': (value, next, w) => {
      const C = w.fresh('C');
      return `function ${C}(${w.isTyped ? 'this: any' : ''}) { this.ownX = ${value}; }\n${C}.prototype.get = function () { return this.ownX; };\n${w.keep(`new ${w.isTyped ? `(${C} as any)` : C}().get()`, next)}`;
    },
    'prototype object': (value, next, w) => {
      const C = w.fresh('C');
      return `function ${C}() {}\n${C}.prototype = { x: ${value}, get() { return this.x; } };\n${w.keep(`new ${w.isTyped ? `(${C} as any)` : C}().get()`, next)}`;
    },
    'prototype of Object.create': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      const isTyped = w.isTyped;
      return `function ${A}(${isTyped ? 'this: any, ' : ''}x${w.type('any')}) { this.ownX = x; }\n${A}.prototype.get = function () { return this.ownX; };\nfunction ${B}(${isTyped ? 'this: any' : ''}) { ${A}.call(this, ${value}); }\n${B}.prototype = Object.create(${A}.prototype);\n${B}.prototype.constructor = ${B};\n${w.keep(`new ${isTyped ? `(${B} as any)` : B}().get()`, next)}`;
    },
    'util.inherits': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      const isTyped = w.isTyped;
      return `function ${A}(${isTyped ? 'this: any, ' : ''}x${w.type('any')}) { this.ownX = x; }\n${A}.prototype.get = function () { return this.ownX; };\nfunction ${B}(${isTyped ? 'this: any' : ''}) { ${A}.call(this, ${value}); }\n${w.builtin('util')}.inherits(${B}${isTyped ? ' as any' : ''}, ${A}${isTyped ? ' as any' : ''});\n${w.keep(`new ${isTyped ? `(${B} as any)` : B}().get()`, next)}`;
    },
    'Object.assign to a prototype': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { ${fields(w, 'ownX')} constructor(x${w.type('any')}) { this.ownX = x; } }\nObject.assign(${C}.prototype, { get() { return this.ownX; } });\n${w.keep(`(new ${C}(${value})${w.cast('any')}).get()`, next)}`;
    },
    'Object.setPrototypeOf': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = Object.setPrototypeOf({ x: ${value} }, { get() { return this.x; } });\n${w.keep(`${o}.get()`, next)}`;
    },
    'extends Map': (value, next, w) => {
      const [C, c, v] = [w.fresh('C'), w.fresh('c'), w.fresh('v')];
      return `class ${C} extends Map${w.isTyped ? '<string, any>' : ''} { use(k${w.type('any')}) {\nconst ${v} = this.get(k);\n${next(v)}\n} }\nconst ${c} = new ${C}();\n${c}.set('k', ${value});\n${c}.use('k');`;
    },
    'extends EventEmitter': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} extends ${w.builtin('events')}.EventEmitter { ${fields(w, 'ownX')} constructor() { super(); this.ownX = ${value}; } use() {\nconst ${v} = this.ownX;\n${next(v)}\n} }\nnew ${C}().use();`;
    },
    'new.target': (value, next, w) => {
      const [A, B] = [w.fresh('A'), w.fresh('B')];
      return `class ${A} { ${fields(w, 'ownX')} constructor() { this.ownX = (new.target${w.cast('any')}).ownGiven; } }\nclass ${B} extends ${A} { static ownGiven = ${value}; }\n${w.keep(`new ${B}().ownX`, next)}`;
    },
    'this.constructor': (value, next, w) => {
      const C = w.fresh('C');
      return `class ${C} { static ownX = ${value}; get() { return ${w.isTyped ? '(this.constructor as any)' : 'this.constructor'}.ownX; } }\n${w.keep(`new ${C}().get()`, next)}`;
    },
  }),
];
