import type { AddressMaker, ArgumentPlace, SocketApi, SocketMaker } from '../apis/description.ts';

/** A maker with the API that it belongs to. */
export interface ApiMaker {
  readonly api: SocketApi;
  readonly maker: SocketMaker;
}

/** What some APIs make sockets with, by the names that lead to it. */
export interface MakerIndex {
  readonly modules: ReadonlySet<string>;
  /** The first names of the globals. */
  readonly globals: ReadonlySet<string>;
  /** The makers at a path from a module or global. */
  readonly getMakers: (path: readonly string[]) => readonly ApiMaker[];
  /** Whether something at or below a path makes sockets or listeners. */
  readonly leadsToMaker: (path: readonly string[]) => boolean;
  /** Methods of objects that an API hands out, by name. */
  readonly methods: ReadonlyMap<string, readonly ApiMaker[]>;
  /** Where the port stands in a call that makes an address. */
  readonly getAddressPort: (path: readonly string[]) => ArgumentPlace | undefined;
  /** Whether a call at a path makes or starts a listener. */
  readonly isListener: (path: readonly string[]) => boolean;
}

const known = new WeakMap<readonly SocketApi[], MakerIndex>();

/** The index of some APIs; made once for the same list. */
export function getMakerIndex(apis: readonly SocketApi[]): MakerIndex {
  let index = known.get(apis);
  if (!index) {
    index = createIndex(apis);
    known.set(apis, index);
  }
  return index;
}

function createIndex(apis: readonly SocketApi[]): MakerIndex {
  const makers = new Map<string, ApiMaker[]>();
  const prefixes = new Set<string>();
  const listeners = new Set<string>();
  const methods = new Map<string, ApiMaker[]>();
  /** Modules and globals of which any object may have a method that makes a socket. */
  const rootsWithMethods = new Set<string>();
  const addresses = new Map<string, ArgumentPlace>();
  for (const api of apis) {
    for (const root of getRoots(api)) {
      for (const maker of api.makers) {
        append(makers, toKey([...root, ...maker.path]), { api, maker });
        addPrefixes(prefixes, [...root, ...maker.path]);
      }
      if (api.makers.some(({ isMethod }) => isMethod)) {
        rootsWithMethods.add(root[0] ?? '');
      }
      for (const { name, port } of getAddressMakers(api)) {
        addresses.set(toKey([root[0] ?? '', name]), port);
      }
      for (const path of api.listeners ?? []) {
        listeners.add(toKey([...root, ...path]));
        addPrefixes(prefixes, [...root, ...path]);
      }
    }
    addMethods(methods, api);
  }
  const getMethods = ([root = '', ...names]: readonly string[]): readonly ApiMaker[] =>
    rootsWithMethods.has(root) && names.includes('()')
      ? (methods.get(names.at(-1) ?? '') ?? []).filter(({ api }) => api.modules?.includes(root))
      : [];
  return {
    modules: new Set(apis.flatMap((api) => api.modules ?? [])),
    globals: new Set(
      apis.flatMap((api) => (api.globals ?? []).map((name) => getGlobalPath(name)[0] ?? name)),
    ),
    getMakers: (path) => makers.get(toKey(path)) ?? getMethods(path),
    leadsToMaker: (path) =>
      prefixes.has(toKey(path)) || (path.at(-1) === '()' && rootsWithMethods.has(path[0] ?? '')),
    methods,
    getAddressPort: (path) => addresses.get(toKey([path[0] ?? '', path.at(-1) ?? ''])),
    isListener: (path) => listeners.has(toKey(path)),
  };
}

function addMethods(methods: Map<string, ApiMaker[]>, api: SocketApi): void {
  for (const maker of api.makers) {
    const name = maker.path.at(-1);
    if (maker.isMethod && name !== undefined) {
      append(methods, name, { api, maker });
    }
  }
}

function addPrefixes(prefixes: Set<string>, path: readonly string[]): void {
  for (let length = 1; length <= path.length; length++) {
    prefixes.add(toKey(path.slice(0, length)));
  }
}

function append(map: Map<string, ApiMaker[]>, key: string, made: ApiMaker): void {
  const list = map.get(key);
  if (list) {
    list.push(made);
  } else {
    map.set(key, [made]);
  }
}

function getAddressMakers({ makers }: SocketApi): readonly AddressMaker[] {
  return makers.flatMap(({ role }) =>
    role.by === 'methods' ? role.bind.flatMap(({ addressPort }) => addressPort ?? []) : [],
  );
}

/** The modules and globals under which an API is reached. */
function getRoots(api: SocketApi): readonly (readonly string[])[] {
  const globals = (api.globals ?? []).map((name) => {
    const [first = '', ...rest] = getGlobalPath(name);
    return [`global:${first}`, ...rest];
  });
  return [...(api.modules ?? []).map((module) => [module]), ...globals];
}

/** `globalThis.UDPSocket` is `UDPSocket`. */
function getGlobalPath(name: string): readonly string[] {
  return name.replace(/^globalThis\./u, '').split('.');
}

/** A path as a key, without `default`: one kind of modules gives as `default` what the other kind gives as the module. */
function toKey(path: readonly string[]): string {
  return path.filter((name, index) => index === 0 || name !== 'default').join('\n');
}
