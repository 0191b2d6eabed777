import type { SocketApi } from './description.ts';
import { nodeDgram } from './node-dgram.ts';

/** Every API that the analysis knows. */
export const SOCKET_APIS: readonly SocketApi[] = [nodeDgram];

/** The names of every option in the given APIs: a text without any of them needs no analysis. */
export function getOptionNames(apis: readonly SocketApi[]): readonly string[] {
  return [
    ...new Set(
      apis.flatMap((api) => api.makers.flatMap((maker) => maker.options.map((option) => option.name))),
    ),
  ];
}
