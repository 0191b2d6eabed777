import type { Engine } from '../dataflow/engine.ts';
import type { Call } from '../dataflow/call.ts';
import { createHub } from '../dataflow/hub.ts';
import { load } from '../dataflow/properties.ts';
import type { HeapValue, Hub } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { MadeSocket } from './made-socket.ts';
import type { MakerIndex } from './maker-index.ts';

/** Knows the sockets of a program. */
interface KnownSockets {
  /** What was made where a value came to be. */
  getMade(value: HeapValue): readonly MadeSocket[];
}

/** `net.connect({ handle: bound })`, `server.listen(bound)`: what becomes of a socket that is bound already. */
export function noticeAdoption(
  index: MakerIndex,
  sockets: KnownSockets,
  engine: Engine,
  call: Call,
  path: readonly string[],
): void {
  const name = path.at(-1) ?? '';
  const adoptions = [...index.modules].length > 0 ? getAdoptions(index, path) : [];
  for (const { property } of adoptions) {
    for (const argument of call.args.fixed) {
      const handle = createHub('handle');
      load(engine, call, argument, property, handle);
      engine.want(handle);
      listenForAdoption(sockets, engine, call, handle, name, true);
      listenForAdoption(sockets, engine, call, argument, name, false);
    }
  }
}

function listenForAdoption(
  sockets: KnownSockets,
  engine: Engine,
  call: Call,
  hub: Hub,
  name: string,
  isInProperty: boolean,
): void {
  const { node, activation } = call;
  engine.listen(hub, (value) => {
    for (const socket of isHeapValue(value) ? sockets.getMade(value) : []) {
      socket.events.push({ kind: 'adoption', name, node, activation, isInProperty });
    }
  });
}

function getAdoptions(index: MakerIndex, path: readonly string[]): readonly { readonly property: string }[] {
  const [module = ''] = path;
  if (!/^(?:node:)?(?:net|tls|http|https)$/u.test(module)) {
    return [];
  }
  return index
    .getMakers(['net', 'BoundSocket'])
    .flatMap(({ maker }) =>
      maker.role.by === 'making' && maker.role.adoption ? [{ property: maker.role.adoption.property }] : [],
    );
}
