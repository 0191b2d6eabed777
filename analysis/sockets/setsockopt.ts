import type { TSESTree } from '@typescript-eslint/utils';
import {
  CONNECTING_CALLS,
  DESCRIPTOR_CALLS,
  LISTENING_CALLS,
  REUSE_CONSTANTS,
  REUSE_NUMBERS,
  SET_OPTION_FUNCTIONS,
} from '../apis/setsockopt.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import { getEscapeCallee } from '../dataflow/escape.ts';
import type { Activation, HeapValue } from '../dataflow/value-graph.ts';
import { createHeapValue, getReads } from '../dataflow/values.ts';
import { canAvoid } from '../program/control-flow.ts';
import type { ProgramFile } from '../program/program-file.ts';
import { isCall, unwrap } from '../program/syntax.ts';
import type { CallNode, Node } from '../program/syntax.ts';
import { getOrigins, getRoot } from './descriptors.ts';
import { getCalleeName } from './foreign-functions.ts';

/** A call that may set a reuse option on a descriptor. */
interface SetCall {
  readonly call: TSESTree.CallExpression;
  readonly descriptor: Node;
  readonly level: Node;
  readonly name: Node;
  readonly value: Node;
}

/** A reuse option that is set on a descriptor, with what else is done with it. */
export interface SetOption {
  readonly call: TSESTree.CallExpression;
  readonly file: ProgramFile;
  readonly sets: string;
  /** The call that connects it. */
  readonly connecting: Node | undefined;
  /** The call that makes the descriptor listen, or binds it to a port that is not seen. */
  readonly listening: Node | undefined;
  /** A call that may do either. */
  readonly unknown: Node | undefined;
}

/** Finds reuse options that are set by number or constant, on a descriptor that is seen to connect or to listen. */
export class SetOptions {
  readonly #dataflow: Dataflow;
  readonly #file: ProgramFile | undefined;
  readonly #calls: readonly SetCall[];
  /** What the program makes descriptors with: the calls whose results they are, with a value that stands for each. */
  readonly #descriptors = new Map<Node, HeapValue[]>();

  /** Asks for the values of each call that may set such an option, and what becomes of its descriptor. */
  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    const [file] = dataflow.files;
    this.#file = file;
    const { engine } = dataflow;
    const [root] = dataflow.roots;
    this.#calls = file && root ? findSetCalls(file) : [];
    for (const { call, descriptor, level, name, value } of this.#calls) {
      if (!root || !file) {
        continue;
      }
      const given = unwrap(value);
      const [only] = given.type === 'ArrayExpression' ? given.elements : [given];
      engine.inActivations(file.tree.getUnit(call), root, (activation) => {
        for (const node of [level, name, only]) {
          if (node) {
            engine.want(engine.getHub(node, activation));
          }
        }
      });
      this.#follow(descriptor, file, root);
    }
  }

  /** Follows what the descriptor is made by. */
  #follow(descriptor: Node, file: ProgramFile, root: Activation): void {
    const { engine } = this.#dataflow;
    for (const origin of getOrigins(getRoot(descriptor), file)) {
      if (this.#descriptors.has(origin)) {
        continue;
      }
      const made: HeapValue[] = [];
      this.#descriptors.set(origin, made);
      engine.inActivations(file.tree.getUnit(origin), root, (activation) => {
        const value = createHeapValue('object', origin, activation);
        made.push(value);
        engine.track(value);
        engine.add(engine.getHub(origin, activation), value);
      });
    }
  }

  find(): readonly SetOption[] {
    const file = this.#file;
    const found = new Map<Node, SetOption>();
    for (const set of file ? this.#calls : []) {
      const sets = this.#getReuseName(set);
      if (file && sets !== undefined && !this.#isOff(set) && !found.has(set.call)) {
        found.set(set.call, { call: set.call, file, sets, ...this.#getUse(set, file) });
      }
    }
    return [...found.values()];
  }

  #getValues(node: Node): readonly unknown[] {
    const unit = this.#file?.tree.getUnit(node);
    return (unit ? this.#dataflow.engine.getActivations(unit) : []).flatMap((activation) =>
      this.#dataflow.engine
        .getHub(node, activation)
        .values.map((value) => (value.kind === 'constant' ? value.value : value)),
    );
  }

  #getReuseName({ level, name }: SetCall): string | undefined {
    const written = this.#file?.getCalledName(unwrap(name));
    if (written !== undefined && REUSE_CONSTANTS.includes(written)) {
      return written;
    }
    const levels = this.#getValues(level);
    const names = this.#getValues(name);
    return REUSE_NUMBERS.find((known) => levels.includes(known.level) && names.includes(known.name))?.sets;
  }

  #isOff({ value }: SetCall): boolean {
    const given = unwrap(value);
    const [only] = given.type === 'ArrayExpression' ? given.elements : [given];
    if (!only) {
      return true;
    }
    const values = this.#getValues(only);
    return values.length > 0 && values.every((known) => typeof known !== 'object' && !known);
  }

  #getUse(
    { descriptor, call }: SetCall,
    file: ProgramFile,
  ): Pick<SetOption, 'connecting' | 'listening' | 'unknown'> {
    const origins = getOrigins(getRoot(descriptor), file);
    const uses = origins.flatMap((origin) => [
      { node: origin, name: isCall(origin) ? getCalleeName(origin, file) : undefined, isOrigin: true },
      ...(this.#descriptors.get(origin) ?? []).flatMap((value) => this.#getUses(value, file)),
    ]);
    const sorted = uses.toSorted((a, b) => a.node.range[0] - b.node.range[0]);
    const connecting = sorted.find(({ name }) => name !== undefined && CONNECTING_CALLS.test(name))?.node;
    const unknown = sorted.find(
      ({ name, isOrigin, node }) =>
        !isOrigin && isOther(name) && !(connecting && isBehind(node, connecting, origins, file)),
    );
    return {
      connecting,
      listening: sorted.find(({ name }) => name !== undefined && LISTENING_CALLS.test(name))?.node,
      unknown: origins.length === 0 ? call : unknown?.node,
    };
  }

  /** The calls that a descriptor is handed to, or whose methods are called on it. */
  #getUses(
    value: HeapValue,
    file: ProgramFile,
  ): readonly { readonly node: Node; readonly name: string | undefined; readonly isOrigin: boolean }[] {
    const methods = getReads(value).flatMap(({ node, name }) => {
      const { parent, value: callee } = file.tree.getUse(node);
      const isCalled = parent?.type === 'CallExpression' && parent.callee === callee;
      return isCalled && name !== undefined && !isMethodOfEmitter(name)
        ? [{ node: parent, name, isOrigin: false }]
        : [];
    });
    const escapes = (this.#dataflow.engine.escapes.get(value) ?? []).map(({ node, reason }) => {
      const isArgument = getEscapeCallee(reason) !== undefined;
      return {
        node,
        name: isArgument && isCall(node) ? getCalleeName(node, file) : undefined,
        isOrigin: false,
      };
    });
    return [...methods, ...escapes];
  }
}

