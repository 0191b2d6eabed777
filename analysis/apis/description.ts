/**
 * How an API that makes sockets is described.
 *
 * A description is data: it names things, and says how the API reads them. The analysis knows nothing of any one API.
 */
export interface SocketApi {
  /** Unique, as messages and reports show it: `node:dgram`. */
  readonly id: string;
  /** Module specifiers that give the API. */
  readonly modules: readonly string[];
  /** Calls that make a socket. */
  readonly makers: readonly SocketMaker[];
  /** Where the facts come from: documentation or source. */
  readonly source: string;
}

/** One call that makes a socket. */
export interface SocketMaker {
  /** The export that is called, as a path: `['createSocket']`. */
  readonly path: readonly string[];
  readonly form: 'call' | 'new';
  /** The index of the argument that holds the options. */
  readonly optionsArgument: number;
  readonly options: readonly ReuseOption[];
  readonly role: SocketRole;
}

/** An option that makes the API set SO_REUSEADDR, SO_REUSEPORT or an equivalent. */
export interface ReuseOption {
  readonly name: string;
  /** What is set, as messages say it: `SO_REUSEADDR`. */
  readonly sets: string;
  /** What the API tests: any truthy value, or `true` alone. */
  readonly enabledBy: 'truthy' | 'true';
  /**
   * The option also keeps a bind from being shared between the workers of a cluster, so that its removal can make them share
   * one port.
   */
  readonly forcesExclusiveBind?: boolean;
}

/** How the API's sockets get their local port: by methods of the socket. */
export interface SocketRole {
  /** Methods that bind, with the index of the argument that is the port, or an object that holds it. */
  readonly bind: readonly BindMethod[];
  /** Methods that use the socket, and bind it to an ephemeral port when nothing else has. */
  readonly use: readonly string[];
  /** Methods that return the socket itself. */
  readonly chain: readonly string[];
}

export interface BindMethod {
  readonly name: string;
  readonly portArgument: number;
  /** The property of an object argument that holds the port. */
  readonly portProperty: string;
  /** Properties of an object argument that hand over a socket whose port is not known. */
  readonly adoptProperties: readonly string[];
  /** The property of an object argument that keeps the bind from being shared between cluster workers. */
  readonly exclusiveProperty?: string;
}
