import type { TSESTree } from '@typescript-eslint/utils';
import { OPTION_NAMES } from '../apis/index.ts';
import { GLOBALS_WITHOUT_EFFECT, MODULES_WITHOUT_EFFECT } from '../apis/without-effect.ts';
import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Escape } from '../dataflow/escape.ts';
import type { HeapValue } from '../dataflow/values.ts';
import { isTruthy } from '../dataflow/values.ts';
import type { Node } from '../program/syntax.ts';

const WITHOUT_EFFECT: ReadonlySet<string> = new Set([...MODULES_WITHOUT_EFFECT, ...GLOBALS_WITHOUT_EFFECT]);

/** Whether nothing of a module or global reads an option. */
export function isWithoutEffect(module: string): boolean {
  return WITHOUT_EFFECT.has(module);
}

/** Methods of servers, which read `reusePort`. */
const LISTEN = 'listen';

/** An option in an object that no known call is seen to read, and that goes elsewhere. */
export interface StrayOption {
  readonly property: TSESTree.Property;
  readonly activation: Activation;
  readonly option: string;
  readonly escape: Escape;
}

/** A property that may set an option, in one of its activations. */
interface Candidate {
  readonly property: TSESTree.Property;
  readonly literal: TSESTree.ObjectExpression;
  readonly option: string;
}

/** Finds options in objects of which it is decided elsewhere what becomes of them. */
export class StrayOptions {
  readonly #dataflow: Dataflow;
  readonly #candidates: readonly Candidate[];

  /** Asks what becomes of each object that has an option. */
  constructor(dataflow: Dataflow) {
    this.#dataflow = dataflow;
    const [file] = dataflow.files;
    const [root] = dataflow.roots;
    this.#candidates =
      file && root
        ? OPTION_NAMES.flatMap((option) =>
            file.tree.getProperties(option).flatMap((property) => {
              const literal = file.tree.getParent(property);
              return literal?.type === 'ObjectExpression' ? [{ property, literal, option }] : [];
            }),
          )
        : [];
    const { engine } = dataflow;
    for (const { literal, property } of root ? this.#candidates : []) {
      if (root && file && !isWrittenOff(property)) {
        engine.inActivations(file.tree.getUnit(literal), root, (activation) => {
          engine.install(literal, activation);
          const object = activation.objects.get(literal);
          if (object) {
            engine.track(object);
          }
        });
      }
    }
  }

  /** @param known the nodes that are found to set an option of a known socket */
  find(known: ReadonlySet<Node>): readonly StrayOption[] {
    return this.#candidates.flatMap(({ property, literal, option }) => {
      if (known.has(property) || isWrittenOff(property)) {
        return [];
      }
      for (const object of this.#getObjects(literal)) {
        const escape = this.#findEscape(object, new Set());
        if (escape && object.activation) {
          return [{ property, activation: object.activation, option, escape }];
        }
      }
      return [];
    });
  }

  #getObjects(literal: Node): readonly HeapValue[] {
    const [file] = this.#dataflow.files;
    const unit = file?.tree.getUnit(literal);
    return (unit ? this.#dataflow.engine.getActivations(unit) : []).flatMap(
      (activation) => activation.objects.get(literal) ?? [],
    );
  }

  /** How an object, or one that its properties are copied into, leaves what the program shows. */
  #findEscape(object: HeapValue, seen: Set<HeapValue>): Escape | undefined {
    if (seen.has(object)) {
      return undefined;
    }
    seen.add(object);
    const escapes = this.#dataflow.engine.escapes.get(object) ?? [];
    return escapes.find(({ reason }) => !hasNoEffect(reason));
  }
}

/** Calls that are known not to read the option where it stands, and calls that listen. */
function hasNoEffect(reason: Escape['reason']): boolean {
  if (reason.kind !== 'argument') {
    return false;
  }
  return reason.callee === LISTEN || (reason.module !== undefined && isWithoutEffect(reason.module));
}

/** Whether the value is written as one that turns nothing on. */
function isWrittenOff(property: TSESTree.Property): boolean {
  if (property.kind !== 'init' || property.method) {
    return true;
  }
  const { value } = property as { readonly value: Node };
  switch (value.type) {
    case 'Literal':
      return isTruthy({ kind: 'constant', value: value.value as boolean }) === false;
    case 'UnaryExpression':
      return value.operator === 'void' || (value.operator === '!' && isWrittenTrue(value.argument));
    default:
      return value.type === 'Identifier' && value.name === 'undefined';
  }
}

function isWrittenTrue(node: Node): boolean {
  return node.type === 'Literal' && Boolean(node.value);
}
