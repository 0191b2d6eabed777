import type { TSESTree } from '@typescript-eslint/utils';
import { OPTION_NAMES } from '../apis/index.ts';
import { GLOBALS_WITHOUT_EFFECT, MODULES_WITHOUT_EFFECT } from '../apis/without-effect.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Escape } from '../dataflow/escape.ts';
import type { Activation, HeapValue, Value } from '../dataflow/value-graph.ts';
import { decideTruthy, isHeapValue } from '../dataflow/values.ts';
import type { ProgramFile } from '../program/program-file.ts';
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
  /** The property or the assignment that sets it. */
  readonly node: TSESTree.Property | TSESTree.AssignmentExpression;
  readonly activation: Activation;
  readonly option: string;
  readonly escape: Escape;
}

/** What may set an option of an object that a literal makes. */
interface Candidate {
  readonly node: StrayOption['node'];
  /** The literal, or the expression whose property is assigned to. */
  readonly object: Node;
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
    this.#candidates = file && root ? OPTION_NAMES.flatMap((option) => findCandidates(file, option)) : [];
    const { engine } = dataflow;
    for (const { object } of root ? this.#candidates : []) {
      if (root && file) {
        engine.inActivations(file.tree.getUnit(object), root, (activation) => {
          const hub = engine.getHub(object, activation);
          engine.want(hub);
          engine.listen(hub, (value) => {
            if (isLiteral(value)) {
              engine.track(value);
            }
          });
        });
      }
    }
  }

  /** @param known the nodes that are found to set an option of a known socket */
  find(known: ReadonlySet<Node>): readonly StrayOption[] {
    return this.#candidates.flatMap(({ node, object, option }) => {
      if (known.has(node)) {
        return [];
      }
      for (const activation of this.#getActivations(object)) {
        for (const value of this.#dataflow.engine.getHub(object, activation).values.filter(isLiteral)) {
          const escape = this.#findEscape(value, new Set());
          if (escape) {
            return [{ node, activation, option, escape }];
          }
        }
      }
      return [];
    });
  }

  #getActivations(node: Node): readonly Activation[] {
    const [file] = this.#dataflow.files;
    const unit = file?.tree.getUnit(node);
    return unit ? this.#dataflow.engine.getActivations(unit) : [];
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

function findCandidates({ tree }: ProgramFile, option: string): readonly Candidate[] {
  const properties = tree.getProperties(option).flatMap((node): Candidate | [] => {
    const object = tree.getParent(node);
    const isSet = node.kind === 'init' && !node.method && !isWrittenOff(node.value);
    return isSet && object?.type === 'ObjectExpression' ? { node, object, option } : [];
  });
  const assignments = tree.getMembers(option).flatMap((member): Candidate | [] => {
    const { value, parent } = tree.getUse(member);
    const isSet = parent?.type === 'AssignmentExpression' && parent.left === value;
    return isSet && !isWrittenOff(parent.right) ? { node: parent, object: member.object, option } : [];
  });
  return [...properties, ...assignments];
}

function isLiteral(value: Value): value is HeapValue {
  return isHeapValue(value) && value.node?.type === 'ObjectExpression';
}

/** Whether a value is written as one that turns nothing on. */
function isWrittenOff(value: Node): boolean {
  switch (value.type) {
    case 'Literal':
      return decideTruthy({ kind: 'constant', value: value.value as boolean }) === false;
    case 'UnaryExpression':
      return value.operator === 'void' || (value.operator === '!' && isWrittenTrue(value.argument));
    default:
      return value.type === 'Identifier' && value.name === 'undefined';
  }
}

function isWrittenTrue(node: Node): boolean {
  return node.type === 'Literal' && Boolean(node.value);
}
