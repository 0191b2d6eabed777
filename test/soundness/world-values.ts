import { EventEmitter } from 'node:events';

/** Any function, called with anything. */
export type Anything = (this: unknown, ...values: unknown[]) => unknown;

/** What Node.js has, which nobody changes: it is that of this process too. */
export const builtins = new WeakSet<object>([EventEmitter]);

/** Fields that are private to TypeScript; JavaScript does not tell. The generator names them so. */
function isDeclaredPrivate(name: string): boolean {
  return name.startsWith('declared');
}

/** Names of fields that a generated class or constructor sets itself. */
export function isOwn(name: string | symbol): boolean {
  return typeof name === 'string' && name.startsWith('own');
}

export function isPrivate(name: string | symbol): boolean {
  return typeof name === 'string' && (name.startsWith('_') || isDeclaredPrivate(name));
}

export function doNothing(): undefined {
  return undefined;
}

export function isReference(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export function isPromise(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Promise]';
}

export function isNative(callee: Anything): boolean {
  return /\{\s*\[native code\]\s*\}$/u.test(Function.prototype.toString.call(callee)) && !isBound(callee);
}

function isBound(callee: Anything): boolean {
  return callee.name.startsWith('bound ');
}

/** `Object.prototype` and its like, of any context. */
export function isBuiltinPrototype(value: object): boolean {
  const maker: unknown = Reflect.getOwnPropertyDescriptor(value, 'constructor')?.value;
  return typeof maker === 'function' && isNative(maker as Anything);
}

export function isUninteresting(owner: object, name: string | symbol): boolean {
  return (
    typeof owner === 'function' &&
    (name === 'length' || name === 'name' || name === 'caller' || name === 'arguments')
  );
}

export function read(owner: object, name: string | symbol): unknown {
  try {
    return Reflect.get(owner, name);
  } catch {
    return undefined;
  }
}

/** Other code and callbacks may throw; a run goes on. */
export function guard(task: () => unknown): () => void {
  return () => {
    try {
      task();
    } catch {
      // What was done until then counts.
    }
  };
}

export function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  }
  return value >>> 3;
}

/** Mulberry32: numbers from 0 to 1 that a seed decides (https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
