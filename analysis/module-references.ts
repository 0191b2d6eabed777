import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, unwrap } from './syntax.ts';

/** An exported thing of a module: `{ module: 'dgram', path: ['createSocket'] }`. */
export interface ModuleReference {
  readonly module: string;
  readonly path: readonly string[];
  /** Arguments that `Function.prototype.bind` has put before the call's own. */
  readonly boundArguments: readonly Node[];
  readonly boundBy: readonly Node[];
}

/** The part of a path that stands for an instance of a class. */
export const INSTANCE = '()';

/** The part of a path that stands for a function which gives what is before it: `__webpack_require__.n(dgram)`. */
export const GETTER = '=>';

/** A part of what a reference names. */
export function extend(reference: ModuleReference, name: string): ModuleReference {
  // `globalThis.Deno` is `Deno`.
  if (reference.module === 'global:') return toReference(`global:${name}`);
  // webpack 4 reads its getter's value from `a`.
  if (reference.path.at(-1) === GETTER && name === 'a')
    return { ...reference, path: reference.path.slice(0, -1) };
  return { ...reference, path: [...reference.path, name] };
}

/** A module as a whole, or a global: `global:Deno`. */
export function toReference(module: string): ModuleReference {
  return { module, path: [], boundArguments: [], boundBy: [] };
}

/** The path without the `default` that interop puts before it. */
export function getPlainPath({ path }: ModuleReference): readonly string[] {
  return path[0] === 'default' ? path.slice(1) : path;
}

/** Whether an argument can name a module. */
export function isSpecifier(argument: Node): boolean {
  const specifier = unwrap(argument);
  return specifier.type === 'Literal' && typeof specifier.value === 'string';
}

/** The module that an argument names. */
export function toModule(argument: Node, prefix = ''): readonly ModuleReference[] {
  const specifier = unwrap(argument);
  return specifier.type === 'Literal' && typeof specifier.value === 'string'
    ? [toReference(prefix + specifier.value)]
    : [];
}

/** The module of `import name = require('…')`. */
export function toImportEqualsModule(node: TSESTree.TSImportEqualsDeclaration): readonly ModuleReference[] {
  const target: Node = node.moduleReference;
  return target.type === 'TSExternalModuleReference' ? toModule(target.expression) : [];
}
