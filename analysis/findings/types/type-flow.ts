import type { Engine } from '../../dataflow/engine.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import type { Node } from '../../program/syntax.ts';
import { getDeclaredTypes } from './declared-types.ts';
import { TypeWalk } from './type-walk.ts';
import type { TypedObject } from './typed-object.ts';

/** What the types of a program say of an options object. */
export interface TypedFlow {
  /** Why they may refuse it without one of its properties; undefined when every type on its way accepts that. */
  readonly reason: string | undefined;
  /** The expressions that the type of the object was followed to, by their files. */
  readonly places: ReadonlyMap<ProgramFile, readonly Node[]>;
}

/**
 * Follows the type of an options object: from its literal through all that is inferred from it, to the annotations that take it.
 *
 * Types flow by what is written, not by what runs: a function that is never called has its say as well. In a file that has types,
 * what is not known to let the type pass refuses it, as an annotation of a kind that is not understood does.
 */
export function followType(engine: Engine, typed: TypedObject): TypedFlow {
  const places = new Map<ProgramFile, Node[]>();
  const literal = typed.object.node;
  const home = typed.object.activation?.file;
  const written = typed.object.stores.find(
    ({ name, node }) => name === typed.option && node.type !== 'Property',
  );
  if (written && getDeclaredTypes(written.activation.file).isTyped) {
    return {
      reason: `the option is also set at ${written.activation.file.formatPlace(written.node)}`,
      places,
    };
  }
  const starts = new Map<ProgramFile, Set<Node>>();
  if (literal && home) {
    starts.set(home, new Set([literal]));
  }
  for (const { origin } of typed.object.hubs) {
    // In JavaScript, what the object runs through counts as well: types in comments may stand anywhere.
    if (origin.kind === 'expression') {
      const { file } = origin.activation;
      if (file !== home || !getDeclaredTypes(file).isTyped) {
        const nodes = starts.get(file) ?? new Set();
        starts.set(file, nodes.add(origin.node));
      }
    }
  }
  for (const [file, nodes] of starts) {
    const walk = new TypeWalk(engine, typed, file);
    const reason = walk.findReason(nodes);
    places.set(file, [...walk.places]);
    if (reason !== undefined) {
      return { reason, places };
    }
  }
  return { reason: undefined, places };
}
