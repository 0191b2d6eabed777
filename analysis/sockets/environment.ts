import { EMITTER_METHODS, addListener, callByRuntime, removeListener } from '../dataflow/builtins/emitter.ts';
import { getBuiltin } from '../dataflow/builtins/globals.ts';
import type { Environment } from '../dataflow/environment.ts';
import type { Arguments, Call } from '../dataflow/call.ts';
import type { Engine } from '../dataflow/engine.ts';
import { forEachStore, getPrototype } from '../dataflow/fields.ts';
import { createHub } from '../dataflow/hub.ts';
import { INSTANCE, getModule } from '../dataflow/modules.ts';
import { UNKNOWN } from '../dataflow/primitive-values.ts';
import type { HeapValue, Site } from '../dataflow/value-graph.ts';
import { createHeapValue, isHeapValue } from '../dataflow/values.ts';
import { noticeAdoption } from './adoptions.ts';
import { addsListener, isLateEvent, isUnknownMethod, joinsGroup, removesListener } from './api-methods.ts';
import { watchOptions } from './arguments.ts';
import { callPromiseMethod, isPromiseMethod } from './promised-sockets.ts';
import { getAddress, getSocketPrototype, makeAddress } from './socket-values.ts';
import { callOwnMethods, callOwnOn } from './self-calls.ts';
import { isWithoutEffect } from './stray-options.ts';
import { SOCKET } from './made-socket.ts';
import type { MadeSocket } from './made-socket.ts';
import { getMakerIndex } from './maker-index.ts';
import type { ApiMaker, MakerIndex } from './maker-index.ts';
import type { SocketApi } from '../apis/description.ts';

/** Methods whose callbacks are listeners, which have the socket as their `this` (lib/dgram.js). */
const GIVES_THIS = /^(?:bind|connect)/u;

/** Tells the analysis of values what makes sockets and what their methods do, and notes what is done with them. */
export class SocketEnvironment implements Environment {
  readonly sockets: MadeSocket[] = [];
  readonly #index: MakerIndex;
  readonly #byValue = new Map<HeapValue, MadeSocket[]>();

  constructor(apis: readonly SocketApi[]) {
    this.#index = getMakerIndex(apis);
  }

  readonly isKnownModule = (name: string): boolean => this.#index.modules.has(name) || isWithoutEffect(name);

  readonly isKnownGlobal = (name: string): boolean => this.#index.globals.has(name);

  /** What was made where a value came to be; a call can be one of several APIs. */
  getMade(value: HeapValue): readonly MadeSocket[] {
    return this.#byValue.get(value) ?? [];
  }

  readonly callModule = (engine: Engine, call: Call, path: readonly string[]): boolean => {
    const form = call.isNew ? 'new' : 'call';
    const makers = this.#index.getMakers(path).filter(({ maker }) => maker.form === form);
    for (const made of makers) {
      this.#makeIfMeant(engine, call, made);
    }
    if (makers.length > 0) {
      escapeIfReplaced(engine, call, path);
    }
    if (call.isNew && this.#index.leadsToMaker([...path, INSTANCE])) {
      engine.add(call.result, getModule(engine, [...path, INSTANCE]));
      return true;
    }
    noticeAdoption(this.#index, this, engine, call, path);
    const port = this.#index.getAddressPort(path);
    if (port) {
      makeAddress(engine, call, port);
      return true;
    }
    if (this.#index.isListener(path)) {
      engine.add(call.result, UNKNOWN);
      return true;
    }
    return makers.length > 0;
  };

  /** Some makers are meant only with a certain argument: `tjs.listen('udp', …)`. */
  #makeIfMeant(engine: Engine, call: Call, made: ApiMaker): void {
    const { when } = made.maker;
    if (!when) {
      this.#make(engine, call, made);
      return;
    }
    const argument = call.args.fixed[when.argument];
    if (argument) {
      engine.want(argument);
      engine.listen(argument, (value) => {
        if (value.kind === 'constant' && value.value === when.value) {
          this.#make(engine, call, made);
        }
      });
    }
  }

