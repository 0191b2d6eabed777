/** A name that a file has and others use. */
export interface SharedName {
  readonly name: string;
  /** Whether something assigns it after it is declared: who copies it has an old value. */
  readonly isWritten: boolean;
}

/** Where a name is in a module: the properties that lead to it, none for what `module.exports` is. */
export type Ways = ReadonlyMap<string, readonly string[]>;

/** One form in which a file gives others its names, or those of another file. */
interface Form<Write> {
  readonly name: string;
  /** For `import` and `export`, or for `require`. */
  readonly isModule: boolean;
  readonly write: Write;
}

/** Statements at the end of a file. */
export interface ExportForm extends Form<(names: readonly string[]) => string> {
  readonly canWrite: (names: readonly SharedName[], text: string) => boolean;
  readonly getWay: (name: string) => readonly string[];
}

/** The text of a file between two others. */
export interface ReexportForm extends Form<(ways: Ways, specifier: string, base: string) => string> {
  readonly canWrite: (names: readonly SharedName[], ways: Ways) => boolean;
  readonly getWay: (name: string, way: readonly string[], base: string) => readonly string[];
}

/** Statements at the start of a file, and how each name is written in it. */
export interface ImportForm extends Form<(ways: Ways, specifier: string, base: string) => string> {
  readonly canWrite: (names: readonly SharedName[], ways: Ways) => boolean;
  readonly read: (name: string, way: readonly string[], specifier: string, base: string) => string;
}

const isCopied = (names: readonly SharedName[]): boolean => names.every(({ isWritten }) => !isWritten);
const isAny = (): boolean => true;
const keepName = (name: string): readonly string[] => [name];
const isNamed = (_names: readonly SharedName[], ways: Ways): boolean =>
  [...ways.values()].every(([first, ...more]) => first !== undefined && more.length === 0);
const isNamedByItself = (_names: readonly SharedName[], ways: Ways): boolean =>
  [...ways].every(([name, way]) => way.length === 1 && way[0] === name);

function mentionsExports(text: string): boolean {
  return /\bexports\b/u.test(text);
}

/** How a file gives others its names. */
export const EXPORTS: readonly ExportForm[] = [
  {
    name: 'list',
    isModule: true,
    canWrite: isAny,
    write: (names) => `export { ${names.join(', ')} };`,
    getWay: keepName,
  },
  {
    name: 'other names',
    isModule: true,
    canWrite: isAny,
    write: (names) => `export { ${names.map((name) => `${name} as ${name}_`).join(', ')} };`,
    getWay: (name) => [`${name}_`],
  },
  {
    name: 'default',
    isModule: true,
    canWrite: (names) => names.length === 1,
    write: ([name]) => `export { ${name ?? ''} as default };`,
    getWay: () => ['default'],
  },
  {
    name: 'default expression',
    isModule: true,
    canWrite: (names) => names.length === 1 && isCopied(names),
    write: ([name]) => `export default ${name ?? ''};`,
    getWay: () => ['default'],
  },
  {
    name: 'default object',
    isModule: true,
    canWrite: isCopied,
    write: (names) => `export default { ${names.join(', ')} };`,
    getWay: (name) => ['default', name],
  },
  {
    name: 'constants of other names',
    isModule: true,
    canWrite: isCopied,
    write: (names) => names.map((name) => `export const ${name}_ = ${name};`).join('\n'),
    getWay: (name) => [`${name}_`],
  },
  {
    name: 'exports.x',
    isModule: false,
    canWrite: isCopied,
    write: (names) => names.map((name) => `exports.${name} = ${name};`).join('\n'),
    getWay: keepName,
  },
  {
    name: 'module.exports.x',
    isModule: false,
    canWrite: isCopied,
    write: (names) => names.map((name) => `module.exports.${name} = ${name};`).join('\n'),
    getWay: keepName,
  },
  {
    name: 'module.exports of an object',
    isModule: false,
    canWrite: (names, text) => isCopied(names) && !mentionsExports(text),
    write: (names) => `module.exports = { ${names.join(', ')} };`,
    getWay: keepName,
  },
  {
    name: 'module.exports of a value',
    isModule: false,
    canWrite: (names, text) => names.length === 1 && isCopied(names) && !mentionsExports(text),
    write: ([name]) => `module.exports = ${name ?? ''};`,
    getWay: () => [],
  },
  {
    name: 'Object.assign',
    isModule: false,
    canWrite: isCopied,
    write: (names) => `Object.assign(exports, { ${names.join(', ')} });`,
    getWay: keepName,
  },
  {
    name: 'getters',
    isModule: false,
    canWrite: isAny,
    write: (names) =>
      names
        .map((name) => `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => ${name} });`)
        .join('\n'),
    getWay: keepName,
  },
];

