import { callUnknown } from '../calls.ts';
import { constructSuper, createInstance } from '../constructions.ts';
import type { Arguments, Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getElements, getField, getPrototype } from '../fields.ts';
import { createHub } from '../hub.ts';
import { COUNTED_ELEMENTS } from '../limits.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { load, trap } from '../properties.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import { PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/** `f.call(self, …arguments)`. */
const call: Operation = (engine, site) => {
  const { args } = site;
  if (site.self) {
    engine.semantics.call(engine, {
      ...site,
      callee: site.self,
      self: getArgumentAt(site, 0, engine),
      args: { fixed: args.fixed.slice(1), rest: args.rest },
      isNew: false,
    });
  }
};

/** `f.apply(self, list)`. */
const apply: Operation = (engine, site) => {
  if (site.self) {
    applyTo(engine, site, site.self, getArgumentAt(site, 0, engine), site.args.fixed[1]);
  }
};

/** Calls a function with the elements of a list: those of an array that is written out have their positions. */
function applyTo(
  engine: Engine,
  site: Call,
  callee: Hub,
  self: Hub | undefined,
  list: Hub | undefined,
): void {
  const args = list ? spreadList(engine, site, list) : { fixed: [], rest: undefined };
  engine.semantics.call(engine, { ...site, callee, self, args, isNew: false });
}

/** The elements of a list as the arguments of a call. */
export function spreadList(engine: Engine, site: Call, list: Hub): Arguments {
  const rest = createHub('elements');
  const fixed = Array.from({ length: COUNTED_ELEMENTS }, (_, index) => {
    const element = createHub(`element ${index}`);
    load(engine, site, list, String(index), element);
    return element;
  });
  engine.wantWith(rest, list);
  engine.listen(list, (value) => {
    if (isHeapValue(value)) {
      engine.flow(getElements(engine, value), rest);
    } else if (value.kind === 'unknown') {
      engine.add(rest, UNKNOWN);
    }
  });
  return { fixed, rest, list: { from: 0, elements: list } };
}

/** `f.bind(self, …arguments)`. */
const bind: Operation = (engine, site) => {
  const { node, activation, args } = site;
  const target = site.self;
  if (!target) {
    return;
  }
  const self = getArgumentAt(site, 0, engine);
  const handed = args.rest ? [...args.fixed.slice(1), args.rest] : args.fixed.slice(1);
  const bound = engine.made.get(['bound', node, activation], () =>
    createHeapValue('bound', node, activation, { bound: { target, self, args: handed } }),
  );
  engine.add(site.result, bound);
  // A class that is bound inherits the static members that the class inherits (ECMA-262, 10.4.1.3).
  engine.listen(target, (value) => {
    if (isHeapValue(value)) {
      engine.flow(getPrototype(engine, value), getPrototype(engine, bound));
    }
  });
  // Who holds the function holds what it was bound to.
  for (const hub of [self, target, ...handed]) {
    engine.whenTracked(hub, () => {
      engine.track(bound);
    });
  }
};

/** What functions have beside what they inherit as objects (ECMA-262, 20.2.3). */
export const FUNCTION_METHODS: Readonly<
  Record<
    Exclude<
      Extract<keyof CallableFunction, string>,
      'prototype' | 'arguments' | 'caller' | 'length' | 'name'
    >,
    Summary | Operation
  >
> = { apply, bind, call, toString: PURE };

/** `Reflect.apply(f, self, list)`. */
const applyFunction: Operation = (engine, site) => {
  applyTo(engine, site, getArgumentAt(site, 0, engine), getArgumentAt(site, 1, engine), site.args.fixed[2]);
};

/** `Reflect.construct(f, list, target)`: an object of the target, on which the constructor of `f` runs. */
const construct: Operation = (engine, site) => {
  const [callee, list, target] = site.args.fixed;
  if (callee && list && target) {
    constructFor(engine, site, callee, list, target);
  } else if (callee && list) {
    const args = spreadList(engine, site, list);
    engine.semantics.call(engine, { ...site, callee, self: undefined, args, isNew: true });
  } else {
    callUnknown(engine, site);
  }
};

function constructFor(engine: Engine, site: Call, callee: Hub, list: Hub, target: Hub): void {
  const { node, activation, result } = site;
  const args = spreadList(engine, site, list);
  engine.wantWith(result, target);
  engine.wantIfTracked(callee, target);
  engine.wantIfTracked(list, target);
  engine.listen(target, (maker) => {
    if (isHeapValue(maker) && (maker.kind === 'function' || maker.kind === 'class')) {
      const instance = engine.made.get(['instance', node, activation, maker], () =>
        createInstance(engine, createHeapValue('instance', node, activation, { maker }), maker),
      );
      engine.add(result, instance);
      constructSuper(engine, { node, activation, args, result: createHub('nothing') }, callee, instance);
    } else if (isHeapValue(maker) || maker.kind === 'unknown') {
      // An object of a builtin, of a module, or of what a bound function or proxy stands for.
      callUnknown(engine, site);
    }
  });
}

/** The functions of `Reflect` that call functions (ECMA-262, 28.1). */
export const REFLECT_CALLS: Readonly<Record<'apply' | 'construct', Operation>> = {
  apply: applyFunction,
  construct,
};

/** Calls or constructs a proxy. */
export function callProxy(
  engine: Engine,
  site: Call,
  proxy: NonNullable<HeapValue['detail']['proxy']>,
): void {
  const { node, activation, args, self, result, isNew } = site;
  const list = engine.made.get(['arguments for a trap', node, activation], () =>
    createHeapValue('array', node, activation),
  );
  for (const [index, hub] of args.fixed.entries()) {
    engine.flow(hub, getField(engine, list, String(index)));
  }
  if (args.rest) {
    engine.flow(args.rest, getField(engine, list, ANY));
  }
  const handed = createHub('arguments');
  engine.add(handed, list);
  const receiver = self ?? createHub('this');
  const trapArgs = isNew ? [handed, site.callee] : [receiver, handed];
  trap(engine, site, proxy, isNew ? 'construct' : 'apply', trapArgs, result, () => {
    engine.want(proxy.target);
    engine.semantics.call(engine, { ...site, callee: proxy.target });
  });
}
