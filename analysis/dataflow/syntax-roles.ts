import type { TSESTree } from '@typescript-eslint/utils';

/**
 * What becomes of the value of a child.
 *
 * - `value`: it is the value of the node, or one of those that it can have.
 * - `unused`: nothing keeps it: tests, `typeof`, statements.
 * - `code`: it has no value, or runs in a unit of its own.
 * - `type`, `name`: it is not evaluated.
 * - `consequent`, `alternate`: it is the node's value where the test allows it.
 * - `alternative`: the left side of `||`, `&&`, `??`; `fallback` is the right one.
 * - `awaited`, `returned`, `yielded`, `thrown`, `exported`, `rendered`: as the words say.
 * - `operand`: the node computes a primitive of it.
 * - `object`, `key`: what a property is read of, written to or deleted from, and its name.
 * - `callee`, `argument`: what is called, and what it is handed; so is `decorator` with what it decorates.
 * - `element`, `property`, `spread`: it becomes a part of the object that is made around it.
 * - `assigned`: it is written to the target beside it; `iterated`: its elements or keys are.
 * - `target`: it is no value but a place to write to.
 * - `member`, `superclass`: a part of a class.
 */
export type Role =
  | 'value'
  | 'unused'
  | 'code'
  | 'type'
  | 'name'
  | 'consequent'
  | 'alternate'
  | 'alternative'
  | 'fallback'
  | 'awaited'
  | 'returned'
  | 'yielded'
  | 'thrown'
  | 'exported'
  | 'rendered'
  | 'operand'
  | 'object'
  | 'key'
  | 'callee'
  | 'argument'
  | 'decorator'
  | 'element'
  | 'property'
  | 'spread'
  | 'assigned'
  | 'iterated'
  | 'target'
  | 'member'
  | 'superclass'
  | 'dynamic';

type NodeOfType<Type> = Extract<TSESTree.Node, { readonly type: Type }>;

/** The keys of a type of node under which other nodes stand. */
type ChildKey<Node> = {
  [Key in keyof Node]-?: HoldsNode<Node[Key]> extends never ? never : Key;
}[keyof Node];

type HoldsNode<Value> = Value extends TSESTree.Node
  ? Value
  : Value extends readonly (infer Item)[]
    ? Extract<Item, TSESTree.Node>
    : never;

/** A row for each place of each type of node; one that is missing does not compile. */
export type SyntaxTable = {
  readonly [Type in TSESTree.Node['type'] as `${Type}`]: {
    readonly [Key in Exclude<ChildKey<NodeOfType<Type>>, 'parent'> as Key & string]: Role;
  };
};