/** How a file gives others the names of a third one. */
export const REEXPORTS: readonly ReexportForm[] = [
  {
    name: 'export *',
    isModule: true,
    canWrite: (_names, ways) => [...ways.values()].every(([first]) => first !== 'default'),
    write: (_ways, specifier) => `export * from '${specifier}';`,
    getWay: (_name, way) => way,
  },
  {
    name: 'export list',
    isModule: true,
    canWrite: isNamed,
    write: (ways, specifier) =>
      `export { ${[...ways].map(([name, [way = name]]) => `${way} as ${name}`).join(', ')} } from '${specifier}';`,
    getWay: keepName,
  },
  {
    name: 'export * as',
    isModule: true,
    canWrite: isAny,
    write: (_ways, specifier, base) => `export * as ${base} from '${specifier}';`,
    getWay: (_name, way, base) => [base, ...way],
  },
  {
    name: 'import and export',
    isModule: true,
    canWrite: isNamed,
    write: (ways, specifier) => {
      const names = [...ways.keys()];
      const list = [...ways].map(([name, [way = name]]) => `${way} as ${name}`).join(', ');
      return `import { ${list} } from '${specifier}';\nexport { ${names.join(', ')} };`;
    },
    getWay: keepName,
  },
  {
    name: 'exports.x of a require',
    isModule: false,
    canWrite: isCopied,
    write: (ways, specifier) =>
      [...ways]
        .map(([name, way]) => `exports.${name} = ${toProperty(`require('${specifier}')`, way)};`)
        .join('\n'),
    getWay: keepName,
  },
  {
    name: 'getters of a require',
    isModule: false,
    canWrite: isAny,
    write: (ways, specifier, base) =>
      [
        `const ${base} = require('${specifier}');`,
        ...[...ways].map(
          ([name, way]) =>
            `Object.defineProperty(exports, '${name}', { enumerable: true, get() { return ${toProperty(base, way)}; } });`,
        ),
      ].join('\n'),
    getWay: keepName,
  },
  {
    name: 'Object.assign of a require',
    isModule: false,
    canWrite: (names, ways) => isCopied(names) && isNamedByItself(names, ways),
    write: (_ways, specifier) => `Object.assign(exports, require('${specifier}'));`,
    getWay: keepName,
  },
  {
    name: 'loop over a require',
    isModule: false,
    canWrite: (names, ways) => isCopied(names) && isNamedByItself(names, ways),
    write: (_ways, specifier, base) =>
      `const ${base} = require('${specifier}');\nfor (const key of Object.keys(${base})) { exports[key] = ${base}[key]; }`,
    getWay: keepName,
  },
  {
    name: 'exports.x of a whole module',
    isModule: false,
    canWrite: isAny,
    write: (_ways, specifier, base) => `exports.${base} = require('${specifier}');`,
    getWay: (_name, way, base) => [base, ...way],
  },
];

/** How a file gets the names of another. */
export const IMPORTS: readonly ImportForm[] = [
  {
    name: 'list',
    isModule: true,
    canWrite: isNamed,
    write: (ways, specifier) =>
      `import { ${[...ways].map(([name, [way = name]]) => (way === name ? name : `${way} as ${name}`)).join(', ')} } from '${specifier}';`,
    read: (name) => name,
  },
  {
    name: 'default',
    isModule: true,
    canWrite: (_names, ways) => [...ways.values()].every(([first]) => first === 'default'),
    write: (_ways, specifier, base) => `import ${base} from '${specifier}';`,
    read: (_name, [, ...way], _specifier, base) => toProperty(base, way),
  },
  {
    name: 'namespace',
    isModule: true,
    canWrite: isAny,
    write: (_ways, specifier, base) => `import * as ${base} from '${specifier}';`,
    read: (_name, way, _specifier, base) => toProperty(base, way),
  },
  {
    name: 'namespace by its name',
    isModule: true,
    canWrite: (_names, ways) => {
      const firsts = new Set([...ways.values()].map(([first]) => first));
      return firsts.size === 1 && [...ways.values()].every(({ length }) => length > 1);
    },
    write: (ways, specifier, base) => {
      const [[first = ''] = []] = ways.values();
      return `import { ${first} as ${base} } from '${specifier}';`;
    },
    read: (_name, [, ...way], _specifier, base) => toProperty(base, way),
  },
  {
    name: 'constants of a namespace',
    isModule: true,
    canWrite: isCopied,
    write: (ways, specifier, base) =>
      [
        `import * as ${base} from '${specifier}';`,
        ...[...ways].map(([name, way]) => `const ${name} = ${toProperty(base, way)};`),
      ].join('\n'),
    read: (name) => name,
  },
  {
    name: 'namespace in a pattern',
    isModule: true,
    canWrite: (names, ways) => isCopied(names) && isNamed(names, ways),
    write: (ways, specifier, base) =>
      `import * as ${base} from '${specifier}';\nconst { ${[...ways].map(([name, [way = name]]) => `${way}: ${name}`).join(', ')} } = ${base};`,
    read: (name) => name,
  },
  {
    name: 'require in a pattern',
    isModule: false,
    canWrite: (names, ways) => isCopied(names) && isNamed(names, ways),
    write: (ways, specifier) =>
      `const { ${[...ways].map(([name, [way = name]]) => (way === name ? name : `${way}: ${name}`)).join(', ')} } = require('${specifier}');`,
    read: (name) => name,
  },
  {
    name: 'property of require',
    isModule: false,
    canWrite: isCopied,
    write: (ways, specifier) =>
      [...ways]
        .map(([name, way]) => `const ${name} = ${toProperty(`require('${specifier}')`, way)};`)
        .join('\n'),
    read: (name) => name,
  },
  {
    name: 'require of a module',
    isModule: false,
    canWrite: isAny,
    write: (_ways, specifier, base) => `const ${base} = require('${specifier}');`,
    read: (_name, way, _specifier, base) => toProperty(base, way),
  },
  {
    name: 'module.require',
    isModule: false,
    canWrite: isAny,
    write: (_ways, specifier, base) => `const ${base} = module.require('${specifier}');`,
    read: (_name, way, _specifier, base) => toProperty(base, way),
  },
  {
    name: 'require at each place',
    isModule: false,
    canWrite: isAny,
    write: (_ways, specifier) => `require('${specifier}');`,
    read: (_name, way, specifier) => `(${toProperty(`require('${specifier}')`, way)})`,
  },
];

function toProperty(base: string, way: readonly string[]): string {
  return [base, ...way].join('.');
}
