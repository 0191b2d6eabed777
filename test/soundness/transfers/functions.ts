import { createGroup } from '../transfer.ts';
import type { Transfer } from '../transfer.ts';

/** Functions and what calls them. */
export const FUNCTIONS: readonly Transfer[] = [
  ...createGroup('functions', {
    parameter: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\n${next(v)}\n}\n${f}(${value});`;
    },
    'called twice': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = (${v}${w.type('any')}) => {\n${next(v)}\n};\n${f}(${value});\ntry { ${f}(${w.other()}); } catch {}`;
    },
    returned: (value, next, w) => {
      const f = w.fresh('f');
      return `function ${f}() { return ${value}; }\n${w.keep(`${f}()`, next)}`;
    },
    'returned from a branch': (value, next, w) => {
      const f = w.fresh('f');
      return `function ${f}()${w.type('any')} { if (${w.flag()}) { return ${w.other()}; } return ${value}; }\n${w.keep(`${f}()`, next)}`;
    },
    identity: (value, next, w) => {
      const f = w.fresh('same');
      return `const ${f} = (x${w.type('any')}) => x;\n${w.keep(`${f}(${value})`, next)}`;
    },
    'identity of several values': (value, next, w) => {
      const f = w.fresh('same');
      return `function ${f}(x${w.type('any')}) { return x; }\n${f}(${w.other()});\n${w.keep(`${f}(${value})`, next)}`;
    },
    'called at once': (value, next, w) => {
      const v = w.fresh('v');
      return `(function (${v}${w.type('any')}) {\n${next(v)}\n})(${value});`;
    },
    callback: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(done${w.type('any')}) { done(null, ${value}); }\n${f}((_error${w.type('any')}, ${v}${w.type('any')}) => {\n${next(v)}\n});`;
    },
    curried: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = (${v}${w.type('any')}) => () => {\n${next(v)}\n};\n${f}(${value})();`;
    },
    composed: (value, next, w) => {
      const f = w.fresh('compose');
      return `const ${f} = (...list${w.type('any')}) => (x${w.type('any')}) => list.reduce((y${w.type('any')}, g${w.type('any')}) => g(y), x);\n${w.keep(`${f}((x${w.type('any')}) => [x], ([x]${w.type('any')}) => x)(${value})`, next)}`;
    },
    recursive: (value, next, w) => {
      const f = w.fresh('f');
      return `function ${f}(n${w.type('any')}, x${w.type('any')})${w.type('any')} { return n === 0 ? x : ${f}(n - 1, x); }\n${w.keep(`${f}(3, ${value})`, next)}`;
    },
    memoized: (value, next, w) => {
      const [f, memo] = [w.fresh('f'), w.fresh('memo')];
      return `let ${memo}${w.type('any')};\nfunction ${f}() { return ${memo} ?? (${memo} = ${value}); }\n${f}();\n${w.keep(`${f}()`, next)}`;
    },
    'module pattern': (value, next, w) => {
      const m = w.fresh('m');
      return `const ${m} = (() => { let kept${w.type('any')}; return { set(x${w.type('any')}) { kept = x; }, get() { return kept; } }; })();\n${m}.set(${value});\n${w.keep(`${m}.get()`, next)}`;
    },
    'property of a function': (value, next, w) => {
      const f = w.fresh('f');
      return `const ${f}${w.type('any')} = function () { return ${f}.x; };\n${f}.x = ${value};\n${w.keep(`${f}()`, next)}`;
    },
    'named function expression': (value, next, w) => {
      const f = w.fresh('f');
      return w.keep(
        `(function ${f}(n${w.type('any')}, x${w.type('any')})${w.type('any')} { return n ? ${f}(0, x) : x; })(1, ${value})`,
        next,
      );
    },
    'function declared below': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `${f}(${value});\nfunction ${f}(${v}${w.type('any')}) {\n${next(v)}\n}`;
    },
    'dispatch table': (value, next, w) => {
      const [t, v] = [w.fresh('table'), w.fresh('v')];
      return `const ${t}${w.type('any')} = { a: (${v}${w.type('any')}) => {\n${next(v)}\n}, b() {} };\n${t}[${w.choices.choose(["'a'", `${w.flag()} ? 'a' : 'b'`])}](${value});`;
    },
    'list of functions': (value, next, w) => {
      const [f, v] = [w.fresh('list'), w.fresh('v')];
      return `const ${f}${w.type('any')} = [];\n${f}.push((${v}${w.type('any')}) => {\n${next(v)}\n});\nfor (const f of ${f}) { f(${value}); }`;
    },
  }),
  ...createGroup('parameters', {
    default: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')} = ${value}) {\n${next(v)}\n}\n${f}();`;
    },
    'unused default': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')} = ${w.other()}) {\n${next(v)}\n}\n${f}(${value});`;
    },
    'default of an earlier one': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = (a${w.type('any')}, ${v} = a) => {\n${next(v)}\n};\n${f}(${value});`;
    },
    arguments: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(..._given${w.type('any')}) {\nconst ${v}${w.type('any')} = arguments[1];\n${next(v)}\n}\n${f}(${w.other()}, ${value});`;
    },
    'arguments with an index that is counted': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(..._given${w.type('any')}) {\nfor (let i = 0; i < arguments.length; i++) {\nconst ${v}${w.type('any')} = arguments[i];\n${next(v)}\n}\n}\n${f}(${value});`;
    },
    'arguments handed on': (value, next, w) => {
      const [f, g, v] = [w.fresh('f'), w.fresh('g'), w.fresh('v')];
      return `function ${g}(${v}${w.type('any')}) {\n${next(v)}\n}\nfunction ${f}(..._given${w.type('any')}) { (${g}${w.cast('any')}).apply(this, arguments); }\n${f}(${value});`.replace(
        'apply(this',
        w.language === 'commonjs' ? 'apply(this' : 'apply(undefined',
      );
    },
    rest: (value, next, w) => {
      const [f, rest] = [w.fresh('f'), w.fresh('rest')];
      return `function ${f}(a${w.type('any')}, ...${rest}${w.type('any')}) {\nvoid a;\n${next(`${rest}[0]`)}\n}\n${f}(1, ${value});`;
    },
    'overwritten parameter': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\n${v} = ${value};\n${next(v)}\n}\n${f}(${w.other()});`;
    },
    'normalized parameter': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\nif (${v} === undefined) { ${v} = ${value}; }\n${next(v)}\n}\n${f}(undefined);`;
    },
  }),
  ...createGroup('call, apply, bind', {
    call: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\n${next(v)}\n}\n${f}.call(undefined, ${value});`;
    },
    'call with this': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${w.isTyped ? 'this: any' : ''}) {\nconst ${v} = this.x;\n${next(v)}\n}\n${f}.call({ x: ${value} });`;
    },
    apply: (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(_a${w.type('any')}, ${v}${w.type('any')}) {\n${next(v)}\n}\n${f}.apply(null, [1, ${value}]);`;
    },
    'bind this': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `const ${f} = function (${w.isTyped ? 'this: any' : ''}) {\nconst ${v} = this.x;\n${next(v)}\n}.bind({ x: ${value} });\n${f}();`;
    },
    'bind arguments': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}, _b${w.type('any')}) {\n${next(v)}\n}\n${f}.bind(null, ${value})(1);`;
    },
    'bind twice': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(_a${w.type('any')}, ${v}${w.type('any')}) {\n${next(v)}\n}\n${f}.bind(null, 1).bind(null, ${value})();`;
    },
    'call of call': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\n${next(v)}\n}\nFunction.prototype.call.call(${f}, null, ${value});`;
    },
    'borrowed method': (value, next, w) => {
      const [o, v] = [w.fresh('o'), w.fresh('v')];
      return `const ${o}${w.type('any')} = { use() {\nconst ${v} = this.x;\n${next(v)}\n} };\n${o}.use.call({ x: ${value} });`;
    },
    'tagged template': (value, next, w) => {
      const [f, v] = [w.fresh('tag'), w.fresh('v')];
      return `function ${f}(_texts${w.type('any')}, ${v}${w.type('any')}) {\n${next(v)}\n}\n${f}\`a\${${value}}b\`;`;
    },
    'tagged template result': (value, next, w) => {
      const f = w.fresh('tag');
      return `const ${f} = (_texts${w.type('any')}, ...values${w.type('any')}) => values[1];\n${w.keep(`${f}\`\${1}\${${value}}\``, next)}`;
    },
    'tagged template of a method': (value, next, w) => {
      const o = w.fresh('o');
      return `const ${o}${w.type('any')} = { x: ${value}, tag() { return this.x; } };\n${w.keep(`${o}.tag\`t\``, next)}`;
    },
  }),
  ...createGroup('control flow', {
    if: (value, next, w) => w.keep(value, (v) => `if (${w.flag()} || true) {\n${next(v)}\n}`),
    else: (value, next, w) => w.keep(value, (v) => `if (false) {} else {\n${next(v)}\n}`),
    'early return': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}(${v}${w.type('any')}) {\nif (!${w.choices.choose(['true', '1'])}) { return; }\n${next(v)}\n}\n${f}(${value});`;
    },
    'early return before it is overwritten': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `let ${v}${w.type('any')} = ${value};\n(function ${f}() { if (${w.flag()}) { return; } ${v} = ${w.other()}; })();\n${next(v)}`;
    },
    switch: (value, next, w) =>
      w.keep(
        value,
        (v) => `switch (1 + 1) {\ncase 1:\nbreak;\ncase 2: {\n${next(v)}\nbreak;\n}\ndefault:\n}`,
      ),
    'switch that falls through': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\nswitch (${w.choices.choose(['1', '2'])}${w.isTyped ? ' as number' : ''}) {\ncase 1:\n${v} = ${value};\ncase 2: ${v} = ${value};\nbreak;\ncase 3:\n${v} = ${w.other()};\n}\n${next(v)}`;
    },
    'labelled break': (value, next, w) => {
      const [l, v] = [w.fresh('label'), w.fresh('v')];
      return `let ${v}${w.type('any')} = ${w.other()};\n${l}: {\n${v} = ${value};\nif (${w.flag()} || true) { break ${l}; }\n${v} = ${w.other()};\n}\n${next(v)}`;
    },
    'labelled continue': (value, next, w) => {
      const [l, v, i] = [w.fresh('label'), w.fresh('v'), w.fresh('i')];
      return `let ${v}${w.type('any')} = ${w.other()};\n${l}: for (let ${i} = 0; ${i} < 2; ${i}++) {\nfor (;;) {\nif (${i} === 0) { continue ${l}; }\n${v} = ${value};\nbreak ${l};\n}\n}\n${next(v)}`;
    },
    'while loop': (value, next, w) => {
      const [v, i] = [w.fresh('v'), w.fresh('i')];
      return `let ${i} = 0;\nlet ${v}${w.type('any')} = ${w.other()};\nwhile (${i}++ < 2) { if (${i} === 2) { ${v} = ${value}; } }\n${next(v)}`;
    },
    'do while loop': (value, next, w) => {
      const [v, i] = [w.fresh('v'), w.fresh('i')];
      return `let ${i} = 0;\nlet ${v}${w.type('any')};\ndo { ${v} = ${value}; } while (${i}++ < 0);\n${next(v)}`;
    },
    'value of the round before': (value, next, w) => {
      const [v, i] = [w.fresh('v'), w.fresh('i')];
      return `let ${v}${w.type('any')} = ${w.none()};\nfor (let ${i} = 0; ${i} < 2; ${i}++) {\nif (${i} === 1) {\n${next(v)}\n}\n${v} = ${value};\n}`;
    },
    'for with several': (value, next, w) => {
      const [v, i] = [w.fresh('v'), w.fresh('i')];
      return `for (let ${i} = 0, ${v}${w.type('any')} = ${value}; ${i} < 1; ${i}++) {\n${next(v)}\n}`;
    },
    'for with an update': (value, next, w) => {
      const [v, i] = [w.fresh('v'), w.fresh('i')];
      return `let ${v}${w.type('any')} = ${w.none()};\nfor (let ${i} = 0; ${i} < 1; ${i}++, ${v} = ${value}) {}\n${next(v)}`;
    },
    try: (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\ntry { ${v} = ${value}; throw new Error('x'); } catch {}\n${next(v)}`;
    },
    'overwritten after what throws': (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${value};\ntry { JSON.parse('{'); ${v} = ${w.other()}; } catch {}\n${next(v)}`;
    },
    catch: (value, next, w) =>
      w.keep(value, (v) =>
        `try { null${w.isTyped ? '!' : ''}.x; } catch {\n${next(v)}\n}`.replace('null!.x', '(null as any).x'),
      ),
    finally: (value, next, w) => {
      const v = w.fresh('v');
      return `let ${v}${w.type('any')} = ${w.other()};\ntry {} finally { ${v} = ${value}; }\n${next(v)}`;
    },
    'finally with use': (value, next, w) => w.keep(value, (v) => `try { void 0; } finally {\n${next(v)}\n}`),
    thrown: (value, next, w) => {
      const v = w.fresh('v');
      return `try { throw ${value}; } catch (${v}${w.type('any')}) {\n${next(v)}\n}`;
    },
    'thrown in an object': (value, next, w) => {
      const v = w.fresh('v');
      return `try { throw Object.assign(new Error('x'), { x: ${value} }); } catch (${v}${w.type('any')}) {\n${next(`${v}.x`)}\n}`;
    },
    'made in one step and used in the next': (value, next, w) => {
      const [v, step] = [w.fresh('v'), w.fresh('step')];
      return `let ${v}${w.type('any')};\nconst ${step} = () => {\nif (${v} === undefined) { ${v} = ${value}; return; }\n${next(v)}\n};\n${step}();\n${step}();`;
    },
    'thrown by a function': (value, next, w) => {
      const [f, v] = [w.fresh('f'), w.fresh('v')];
      return `function ${f}() { throw { x: ${value} }; }\ntry { ${f}(); } catch ({ x: ${v} }${w.isTyped ? ': any' : ''}) {\n${next(v)}\n}`.replace(
        `catch ({ x: ${v} }: any)`,
        `catch ({ x: ${v} })`,
      );
    },
    'returned from finally': (value, next, w) => {
      const f = w.fresh('f');
      return `function ${f}()${w.type('any')} { try { return ${w.other()}; } finally { return ${value}; } }\n${w.keep(`${f}()`, next)}`;
    },
    'returned from try': (value, next, w) => {
      const f = w.fresh('f');
      return `function ${f}()${w.type('any')} { try { return ${value}; } catch { return ${w.other()}; } finally { void 0; } }\n${w.keep(`${f}()`, next)}`;
    },
  }),
];