/** Whether a file calls anything that may set such an option: the names alone stand in many lists of words. */
export function hasSetCall(file: ProgramFile): boolean {
  return findSetCalls(file).length > 0;
}

function findSetCalls(file: ProgramFile): readonly SetCall[] {
  const isMentioned = SET_OPTION_FUNCTIONS.some((word) => file.source.text.includes(word));
  return isMentioned ? file.tree.calls.flatMap((call) => toSetCalls(call, file)) : [];
}

function toSetCalls(call: CallNode, file: ProgramFile): readonly SetCall[] {
  const called = getCalleeName(call, file);
  if (call.type !== 'CallExpression' || called === undefined || !SET_OPTION_FUNCTIONS.includes(called)) {
    return [];
  }
  const callee = unwrap(call.callee);
  const { arguments: args } = call;
  return [1, 2].flatMap((index): SetCall[] => {
    const descriptor = index === 2 ? args[0] : callee.type === 'MemberExpression' ? callee.object : undefined;
    const [level, name, value] = args.slice(index - 1);
    return descriptor && level && name && value ? [{ call, descriptor, level, name, value }] : [];
  });
}

/** Whether a call is neither known to connect or listen, nor to leave the port alone. */
function isOther(name: string | undefined): boolean {
  return (
    name === undefined ||
    !(CONNECTING_CALLS.test(name) || LISTENING_CALLS.test(name) || DESCRIPTOR_CALLS.test(name))
  );
}

/** Whether a descriptor gets somewhere only when it is connected already, and so has its port. */
function isBehind(node: Node, connecting: Node, origins: readonly Node[], file: ProgramFile): boolean {
  if (node === connecting || origins.includes(connecting)) {
    return true;
  }
  return origins.every((origin) => {
    const unit = file.tree.getUnit(origin);
    const flow = file.getControlFlow(unit);
    const from = flow.getPoint(origin, 'call');
    const to = node === unit ? flow.exit : flow.getPoint(node, 'call') && node;
    return from !== undefined && to !== undefined && !canAvoid(from, to, connecting);
  });
}

/** Methods of streams and emitters that a connection or server has as well. */
function isMethodOfEmitter(name: string): boolean {
  return !CONNECTING_CALLS.test(name) && !LISTENING_CALLS.test(name);
}
