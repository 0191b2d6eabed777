import type { ProgramFile } from '../../program/program-file.ts';
import { getPropertyName } from '../../program/syntax.ts';
import type { FunctionNode, Node } from '../../program/syntax.ts';
import { callBack } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { delegate } from '../iteration.ts';
import { PRIMITIVE, UNKNOWN } from '../primitive-values.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { getArgumentAt } from './operation.ts';

/**
 * The generators that compilers write for runtimes that have none: TypeScript's `__generator` (SWC's `_ts_generator` is the same)
 * and Babel's regenerator.
 *
 * As code, they carry every value through the same few variables of one state machine. They are recognised by what they do.
 */
export type GeneratorHelper = 'state-machine' | 'regenerator';

/** No such helper is longer, and none shorter. */
const LENGTHS = { least: 500, most: 12_000 };

const known = new WeakMap<FunctionNode, GeneratorHelper | 'none'>();

/** What a function makes, if it is one of the compilers' generators. */
export function getGeneratorHelper(file: ProgramFile, node: FunctionNode): GeneratorHelper | undefined {
  let helper = known.get(node);
  if (!helper) {
    helper = findHelper(file, node) ?? 'none';
    known.set(node, helper);
  }
  return helper === 'none' ? undefined : helper;
}

function findHelper(file: ProgramFile, node: FunctionNode): GeneratorHelper | undefined {
  const length = node.range[1] - node.range[0];
  if (length < LENGTHS.least || length > LENGTHS.most) {
    return undefined;
  }
  const text = file.getText(node);
  if (/Generator is already (?:running|executing)/u.test(text)) {
    if (node.params.length === 0 && text.includes('GeneratorFunction')) {
      return 'regenerator';
    }
    return node.params.length === 2 && hasState(file, node) ? 'state-machine' : undefined;
  }
  return undefined;
}

/** The state that the body of such a generator is given: `{ label, sent, trys, ops }`. */
function hasState(file: ProgramFile, node: FunctionNode): boolean {
  return file.tree.getProperties('trys').some((property) => {
    const literal = file.tree.getParent(property);
    return (
      literal?.type === 'ObjectExpression' &&
      isInside(node, literal) &&
      ['label', 'sent', 'ops'].every((name) =>
        literal.properties.some((each) => each.type === 'Property' && getPropertyName(each) === name),
      )
    );
  });
}

