import type { SocketApi } from '../../apis/description.ts';
import type { HeapValue } from '../../dataflow/value-graph.ts';
import { getPropertyName } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';

/** What is asked about an options object. */
export interface TypedObject {
  readonly object: HeapValue;
  /** The property that would go. */
  readonly option: string;
  /** What else the object has. */
  readonly others: OtherProperties;
  readonly api: SocketApi;
  /** The calls of the API that are given the object: what they take is the API's own type. */
  readonly calls: ReadonlySet<Node>;
}

/** The properties that an object literal has beside one. */
export interface OtherProperties {
  readonly names: ReadonlySet<string>;
  /** Whether it has no more than these. */
  readonly isWhole: boolean;
}

/** The properties of an object literal that have another name. */
export function getOtherProperties(literal: Node | undefined, option: string): OtherProperties {
  const properties: readonly Node[] = literal?.type === 'ObjectExpression' ? literal.properties : [];
  const names = properties.map((property) =>
    property.type === 'Property' ? getPropertyName(property) : undefined,
  );
  return {
    names: new Set(names.flatMap((name) => (name === undefined || name === option ? [] : [name]))),
    isWhole: literal?.type === 'ObjectExpression' && !names.includes(undefined),
  };
}
