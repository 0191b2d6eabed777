import type { Escape } from '../dataflow/escape.ts';
import type { HeapValue, Site } from '../dataflow/value-graph.ts';
import type { MethodCall } from './made-socket.ts';
import type { PortReading } from './ports.ts';

/** A call that binds a socket, with what it says of the port. */
export interface Bind {
  readonly event: MethodCall;
  readonly port: PortReading;
  /** The property by which the workers of a cluster would be kept from sharing the port; undefined where they are. */
  readonly shareable: string | undefined;
}

/** What decides the role of one socket. */
export type Ground =
  /** A call binds it, to an explicit port, to one that is not shown, or to none. */
  | { readonly kind: 'bind'; readonly bind: Bind }
  /** It is never bound, and used. */
  | { readonly kind: 'use'; readonly name: string; readonly site: Site }
  /** It joins a group, which binds it. */
  | { readonly kind: 'join'; readonly name: string; readonly site: Site }
  | { readonly kind: 'listen'; readonly name: string; readonly site: Site }
  /** The call that makes it names its port, or does not. */
  | {
      readonly kind: 'making';
      readonly port: PortReading;
      readonly property: string;
      readonly isUnbound: boolean;
    }
  /** The call that makes it adopts something that decides. */
  | { readonly kind: 'adopts'; readonly property: string }
  /** The API makes clients only. */
  | { readonly kind: 'api'; readonly because: string }
  /** A bound socket is handed to a call that connects or listens with it. */
  | {
      readonly kind: 'adoption';
      readonly name: string;
      readonly site: Site;
      readonly port: PortReading;
      readonly property: string;
      readonly isUnbound: boolean;
    }
  /** A method of it is called that may bind it. */
  | { readonly kind: 'method'; readonly name: string; readonly site: Site }
  /** It leaves what the program shows. */
  | { readonly kind: 'escape'; readonly escape: Escape }
  /** Two sockets share a port on purpose. */
  | { readonly kind: 'shared'; readonly bind: Bind; readonly other: HeapValue }
  /** Another socket takes the port of this one. */
  | { readonly kind: 'lends'; readonly bind: Bind }
  | { readonly kind: 'unadopted' }
  /** Nothing binds or uses it. */
  | { readonly kind: 'idle' }
  /** The call that would bind it never comes about, because what would give its port throws. */
  | { readonly kind: 'interrupted'; readonly name: string; readonly site: Site }
  /** The program is too large or too entangled. */
  | { readonly kind: 'limit' }
  /** Too many files may bind the socket through the public field that holds it: they are not asked. */
  | { readonly kind: 'unasked'; readonly field: string };

/** What a socket is, as far as that is known. */
export type Role = 'client' | 'listener' | 'unknown';

/** The role of one socket, with what decided it. */
export interface Judgement {
  readonly role: Role;
  readonly ground: Ground;
  /** The public field that holds the socket where other code has the object. */
  readonly heldBy: string | undefined;
  /** Of a listener: whether the port that makes it one is not seen. Then other files may show that it is a client. */
  readonly isPortGiven: boolean;
  /** The binds whose port the workers of a cluster would share. */
  readonly shareableBinds: readonly Bind[];
  /** What would bind the socket, or let other code bind it, but only runs when it is already bound. */
  readonly tooLate: readonly Site[];
}
