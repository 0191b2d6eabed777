import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';
import type { Next, Writing } from '../writing.ts';

/** An object that holds a value, with a method that uses it. */
function createHolder(
  value: string,
  next: Next,
  w: Writing,
  [method, returned]: readonly [method: string, returned: string],
): readonly [declaration: string, name: string] {
  const [h, v] = [w.fresh('h'), w.fresh('v')];
  const self = w.isTyped ? '(this as any)' : 'this';
  return [
    `const ${h}${w.type('any')} = { x: ${value}, ${method}${w.type('any')} {\nconst ${v} = ${self}.x;\n${next(v)}\nreturn ${returned};\n} };`,
    h,
  ];
}

/** Methods that the language calls by itself, and members that are looked up in one object for another. */
export const IMPLICIT_CALLS: readonly Transfer[] = [
  ...createGroup('implicit calls', {
    'toString of an object': (value, next, w) => {
      const [declaration, h] = createHolder(value, next, w, ['toString()', "''"]);
      return `${declaration}\nvoid \`\${${h}}\`;`;
    },
    'valueOf of an object': (value, next, w) => {
      const [declaration, h] = createHolder(value, next, w, ['valueOf()', '1']);
      return `${declaration}\nvoid (${h} > 0);`;
    },
    'Symbol.toPrimitive': (value, next, w) => {
      const [declaration, h] = createHolder(value, next, w, ['[Symbol.toPrimitive]()', '1']);
      return `${declaration}\nvoid -${h};`;
    },
    'toJSON of an object': (value, next, w) => {
      const [declaration, h] = createHolder(value, next, w, ['toJSON()', '1']);
      return `${declaration}\nJSON.stringify([${h}]);`;
    },
    'replacer of JSON.stringify': (value, next, w) => {
      const v = w.fresh('v');
      return `JSON.stringify({ x: { y: ${value} } }, (key, ${v}${w.type('any')}) => {\nif (key !== 'y') { return ${v}; }\n${next(v)}\nreturn 1;\n});`;
    },
    'return of an iterator': (value, next, w) => {
      const [declaration, h] = createHolder(value, next, w, ['return()', '{}']);
      return `${declaration}\n${h}[Symbol.iterator] = () => ${h};\n${h}.next = () => ({ value: 1, done: false });\nconst [${w.fresh('first')}] = ${h};`;
    },
    'class that is shown': (value, next, w) => {
      const [C, v] = [w.fresh('C'), w.fresh('v')];
      return `class ${C} { #x${w.type('any')} = ${value}; toString() {\nconst ${v} = this.#x;\n${next(v)}\nreturn '';\n} }\nString(new ${C}());`;
    },
    'own set of a map that is filled': (value, next, w) => {
      const [K, v] = [w.fresh('K'), w.fresh('v')];
      return `class ${K} extends Map${w.isTyped ? '<any, any>' : ''} { set(key${w.type('any')}, ${v}${w.type('any')}) {\n${next(v)}\nreturn super.set(key, ${v});\n} }\nnew ${K}([['x', ${value}]]);`;
    },
    'super in a method of a map': (value, next, w) => {
      const [K, k, v] = [w.fresh('K'), w.fresh('k'), w.fresh('v')];
      return `class ${K} extends Map${w.isTyped ? '<any, any>' : ''} { each() { super.forEach((${v}) => {\n${next(v)}\n}); } }\nconst ${k} = new ${K}();\n${k}.set('x', ${value});\n${k}.each();`;
    },
    newListener: (value, next, w) => {
      const [e, f, v] = [w.fresh('e'), w.fresh('f'), w.fresh('v')];
      return `const ${e} = new (${w.builtin('events')}.EventEmitter)();\n${e}.on('newListener', (name${w.type('any')}, ${v}${w.type('any')}) => {\n${next(`${v}.x`)}\n});\nconst ${f}${w.type('any')} = () => {};\n${f}.x = ${value};\n${e}.on('go', ${f});`;
    },
    'concat of what is spreadable': (value, next, w) =>
      w.keep(
        `(${w.isTyped ? '<any[]>' : ''}[]).concat(${w.isTyped ? '<any>' : ''}{ length: 1, 0: ${value}, [Symbol.isConcatSpreadable]: true })[0]`,
        next,
      ),
    'then without a function': (value, next, w) => {
      const v = w.fresh('v');
      return `Promise.resolve([${value}]).then(null, () => []).then(([${v}]) => {\n${next(v)}\n});`;
    },
    'trap of what an object inherits from': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = Object.create(new Proxy({}, { set(target, key, ${v}${w.type('any')}) {\n${next(v)}\nreturn true;\n} }));\n${o}.x = ${value};`;
    },
    'Reflect.set with a receiver': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${w.other()} };\nReflect.set({}, 'x', ${value}, ${o});\n${next(`${o}.x`)}`;
    },
    'getter of a superclass': (value, next, w) => {
      const [A, B, b] = [w.fresh('A'), w.fresh('B'), w.fresh('b')];
      const own = w.isTyped ? 'ownY: any; ' : '';
      return `class ${A} { ${own}get x() { return this.ownY; } }\nclass ${B} extends ${A} { take() { return super.x; } }\nconst ${b} = new ${B}();\n${b}.ownY = ${value};\n${w.keep(`${b}.take()`, next)}`;
    },
    'setter of a superclass': (value, next, w) => {
      const [A, B, v] = [w.fresh('A'), w.fresh('B'), w.fresh('v')];
      return `class ${A} { set x(${v}${w.type('any')}) {\n${next(v)}\n} }\nclass ${B} extends ${A} { put(given${w.type('any')}) { super.x = given; } }\nnew ${B}().put(${value});`;
    },
    'super without a setter': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { __proto__: {}, put(given${w.type('any')}) { ${w.isTyped ? '(super.x as any)' : 'super.x'} = given; } };\n${o}.put(${value});\n${next(`${o}.x`)}`;
    },
  }),
  ...createGroup(
    'implicit calls in sloppy code',
    {
      // In a class, which is strict code, they are none of each other.
      'arguments of a parameter': (value, next, w) =>
        w.keep(`(function (x) { arguments[0] = ${value}; return x === 1 ? ${value} : x; })(1)`, next),
      'function of a block': (value, next, w) => {
        const f = w.fresh('f');
        return `function ${f}() { return ${w.other()}; }\n{ function ${f}() { return ${value}; } }\n${w.keep(`${f}()`, next)}`;
      },
      'parameter of arguments': (value, next, w) =>
        w.keep(`(function (x) { x = ${value}; return arguments[0] === 1 ? x : arguments[0]; })(1)`, next),
    },
    { languages: ['commonjs'] },
  ),
];
