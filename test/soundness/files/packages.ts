/** The files of a project, by their paths, which start with `./`. */
export interface Layout {
  /** What a program starts with. */
  readonly start: string;
  /** The others. */
  readonly parts: readonly string[];
  /** What the package is imported by: the start, or what re-exports others. */
  readonly main: string;
}

/** One way in which a `package.json` says who else can import the files. */
interface PackageKind {
  readonly name: string;
  /** What stands in `package.json`, without the name; undefined for no such file. */
  readonly getFields: (layout: Layout) => object | undefined;
  /** The files that code of others can load. */
  readonly getReachable: (layout: Layout) => readonly string[];
  /** The names by which the package can import its own files. */
  readonly getOwnNames?: (layout: Layout) => Readonly<Record<string, string>>;
}

/** The name of each project's package. */
export const PACKAGE_NAME = 'sender-kit';

const getAll = ({ start, parts }: Layout): readonly string[] => [...parts, start];

const isBelowLib = (path: string): boolean => path.startsWith('./lib/');

/** The kinds of packages, closed ones first. */
export const PACKAGES: readonly PackageKind[] = [
  {
    name: 'private',
    getFields: ({ start }) => ({ private: true, scripts: { start: `node ${start}` } }),
    getReachable: () => [],
  },
  {
    name: 'private with main and exports',
    getFields: ({ main }) => ({ private: true, main, exports: main }),
    getReachable: () => [],
    getOwnNames: ({ main }) => ({ [main]: PACKAGE_NAME }),
  },
  {
    name: 'exports',
    getFields: ({ main }) => ({ exports: main }),
    getReachable: ({ main }) => [main],
    getOwnNames: ({ main }) => ({ [main]: PACKAGE_NAME }),
  },
  {
    name: 'exports by conditions',
    getFields: ({ main }) => ({ main, exports: { '.': { import: main, require: main, default: main } } }),
    getReachable: ({ main }) => [main],
  },
  {
    name: 'bin',
    getFields: ({ start }) => ({ bin: start, exports: { './package.json': './package.json' } }),
    getReachable: ({ start }) => [start],
  },
  {
    name: 'exports of a part',
    getFields: ({ main, parts: [part = main] }) => ({ exports: { '.': main, './part': part } }),
    getReachable: ({ main, parts: [part = main] }) => [main, part],
    getOwnNames: ({ main, parts: [part = main] }) => ({ [part]: `${PACKAGE_NAME}/part` }),
  },
  {
    name: 'exports by a pattern',
    getFields: ({ main }) => ({ exports: { '.': main, './lib/*': './lib/*' } }),
    getReachable: (layout) => [layout.main, ...getAll(layout).filter(isBelowLib)],
    getOwnNames: (layout) =>
      Object.fromEntries(
        getAll(layout)
          .filter(isBelowLib)
          .map((path) => [path, PACKAGE_NAME + path.slice(1)]),
      ),
  },
  {
    name: 'exports by a pattern without a part',
    getFields: ({ start, parts: [part = start] }) => ({
      exports: { '.': start, './*': './*', [part]: null },
    }),
    getReachable: (layout) =>
      getAll(layout).filter((path) => path === layout.start || path !== layout.parts[0]),
  },
  {
    name: 'of a host',
    getFields: ({ start, parts: [part = start] }) => ({
      private: true,
      'node-red': { nodes: { sender: part.slice(2) } },
    }),
    getReachable: ({ start, parts: [part = start] }) => [part],
  },
  {
    name: 'without exports',
    getFields: ({ main }) => ({ main }),
    getReachable: getAll,
  },
  { name: 'without package.json', getFields: () => undefined, getReachable: getAll },
];