  #make(engine: Engine, call: Call, { api, maker }: ApiMaker): void {
    const { node, activation, args, result } = call;
    const value = engine.made.get(['socket', node, activation], () =>
      createHeapValue('socket', node, activation),
    );
    this.#register(engine, { api, maker, value, node, activation, args, events: [] });
    callOwnOn(engine, call, args, value);
    engine.add(result, value);
    const self = createHub('socket');
    engine.add(self, value);
    for (const hub of args.fixed) {
      callByRuntime(engine, call, hub, self);
    }
  }

  #register(engine: Engine, made: MadeSocket): void {
    const known = this.#byValue.get(made.value);
    if (known?.some(({ maker }) => maker === made.maker)) {
      return;
    }
    if (known) {
      known.push(made);
    } else {
      this.#byValue.set(made.value, [made]);
    }
    this.sockets.push(made);
    engine.track(made.value);
    watchOptions(engine, made);
  }

  readonly construct = (
    engine: Engine,
    path: readonly string[],
    instance: HeapValue,
    args: Arguments,
    { node, activation }: Site,
  ): boolean => {
    const makers = this.#index.getMakers(path).filter(({ maker }) => maker.form === 'new');
    for (const { api, maker } of makers) {
      this.#register(engine, { api, maker, value: instance, node, activation, args, events: [] });
      callOwnOn(engine, { node, activation }, args, instance);
    }
    return makers.length > 0;
  };

  readonly getModulePrototype = (engine: Engine, path: readonly string[]): HeapValue | undefined =>
    this.#index.getMakers(path).some(({ maker }) => maker.form === 'new' && maker.role.by === 'methods')
      ? getSocketPrototype(engine)
      : undefined;

  readonly getSharedPrototype = getSocketPrototype;

  readonly getPrototype = (engine: Engine, value: HeapValue): HeapValue | undefined => {
    const shared = getSocketPrototype(engine);
    if (value === shared) {
      return getBuiltin(engine, ['EventEmitter', 'prototype']);
    }
    return value.kind === 'socket' || this.#byValue.has(value) ? shared : undefined;
  };

  readonly getMethods = (modules: ReadonlySet<string>): readonly string[] =>
    [...this.#index.methods]
      .filter(([, makers]) => makers.some(({ api }) => api.modules?.some((name) => modules.has(name))))
      .map(([name]) => name);

  readonly callMethod = (engine: Engine, call: Call, name: string): boolean => {
    const modules = call.activation.file.importedModules;
    const makers = (this.#index.methods.get(name) ?? []).filter(({ api }) =>
      api.modules?.some((module) => modules.has(module)),
    );
    for (const made of makers) {
      this.#makeIfMeant(engine, call, made);
    }
    return makers.length > 0;
  };

  readonly callBuiltin = (engine: Engine, call: Call, path: readonly string[]): boolean => {
    const [first, name = ''] = path;
    // Its class makes sockets, and is no method of one.
    if (first !== SOCKET || name === 'constructor') {
      return false;
    }
    const { self } = call;
    if (self) {
      engine.want(self);
      engine.listen(self, (receiver) => {
        if (isHeapValue(receiver)) {
          this.#callOn(engine, call, receiver, receiver, name, new Set());
        } else if (receiver.kind === 'unknown') {
          engine.add(call.result, UNKNOWN);
        }
      });
    }
    return true;
  };

  #callOn(
    engine: Engine,
    call: Call,
    holder: HeapValue,
    receiver: HeapValue,
    name: string,
    seen: Set<HeapValue>,
  ): void {
    if (seen.has(holder)) {
      return;
    }
    seen.add(holder);
    const made = this.getMade(holder);
    if (made.length === 0 && holder.detail.proxy) {
      engine.listen(holder.detail.proxy.target, (target) => {
        if (isHeapValue(target)) {
          this.#callOn(engine, call, target, receiver, name, seen);
        }
      });
      return;
    }
    if (made.length === 0) {
      // An object that inherits from a socket.
      engine.listen(getPrototype(engine, holder), (parent) => {
        if (isHeapValue(parent)) {
          this.#callOn(engine, call, parent, receiver, name, seen);
        }
      });
      return;
    }
    for (const socket of made) {
      const { node, activation, args } = call;
      socket.events.push({ kind: 'method', name, node, activation, args, receiver });
      watchOptions(engine, socket, socket.events.at(-1));
    }
    if (made.some(({ maker }) => joinsGroup(maker, name))) {
      // Whether it throws is asked later.
      for (const hub of call.args.fixed) {
        engine.want(hub);
      }
    }
    callOwnMethods(engine, call, receiver, made, name);
    this.#giveResult(engine, call, holder, name, made);
  }

  #giveResult(
    engine: Engine,
    call: Call,
    socket: HeapValue,
    name: string,
    made: readonly MadeSocket[],
  ): void {
    const self = createHub('socket');
    engine.add(self, socket);
    const onSocket = { ...call, self };
    if (isPromiseMethod(name)) {
      callPromiseMethod(engine, onSocket, name);
      return;
    }
    if (addsListener(name)) {
      addListener(engine, onSocket, (event) => made.every(({ maker }) => isLateEvent(maker, event)));
    } else if (name === 'emit') {
      EMITTER_METHODS.emit(engine, onSocket);
    } else if (name === 'listeners' || name === 'rawListeners') {
      EMITTER_METHODS[name](engine, onSocket);
    }
    if (removesListener(name)) {
      removeListener(engine, { ...onSocket, result: createHub('nothing') });
    }
    const isUnknown = made.some(({ maker }) => isUnknownMethod(maker, name));
    const isListening = made.every(({ maker }) => isLateEvent(maker, 'listening'));
    const receiver = GIVES_THIS.test(name) ? self : undefined;
    for (const hub of [...call.args.fixed, ...(call.args.rest ? [call.args.rest] : [])]) {
      callByRuntime(engine, call, hub, receiver, isListening);
      if (isUnknown) {
        engine.escape(hub, { kind: 'argument', callee: name }, call.node, call.activation);
      }
    }
    const isChain = made.some(({ maker }) => maker.role.by === 'methods' && maker.role.chain.includes(name));
    // Every object gives itself by `valueOf()`.
    if (isChain || name === 'valueOf') {
      engine.flow(self, call.result);
    } else if (name === 'address') {
      engine.add(call.result, getAddress(engine, socket));
    } else {
      engine.add(call.result, UNKNOWN);
    }
  }
}

/** A program that puts a function of its own in the place of an API's decides what that gives. */
function escapeIfReplaced(engine: Engine, { result }: Call, path: readonly string[]): void {
  const name = path.at(-1);
  forEachStore(getModule(engine, path.slice(0, -1)), (store) => {
    if (store.name === undefined || store.name === name) {
      const what = `${name ?? ''} is replaced`;
      engine.escape(result, { kind: 'unmodelled', what }, store.node, store.activation);
    }
  });
}
