import type { SocketApi, SocketMaker } from './apis/description.ts';
import type { ProgramModel } from './model.ts';
import { type ModuleReference, getPlainPath } from './module-references.ts';
import { ModuleResolver } from './module-resolver.ts';
import { type CallNode, type Node, getPropertyName, unwrap } from './syntax.ts';

/** A call that makes a socket. */
export interface SocketCall {
  readonly api: SocketApi;
  readonly maker: SocketMaker;
  readonly call: CallNode;
  /** The arguments, those of `Function.prototype.bind` included, up to the first spread. */
  readonly args: readonly Node[];
  /** Whether a spread hides further arguments. */
  readonly hasSpread: boolean;
  /** The calls whose arguments these are: the call itself, and those of `bind` that put arguments before. */
  readonly argumentCalls: ReadonlySet<Node>;
}

/** A maker with the API that it belongs to. */
interface ApiMaker {
  readonly api: SocketApi;
  readonly maker: SocketMaker;
}

/** What the APIs make sockets with, by the names that reach it. */
interface MakerIndex {
  /** By module or global and path, joined by dots. */
  readonly byPath: ReadonlyMap<string, readonly ApiMaker[]>;
  /** Methods of objects that an API hands out, by name. */
  readonly methods: ReadonlyMap<string, readonly ApiMaker[]>;
  /** The first names of the globals. */
  readonly globals: ReadonlySet<string>;
  /** Calls that make listeners, by module or global and path, joined by dots. */
  readonly listeners: ReadonlySet<string>;
}

const indexes = new WeakMap<readonly SocketApi[], MakerIndex>();

function getIndex(apis: readonly SocketApi[]): MakerIndex {
  const known = indexes.get(apis);
  if (known) return known;
  const byPath = new Map<string, ApiMaker[]>();
  const methods = new Map<string, ApiMaker[]>();
  const add = (map: Map<string, ApiMaker[]>, key: string, made: ApiMaker): void => {
    map.set(key, [...(map.get(key) ?? []), made]);
  };
  for (const api of apis) {
    for (const maker of api.makers) {
      if (maker.isMethod) add(methods, maker.path.at(-1) ?? '', { api, maker });
      for (const root of getRoots(api)) add(byPath, [...root, ...maker.path].join('.'), { api, maker });
    }
  }
  const globals = new Set(
    apis.flatMap((api) => (api.globals ?? []).map((name) => name.split('.')[0] ?? name)),
  );
  const listeners = new Set(
    apis.flatMap((api) =>
      getRoots(api).flatMap((root) => (api.listeners ?? []).map((path) => [...root, ...path].join('.'))),
    ),
  );
  const index = { byPath, methods, globals, listeners };
  indexes.set(apis, index);
  return index;
}

/** The modules and globals under which an API is reached. */
function getRoots(api: SocketApi): readonly (readonly string[])[] {
  const globals = (api.globals ?? []).map((name) => {
    const [first, ...rest] = name.split('.');
    return [`global:${first ?? ''}`, ...rest];
  });
  return [...(api.modules ?? []).map((module) => [module]), ...globals];
}

/** Finds which calls of a file make sockets. */
export class SocketCalls {
  readonly #model: ProgramModel;
  readonly #index: MakerIndex;
  readonly #modules: ModuleResolver;

  constructor(model: ProgramModel, apis: readonly SocketApi[]) {
    this.#model = model;
    this.#index = getIndex(apis);
    this.#modules = new ModuleResolver(model, this.#index.globals);
  }

  /** The calls that make sockets, in source order. */
  find(): readonly SocketCall[] {
    const found: SocketCall[] = [];
    for (const call of this.#model.tree.calls) {
      found.push(...this.#findMethod(call));
      for (const reference of this.#modules.resolve(call.callee)) {
        const written: readonly Node[] = [...reference.boundArguments, ...call.arguments];
        const spread = written.findIndex((argument) => argument.type === 'SpreadElement');
        const args = spread < 0 ? written : written.slice(0, spread);
        const argumentCalls = new Set<Node>([call, ...reference.boundBy]);
        const made = this.#getMakers(reference, call);
        for (const { api, maker } of made)
          if (isMeant(maker, args))
            found.push({ api, maker, call, args, hasSpread: spread >= 0, argumentCalls });
        if (made.length > 0) break;
      }
    }
    return found;
  }

  /** A method of an object that an API hands out. */
  #findMethod(call: CallNode): readonly SocketCall[] {
    const callee = unwrap(call.callee);
    const name = callee.type === 'MemberExpression' ? getPropertyName(callee) : undefined;
    const methods = name === undefined ? undefined : this.#index.methods.get(name);
    return (methods ?? [])
      .filter(({ api }) => this.#isImported(api.modules ?? []))
      .map((made) => ({
        ...made,
        call,
        args: call.arguments,
        hasSpread: false,
        argumentCalls: new Set([call]),
      }));
  }

  #isImported(modules: readonly string[]): boolean {
    return this.#model.tree.root.body.some(
      (statement) => statement.type === 'ImportDeclaration' && modules.includes(statement.source.value),
    );
  }

  /** The module or global that an expression comes from, with the path to it: `['node:net', 'connect']`. */
  getOrigin(node: Node): readonly string[] | undefined {
    const [first] = this.#modules.resolve(node);
    return first && [first.module, ...getPlainPath(first)];
  }

  /** Whether a call is known to make a listener, or to start one. */
  isListening(call: CallNode): boolean {
    return this.#modules
      .resolve(call.callee)
      .some((reference) =>
        this.#index.listeners.has([reference.module, ...getPlainPath(reference)].join('.')),
      );
  }

  #getMakers(reference: ModuleReference, call: CallNode): readonly ApiMaker[] {
    const form = call.type === 'NewExpression' ? 'new' : 'call';
    const known = this.#index.byPath.get([reference.module, ...getPlainPath(reference)].join('.')) ?? [];
    return known.filter(({ maker }) => maker.form === form);
  }
}

/** Whether a call has the argument that a maker asks for. */
function isMeant({ when }: SocketMaker, args: readonly Node[]): boolean {
  const argument = when && args[when.argument];
  if (!when) return true;
  const written = argument && unwrap(argument);
  return written?.type === 'Literal' && written.value === when.value;
}
