import type { Node } from '../program/syntax.ts';
import type { Activation, HeapDetail, HeapValue, Site, Value } from './value-graph.ts';
import type { HeapKind } from './heap-kinds.ts';

let lastId = 0;

/**
 * A new value that can have properties.
 *
 * @param node the allocation site; undefined for what no code of the program makes
 * @param activation the one that makes it; for functions, the one whose variables they see
 * @param depth see {@link HeapValue}
 */
export function createHeapValue(
  kind: HeapKind,
  node: Node | undefined,
  activation: Activation | undefined,
  detail: HeapDetail = {},
  depth: number = activation?.depth ?? 0,
): HeapValue {
  return {
    id: ++lastId,
    kind,
    node,
    activation,
    depth,
    detail,
    fields: new Map(),
    getters: new Map(),
    setters: new Map(),
    layers: [],
    assigned: [],
    fieldListeners: [],
    accessorListeners: [],
    hubs: [],
    prototype: undefined,
    initialize: undefined,
    names: undefined,
    nameListeners: [],
    hasOwn: undefined,
    isShadowing: undefined,
    lookups: new Map(),
    searches: [],
    stores: [],
    storeListeners: [],
    setterSearches: [],
    instances: [],
    instanceListeners: [],
    hasForeignBase: false,
    isModuleExports: false,
    isTracked: false,
    exposure: 'none',
    exposureListeners: [],
  };
}

/** Whether a value can have properties. */
export function isHeapValue(value: Value): value is HeapValue {
  const { kind } = value;
  return kind !== 'constant' && kind !== 'primitive' && kind !== 'unknown';
}

/** Whether a value is an object of the runtime, which all code has. */
export function isOfRuntime({ kind, node }: HeapValue): boolean {
  return kind === 'module' || (kind === 'builtin' && !node);
}

/** Whether a value is truthy; undefined where it can be truthy or falsy. */
export function decideTruthy(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return Boolean(value.value);
    case 'primitive':
    case 'unknown':
      return undefined;
    default:
      return value.detail.mayBePrimitive ? undefined : true;
  }
}

/** Whether a value is `null` or `undefined`; undefined where it can be one of these or something else. */
export function decideNullish(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant':
      return value.value === null || value.value === undefined;
    case 'unknown':
      return undefined;
    default:
      return isHeapValue(value) && value.detail.mayBePrimitive ? undefined : false;
  }
}

/** Whether a value is `undefined`; undefined where it can be that or something else. */
export function decideUndefined(value: Value): boolean | undefined {
  if (value.kind === 'constant') {
    return value.value === undefined;
  }
  const mayBe = value.kind === 'unknown' || (isHeapValue(value) && value.detail.mayBePrimitive === true);
  return mayBe ? undefined : false;
}

/** Every place that reads a property of a value, also of an object that inherits from it. */
export function getReads({ searches }: HeapValue): readonly (Site & { readonly name: string | undefined })[] {
  return searches.flatMap(({ name, sites }) => sites.map((site) => ({ ...site, name })));
}
