import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName } from '../program/syntax.ts';
import type { KeyedNode, Node } from '../program/syntax.ts';
import type { Engine } from './engine.ts';
import { ANY, INDEX } from './fields.ts';
import type { Activation, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * Calls `act` with each name that a property access or a member can have: with its one name, where it is written, and else
 * with each constant that its key can be, or with {@link ANY}.
 */
export function withKey(
  engine: Engine,
  node: KeyedNode,
  activation: Activation,
  act: (name: string) => void,
): void {
  const name = getPropertyName(node);
  if (name !== undefined) {
    act(toName(name));
    return;
  }
  const key: Node = node.type === 'MemberExpression' ? node.property : node.key;
  withKeyAt(engine, key, activation, act);
}

/** The same for a read, where a number that is not known is {@link INDEX}. */
export function withReadKey(
  engine: Engine,
  node: TSESTree.MemberExpression,
  activation: Activation,
  act: (name: string) => void,
): void {
  const name = getPropertyName(node);
  if (name !== undefined) {
    act(toName(name));
  } else {
    withKeyAt(engine, node.property, activation, act, INDEX);
  }
}

/** The same for a key that is an expression. */
function withKeyAt(
  engine: Engine,
  key: Node,
  activation: Activation,
  act: (name: string) => void,
  anyIndex = ANY,
): void {
  const hub = engine.getHub(key, activation);
  const seen = new Set<string>();
  const actOnce = (name: string): void => {
    if (!seen.has(name)) {
      seen.add(name);
      act(name);
    }
  };
  engine.want(hub);
  engine.listen(hub, (value) => {
    actOnce(value.kind === 'primitive' && value.isNumber ? anyIndex : toKey(value));
  });
  engine.ifEmpty(hub, () => {
    actOnce(ANY);
  });
}

/** The name of the property that a value means as a key. */
export function toKey(value: Value): string {
  if (value.kind === 'constant') {
    return toName(String(value.value));
  }
  if (!isHeapValue(value)) {
    return ANY;
  }
  const { path } = value.detail;
  if (value.kind === 'builtin' && path?.[0] === 'Symbol' && path.length === 2) {
    return `@@${path[1] ?? ''}`;
  }
  return value.kind === 'Symbol' ? `@@${value.id}` : ANY;
}

/** A property's name, told apart from those of slots. */
function toName(name: string): string {
  return name.startsWith('[') ? `\\${name}` : name;
}
