import type { TSESTree } from '@typescript-eslint/utils';
import type { CallContext } from './context.ts';
import type { Flow } from './flow/flow.ts';
import type { ProgramModel } from './model.ts';
import { type Node, getPropertyName, unwrap, toKey } from './syntax.ts';
import { type Evaluator, type Value, constant } from './values.ts';

/** The values of a property of an object literal. */
export interface PropertyValues {
  readonly values: readonly Value[];
  /** Whether the object may have no such property. */
  readonly isAbsent: boolean;
  /** Whether the property may come from an object that the file does not show. */
  readonly isOpen: boolean;
}

/** Reads the properties of object literals. */
export class PropertyReader {
  readonly #flow: Flow;
  readonly #model: ProgramModel;
  readonly #values: Evaluator;
  readonly #active = new Set<string>();
  readonly #readers = new Set<Node>();

  constructor(flow: Flow, values: Evaluator) {
    this.#flow = flow;
    this.#model = flow.model;
    this.#values = values;
  }

  /** Notes a call that reads its arguments and changes nothing in them. */
  addReader(call: Node): void {
    this.#readers.add(call);
  }

  /**
   * The values of a property of an object literal, with what the file assigns to it later.
   *
   * @returns `isOpen` as well when code that the file does not show can write it
   */
  read(literal: TSESTree.ObjectExpression, name: string, context: CallContext): PropertyValues {
    const found = this.get(literal, name, context);
    const owners = this.#model.objects.getOwners(literal);
    const assigned = this.#model
      .getFieldWrites(owners, name)
      .filter((write) => write.alias === 'same' && write.node.type !== 'Property')
      .flatMap((write) => this.#values.evaluateWrite(write.node, write.value, write.operator, context));
    const isOpen = found.isOpen || this.#model.hasHiddenWrites(owners) || this.#isShared(literal);
    return { values: [...found.values, ...assigned], isAbsent: found.isAbsent, isOpen };
  }

  /** Whether an object is handed to code that the file does not show before it is read. */
  #isShared(literal: TSESTree.ObjectExpression): boolean {
    const { parent } = this.#model.tree.getUse(literal);
    if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') return false;
    return this.#flow.trace(literal).some((use) => {
      if (use.kind === 'leaves' || use.kind === 'exposed') return true;
      if (use.kind !== 'argument' || this.#readers.has(use.call)) return false;
      const callee = unwrap(use.call.callee);
      // A method of something, like `socket.bind(options)`, reads it; a function of its own may do more.
      return callee.type !== 'MemberExpression';
    });
  }

  /** The values of a property of an object literal. */
  get(literal: TSESTree.ObjectExpression, name: string, context: CallContext): PropertyValues {
    const key = `${toKey(literal)}.${name}/${context.key}`;
    // An object that is spread into itself gets nothing from itself.
    if (this.#active.has(key)) return { values: [], isAbsent: true, isOpen: false };
    this.#active.add(key);
    const found = this.#findProperty(literal, name, context);
    this.#active.delete(key);
    return found;
  }

  #findProperty(literal: TSESTree.ObjectExpression, name: string, context: CallContext): PropertyValues {
    const values: Value[] = [];
    let isOpen = false;
    for (const property of literal.properties.toReversed()) {
      if (property.type === 'SpreadElement') {
        const found = this.#getSpreadProperty(property, name, context);
        values.push(...found.values);
        isOpen ||= found.isOpen;
        if (!found.isAbsent) return { values, isAbsent: false, isOpen };
        continue;
      }
      const key = getPropertyName(property);
      isOpen ||= key === undefined;
      if (key !== name) continue;
      if (property.kind === 'get') values.push({ kind: 'given', node: property });
      else values.push(...this.#values.evaluate(property.value, context));
      return { values, isAbsent: false, isOpen };
    }
    return { values, isAbsent: true, isOpen };
  }

  #getSpreadProperty(spread: TSESTree.SpreadElement, name: string, context: CallContext): PropertyValues {
    const found = this.#values.evaluate(spread.argument, context).map((source): PropertyValues => {
      if (source.kind === 'object') return this.get(source.node, name, source.context);
      return { values: [], isAbsent: true, isOpen: source.kind === 'given' };
    });
    return {
      values: found.flatMap(({ values }) => values),
      isAbsent: found.some(({ isAbsent }) => isAbsent),
      isOpen: found.some(({ isOpen }) => isOpen),
    };
  }
}

/** What a read of the property gives. */
export function toValues({ values, isAbsent, isOpen }: PropertyValues, node: Node): readonly Value[] {
  const given: readonly Value[] = isOpen ? [{ kind: 'given', node }] : [];
  return [...values, ...given, ...(isAbsent ? [constant(undefined)] : [])];
}
