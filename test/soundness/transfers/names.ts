import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/** Variables and operators. */
export const NAMES: readonly Transfer[] = [
  ...createGroup('variables', {
    const: (value, next, w) => w.keep(value, next),
    'var that is used before it is declared': (value, next, w) => {
      const [v, use] = [w.fresh('v'), w.fresh('use')];
      return `const ${use} = () => {\n${next(v)}\n};\nvar ${v} = ${value};\n${use}();`;
    },
    'var that is asked for before it has a value': (value, next, w) => {
      const [on, pick] = [w.fresh('on'), w.fresh('pick')];
      return `const ${pick} = ()${w.type('any')} => (${on} ? ${w.other()} : ${value});\n${next(`${pick}()`)}\nvar ${on}${w.type('any')} = {};`;
    },
    'chosen by what a module has not': (value, next, w) =>
      next(`((${w.builtin('util')}${w.isTyped ? ' as any' : ''}).notThere ? ${w.other()} : ${value})`),
    'chosen by what a text matches': (value, next, w) =>
      next(`('server'.match(/client/) ? ${w.other()} : ${value})`),
    'let that is given a value later': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')};\n${v} = ${value};\n${next(v)}`;
    },
    'overwritten before': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\n${v} = ${value};\n${next(v)}`;
    },
    'overwritten after': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${value};\n${next(v)}\n${v} = ${w.other()};`;
    },
    'overwritten perhaps': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${value};\nif (${w.flag()}) { ${v} = ${w.other()}; }\n${next(v)}`;
    },
    'given a value perhaps': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\nif (${w.flag()}) { ${v} = ${value}; }\n${next(v)}`;
    },
    'overwritten by a closure': (value, next, w) => {
      const [v, set] = [w.fresh('v'), w.fresh('set')];
      return `let ${v}${w.type('any')} = ${w.other()};\nfunction ${set}() { ${v} = ${value}; }\n${set}();\n${next(v)}`;
    },
    'read by a closure that was made before': (value, next, w) => {
      const [v, use] = [w.fresh('v'), w.fresh('use')];
      return `let ${v}${w.type('any')} = ${w.none()};\nconst ${use} = () => {\n${next(v)}\n};\n${v} = ${value};\n${use}();`;
    },
    'read by a closure that runs later': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\nsetTimeout(() => {\n${next(v)}\n}, 1);\n${v} = ${value};`;
    },
    'written by a closure that runs later': (value, next, w) => {
      const [v, use] = [w.fresh('v'), w.fresh('use')];
      return `let ${v}${w.type('any')} = ${w.other()};\nfunction ${use}() {\n${next(v)}\n}\nsetTimeout(() => { ${v} = ${value}; ${use}(); }, 1);`;
    },
    'chain of assignments': (value, next, w) => {
      const [a, b] = [w.fresh('a'), w.fresh('b')];
      return `let ${a}${w.type('any')}, ${b}${w.type('any')};\n${a} = ${b} = ${value};\n${next(w.choices.choose([a, b]))}`;
    },
    'assignment as an expression': (value, next, w) => {
      const [a, b] = [w.fresh('a'), w.fresh('b')];
      return `let ${a}${w.type('any')};\nconst ${b} = (${a} = ${value});\n${next(b)}`;
    },
    shadowed: (value, next, w) => {
      const v = w.fresh('v');
      return `const ${v}${w.type('any')} = ${value};\n{\nconst ${v} = ${w.other()};\nvoid ${v};\n}\n${next(v)}`;
    },
    'in a block': (value, next, w) => {
      const v = w.fresh('v');
      return `{\nlet ${v}${w.type('any')} = ${value};\n${next(v)}\n}`;
    },
    swapped: (value, next, w) => {
      const [a, b] = [w.fresh('a'), w.fresh('b')];
      return `let ${a}${w.type('any')} = ${value}, ${b}${w.type('any')} = ${w.other()};\n[${a}, ${b}] = [${b}, ${a}];\n${next(b)}`;
    },
    'kept by a refused access': (value, next, w) => {
      const [v, n] = [w.fresh('v'), w.fresh('n')];
      const refused = w.choices.choose([
        `${n}.x;`,
        `[...${n}];`,
        `const { x } = ${n};`,
        `for (const x of ${n});`,
      ]);
      return `let ${v}${w.type('any')} = ${w.other()};\nconst ${n}${w.type('any')} = undefined;\ntry {\n${v} = ${value};\n${refused}\n${v} = ${w.other()};\n} catch {}\n${next(v)}`;
    },
    'written by a generator': (value, next, w) => {
      const [v, g, i] = [w.fresh('v'), w.fresh('g'), w.fresh('i')];
      const run = w.choices.choose([`for (const x of ${i});`, `[...${i}];`, `const [x] = ${i};`]);
      return `let ${v}${w.type('any')};\nfunction* ${g}() { ${v} = ${value}; yield 1; }\nconst ${i} = ${g}();\n${v} = ${w.other()};\n{ ${run} }\n${next(v)}`;
    },
    'written between the parts of a pattern': (value, next, w) => {
      const [v, x, o, use] = [w.fresh('v'), w.fresh('x'), w.fresh('o'), w.fresh('use')];
      const type = w.type('any');
      const held = `const ${o}${type} = { a: ${w.other()}, get b() { ${v} = ${value}; return 1; } };`;
      const taken = w.choices.choose([`({ a: ${v}, b: ${x} } = ${o});`, `({ a: ${v}, ...${x} } = ${o});`]);
      return `let ${v}${type}, ${x}${type};\nfunction ${use}(y${type}) {\n${next('y')}\n}\n${held}\n${taken}\n${use}(${v});`;
    },
    'written by a conversion': (value, next, w) => {
      const [v, o, use] = [w.fresh('v'), w.fresh('o'), w.fresh('use')];
      const type = w.type('any');
      const held = `const ${o}${type} = { toString() { ${v} = ${value}; return ''; } };`;
      const converted = w.choices.choose([`\`\${${o}}\${${use}(${v})}\`;`, `({ [${o}]: ${use}(${v}) });`]);
      return `let ${v}${type} = ${w.other()};\nfunction ${use}(y${type}) {\n${next('y')}\n}\n${held}\n${converted}`;
    },
    'written by an iterator that is closed': (value, next, w) => {
      const [v, g, run, use] = [w.fresh('v'), w.fresh('g'), w.fresh('run'), w.fresh('use')];
      const type = w.type('any');
      const steps = `function* ${g}() { try { yield 1; } finally { ${v} = ${value}; } }`;
      const left = w.choices.choose([
        `leave: { for (const x of ${g}()) { ${v} = ${w.other()}; break leave; } return; }`,
        `let n = 0; again: do { for (const x of ${g}()) { ${v} = ${w.other()}; continue again; } return; } while (n);`,
        `for (const x of ${g}()) { ${v} = ${w.other()}; break; }`,
      ]);
      return `let ${v}${type};\n${steps}\nfunction ${use}(y${type}) {\n${next('y')}\n}\nfunction ${run}() {\n${left}\n${use}(${v});\n}\n${run}();`;
    },
    'replaced by its own method': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = { go() { ${v} = ${value}; } };\n${v}.go();\n${next(v)}`;
    },
    'var in a function': (value, next, w) => {
      const [v, f] = [w.fresh('v'), w.fresh('f')];
      return `function ${f}() {\nif (true) { var ${v}${w.type('any')} = ${value}; }\n${next(v)}\n}\n${f}();`;
    },
  }),
  ...createGroup('operators', {
    conditional: (value, next, w) =>
      w.keep(
        w.choices.choose([`${w.flag()} ? ${value} : ${w.other()}`, `${w.flag()} ? ${w.other()} : ${value}`]),
        next,
      ),
    'conditional of a constant': (value, next, w) =>
      w.keep(w.choices.choose([`true ? ${value} : ${w.other()}`, `!1 ? ${w.other()} : ${value}`]), next),
    and: (value, next, w) => w.keep(`${w.choices.choose(['true', '1', "'x'"])} && ${value}`, next),
    'or with nothing': (value, next, w) =>
      w.keep(`${w.choices.choose(['null', '0', "''"])} || ${value}`, next),
    'or with another': (value, next, w) => w.keep(`${value} || ${w.other()}`, next),
    'nullish with nothing': (value, next, w) =>
      w.keep(`${w.choices.choose(['null', 'undefined'])} ?? ${value}`, next),
    'nullish with another': (value, next, w) => w.keep(`${value} ?? ${w.other()}`, next),
    'or assignment': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')};\n${v} ||= ${value};\n${next(v)}`;
    },
    'nullish assignment': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = null;\n${v} ??= ${value};\n${next(v)}`;
    },
    'and assignment': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = 1;\n${v} &&= ${value};\n${next(v)}`;
    },
    'nullish assignment of a property': (value, next, w) => {
      const v = w.fresh('o');
      return `const ${v}${w.type('any')} = {};\n${v}.x ??= ${value};\n${next(`${v}.x`)}`;
    },
    'or assignment of a property': (value, next, w) => {
      const v = w.fresh('o');
      return `const ${v}${w.type('any')} = { x: 0 };\n${v}['x'] ||= ${value};\n${next(`${v}.x`)}`;
    },
    'optional chain of nothing': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = ${w.flag()} ? { x: { y: ${w.other()} } } : ${w.choices.choose(['null', 'undefined'])};\n${w.keep(`${o}?.x.y ?? ${value}`, next)}`;
    },
    'optional call of nothing': (value, next, w) => {
      const f = w.fresh('f');
      return `const ${f}${w.type('any')} = ${w.flag()} ? () => (${w.other()}) : undefined;\n${w.keep(`${f}?.() ?? ${value}`, next)}`;
    },
    'optional method that is gone': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { get: () => (${w.other()}) };\n${w.choices.choose([`${o}.get = null`, `delete ${o}.get`])};\n${w.keep(`${o}.get?.() ?? ${value}`, next)}`;
    },
    sequence: (value, next, w) => w.keep(`(${w.none()}, ${value})`, next),
    parentheses: (value, next, w) => w.keep(`((${value}))`, next),
  }),
  ...createGroup(
    'arithmetic',
    {
      'plus zero': (value, next, w) => w.keep(`(${value}) + 0`, next),
      'unary plus': (value, next, w) => w.keep(`+(${value})`, next),
      'text and number': (value, next, w) => w.keep(`Number(String(${value}))`, next),
      parseInt: (value, next, w) => w.keep(`parseInt(\`\${${value}}\`, 10)`, next),
      template: (value, next, w) => w.keep(`\`\${${value}}\``, next),
      'twice inverted bits': (value, next, w) => w.keep(`~~(${value})`, next),
      'added by assignment': (value, next, w) => {
        const v = w.fresh('v');
        return `let ${v}${w.type('any')} = 0;\n${v} += ${value};\n${next(v)}`;
      },
      'counted up': (value, next, w) => {
        const v = w.fresh('v');
        return `let ${v}${w.type('any')} = (${value}) - 1;\n${v}++;\n${next(v)}`;
      },
      JSON: (value, next, w) => w.keep(`JSON.parse(JSON.stringify({ x: ${value} })).x`, next),
      'Math.max': (value, next, w) => w.keep(`Math.max(${value}, 0)`, next),
      toPrimitive: (value, next, w) =>
        w.keep(`Number({ [Symbol.toPrimitive]() { return ${value}; } })`, next),
      'number by valueOf': (value, next, w) => w.keep(`+{ valueOf() { return ${value}; } }`, next),
      'text of several parts': (value, next, w) =>
        w.keep(`Number(\`\${''}\${${value}}\${''.concat('')}\`)`, next),
      'split text': (value, next, w) => w.keep(`'x:'.concat(${value}).split(':')[1]`, next),
      'name that an object gets later': (value, next, w) => {
        const [o, v] = [w.fresh('o'), w.fresh('v')];
        const names = w.choices.choose([
          `for (const k in ${o})`,
          `for (const k of Object.keys(${o}))`,
          `for (const [k] of Object.entries({ ...${o} }))`,
        ]);
        return `const ${o}${w.type('any')} = { 0: 1 };\n${o}[${value}] = 1;\nlet ${v}${w.type('any')};\n${names} { ${v} = Number(k); }\n${next(v)}`;
      },
      structuredClone: (value, next, w) => w.keep(`Object.freeze([${value}]).slice()[0]`, next),
    },
    { carries: ['port'] },
  ),
];
