import type { StackStart } from './stack.ts';

/**
 * Runs in the place of a method. `call` is the method's own work, with its receiver and its parameters; `start` is what a stack
 * is captured from, so that it begins with the caller.
 */
export type Around = (
  call: () => unknown,
  self: object,
  parameters: readonly unknown[],
  start: StackStart,
) => unknown;

/**
 * Wraps a method in a proxy, which keeps its name, its length and its text.
 *
 * @param owner The object that has it.
 * @param key Its name.
 * @param around Runs in its place.
 */
export function wrapMethod(owner: object, key: string, around: Around): void {
  replaceFunction(owner, key, { apply });

  function apply(method: object, self: object, parameters: readonly unknown[]): unknown {
    const call = () => Reflect.apply(method as () => unknown, self, parameters) as unknown;
    return around(call, self, parameters, apply);
  }
}

/**
 * Puts a proxy in the place of a function, which keeps its properties and its prototype too.
 *
 * @param owner The object that has it.
 * @param key Its name.
 * @param handler What the proxy does.
 */
export function replaceFunction(
  owner: object,
  key: string,
  handler: ProxyHandler<new (...parameters: never[]) => object>,
): void {
  const original: unknown = Reflect.get(owner, key);
  Object.defineProperty(owner, key, {
    configurable: true,
    writable: true,
    enumerable: true,
    ...Object.getOwnPropertyDescriptor(owner, key),
    value: new Proxy(original as new (...parameters: never[]) => object, handler),
  });
}