function isInside(outer: Node, inner: Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

function createGenerator(engine: Engine, call: Call, body: Hub): HeapValue {
  const { node, activation } = call;
  return engine.made.get(['compiled generator', node, activation, body], () =>
    createHeapValue('Generator', node, activation),
  );
}

/** A value at a hub of its own. */
function hold(engine: Engine, value: HeapValue): Hub {
  const hub = createHub('state');
  engine.add(hub, value);
  return hub;
}

/** `__generator(this, body)`: the body returns instructions, `[4, value]` to yield and `[2, value]` to return. */
export function callStateMachine(engine: Engine, call: Call): void {
  const body = getArgumentAt(call, 1, engine);
  const generator = createGenerator(engine, call, body);
  engine.add(call.result, generator);
  const state = engine.made.get(['state', generator], () => createState(engine, call, generator));
  const returned = callBack(engine, call, body, getArgumentAt(call, 0, engine), [hold(engine, state)]);
  for (const name of ['[yielded]', '[returned]', '[sent]']) {
    engine.wantWith(getField(engine, generator, name), returned);
  }
  // It may be sent on to what the body delegates to.
  for (const slot of ['[sent]', '[ended]']) {
    engine.wantIfTracked(getField(engine, generator, slot), returned);
  }
  engine.listen(returned, (instruction) => {
    if (isHeapValue(instruction)) {
      followInstruction(engine, call, instruction, generator);
    } else if (instruction.kind === 'unknown') {
      engine.add(getField(engine, generator, '[yielded]'), UNKNOWN);
      engine.add(getField(engine, generator, '[returned]'), UNKNOWN);
    }
  });
}

function createState(engine: Engine, { node, activation }: Call, generator: HeapValue): HeapValue {
  const state = createHeapValue('object', node, activation);
  const gives = getField(engine, generator, '[sent]');
  const sent = createHeapValue('builtin', node, activation, { path: ['sent'], gives });
  engine.whenTracked(gives, () => {
    engine.track(sent);
  });
  engine.add(getField(engine, state, 'sent'), sent);
  engine.add(getField(engine, state, 'label'), PRIMITIVE);
  const tries = createHeapValue('array', node, activation);
  engine.add(getField(engine, state, 'trys'), tries);
  return state;
}

/** What the first element of an instruction says of the second (TypeScript, `src/compiler/factory/emitHelpers.ts`). */
function followInstruction(engine: Engine, call: Call, instruction: HeapValue, generator: HeapValue): void {
  const operation = getField(engine, instruction, '0');
  const value = getField(engine, instruction, '1');
  engine.want(operation);
  engine.listen(operation, (code) => {
    const number = code.kind === 'constant' ? code.value : undefined;
    if (number === 4 || number === undefined) {
      engine.flow(value, getField(engine, generator, '[yielded]'));
    }
    if (number === 2 || number === undefined) {
      engine.flow(value, getField(engine, generator, '[returned]'));
    }
    if (number === 5 || number === undefined) {
      const [yielded, sent] = [
        getField(engine, generator, '[yielded]'),
        getField(engine, generator, '[sent]'),
      ];
      // `state.sent()` gives what is returned as well.
      delegate(engine, call, value, {
        yielded,
        sent,
        ended: getField(engine, generator, '[ended]'),
        result: sent,
      });
    }
  });
}

/** What Babel's helper gives: `{ w: wrap, m: mark }`, or the same by their long names. */
export function callRegenerator(engine: Engine, { result }: Call): void {
  const made = engine.made.get(['regenerator'], () => {
    const object = createHeapValue('builtin', undefined, undefined, { path: ['regenerator'] });
    object.initialize = (name, field) => {
      if (['w', 'm', 'wrap', 'mark'].includes(name)) {
        engine.add(
          field,
          engine.made.get(['regenerator', name], () =>
            createHeapValue('builtin', undefined, undefined, { path: ['regenerator', name] }),
          ),
        );
      }
    };
    object.hasOwn = () => true;
    return object;
  });
  engine.add(result, made);
}

/** `regenerator.w(body, …)`: the body is given a context, yields what it returns, and returns by `context.a(2, value)`. */
export function callRegeneratorMethod(engine: Engine, call: Call, name: string): void {
  const body = getArgumentAt(call, 0, engine);
  if (name === 'm' || name === 'mark') {
    engine.flow(body, call.result);
    return;
  }
  const generator = createGenerator(engine, call, body);
  engine.add(call.result, generator);
  const context = engine.made.get(['context', generator], () => createContext(engine, call, generator));
  const self = getArgumentAt(call, 2, engine);
  if (call.args.fixed.length > 3 || call.args.rest) {
    // What is caught stands where what is sent does.
    engine.add(getField(engine, context, 'v'), UNKNOWN);
  }
  const yielded = callBack(engine, call, body, self, [hold(engine, context)]);
  engine.wantWith(getField(engine, generator, '[sent]'), yielded);
  for (const slot of ['[sent]', '[ended]']) {
    engine.wantIfTracked(getField(engine, generator, slot), yielded);
  }
  engine.flow(yielded, getField(engine, generator, '[yielded]'));
}

function createContext(engine: Engine, { node, activation }: Call, generator: HeapValue): HeapValue {
  const context = createHeapValue('object', node, activation);
  const sent = getField(engine, generator, '[sent]');
  engine.flow(sent, getField(engine, context, 'v'));
  engine.flow(sent, getField(engine, context, 'sent'));
  const returned = getField(engine, generator, '[returned]');
  for (const name of ['a', 'abrupt']) {
    const finish = createHeapValue('builtin', node, activation, { path: ['abrupt'], finishes: returned });
    engine.add(getField(engine, context, name), finish);
  }
  for (const name of ['f', 'finish', 'stop', 'catch']) {
    const gives = createHub('nothing');
    const step = createHeapValue('builtin', node, activation, { path: ['abrupt'], gives });
    engine.add(getField(engine, context, name), step);
  }
  const result = createHub('what a delegate returns');
  engine.wantWith(result, sent);
  engine.flow(result, getField(engine, context, ANY));
  const yielded = getField(engine, generator, '[yielded]');
  const delegation = { yielded, sent, ended: getField(engine, generator, '[ended]'), result };
  for (const name of ['d', 'delegateYield']) {
    const step = createHeapValue('builtin', node, activation, { path: ['delegate'], delegation });
    engine.add(getField(engine, context, name), step);
  }
  return context;
}

/**
 * Whether a call of `state.sent()` gives what was caught: it is the first in a `case` to which
 * `state.trys.push([start, catch, …])` leads.
 */
function isInCatch({ node, activation }: Call): boolean {
  const { file, unit } = activation;
  const labels = [...file.getText(unit).matchAll(/\.trys\.push\(\[\s*\d+\s*,\s*(\d+)/gu)].map(([, label]) =>
    Number(label),
  );
  let inner: Node = node;
  let outer = file.tree.getParent(node);
  while (outer && outer !== unit && outer.type !== 'SwitchCase') {
    inner = outer;
    outer = file.tree.getParent(outer);
  }
  if (outer?.type !== 'SwitchCase' || outer.test?.type !== 'Literal') {
    return labels.length > 0;
  }
  return outer.consequent[0] === inner && labels.includes(Number(outer.test.value));
}

/** Calls a function of such a generator's state. */
export function callStep(engine: Engine, call: Call, { detail }: HeapValue): void {
  const { gives, finishes, delegation } = detail;
  if (delegation) {
    delegate(engine, call, getArgumentAt(call, 0, engine), delegation);
  }
  if (gives) {
    engine.flow(gives, call.result);
    if (detail.path?.[0] === 'sent' && isInCatch(call)) {
      engine.add(call.result, UNKNOWN);
    }
  }
  if (finishes) {
    for (const hub of [...call.args.fixed, ...(call.args.rest ? [call.args.rest] : [])]) {
      engine.flow(hub, finishes);
    }
  }
}
