/**
 * How an API that makes sockets is described.
 *
 * A description is data: it names things, and says how the API reads them. The analysis knows nothing of any one API, and a
 * user's own wrappers are described in the same shape (`settings.sockets.apis`).
 */
export interface SocketApi {
  /** Unique, as messages and reports show it: `node:dgram`. */
  readonly id: string;
  /** Module specifiers that give the API. */
  readonly modules?: readonly string[];
  /** Global names that give the API, as paths: `Deno`, `imports.gi.Gio`. */
  readonly globals?: readonly string[];
  /** Calls that make a socket. */
  readonly makers: readonly SocketMaker[];
  /** Calls that make listeners, as paths like a maker's: what becomes of an option that they get is no question. */
  readonly listeners?: readonly (readonly string[])[];
  /** Words of which a file must contain one to use an option; the options' own names when left out. */
  readonly mentions?: readonly string[];
  /** Where the facts come from: documentation or source. */
  readonly source?: string;
}

/**
 * One call that makes a socket, with the options that it reads and the way in which the socket gets its port.
 *
 * The call may give the socket or a promise of it; a description need not say which. What `await` gives, and what the callbacks
 * of `then()` get, is the socket either way. Not described can be a call that gives the socket inside of another object, or to a
 * callback alone.
 */
export interface SocketMaker {
  /**
   * The export that is called, as a path: `['createSocket']`; `[]` is the module itself, and `()` in a path an instance:
   * `['()', 'createSocket']` is `new Udx().createSocket()`.
   */
  readonly path: readonly string[];
  /** Whether the export is called, or constructed with `new`. */
  readonly form: 'call' | 'new';
  /** The path is a method of an object that the API hands out: any receiver will do in a file that imports the API. */
  readonly isMethod?: boolean;
  /** The call is meant only with this value of an argument: `tjs.listen('udp', …)`. */
  readonly when?: {
    /** The argument's index, from 0. */
    readonly argument: number;
    /** The text that the argument must be. */
    readonly value: string;
  };
  /** The reuse options of the sockets that the call makes, at least one. */
  readonly options: readonly ReuseOption[];
  /** How these sockets get their local port, which makes each a client or a listener. */
  readonly role: SocketRole;
}

/** Where a value stands in a call: an argument, or a property inside of it. */
export interface ArgumentPlace {
  /** The argument's index, from 0. */
  readonly argument: number;
  /** The properties that lead to the value; the argument itself when left out. */
  readonly property?: readonly string[];
}

/** Where an option is set. */
export type OptionPlace =
  /** In the call that makes the socket. */
  | ({ readonly in: 'maker' } & ArgumentPlace)
  /** In a call of one of the socket's methods. */
  | ({ readonly in: 'method'; readonly method: string } & ArgumentPlace)
  /** By an assignment to one of the socket's properties. */
  | { readonly in: 'assignment'; readonly property: readonly [string] };

/** An option that makes the API set SO_REUSEADDR, SO_REUSEPORT or an equivalent. */
export interface ReuseOption {
  /** As messages show it. */
  readonly name: string;
  /** Where the option is set. */
  readonly at: OptionPlace;
  /** What is set, as messages say it: `SO_REUSEADDR`. */
  readonly sets: string;
  /** What switches the option on: any truthy value, `true` alone, or a bit of a number. */
  readonly enabledBy:
    | 'truthy'
    | 'true'
    | {
        /** The bits as one number, such as 4: a number that has any of them switches the option on. */
        readonly bits: number;
        /** The last names of constants of the API that have one of the bits: `UV_UDP_REUSEADDR`. */
        readonly constants: readonly string[];
      };
  /**
   * What to do for a client.
   *
   * - `remove`: take the option out.
   * - `explicit-false`: write `false`, because the API's default is on.
   * - `report`: leave it to a person; `note` says why.
   */
  readonly remedy: 'remove' | 'explicit-false' | 'report';
  /** A clause that is added to the message: why there is no fix, or what is special. */
  readonly note?: string;
  /** What comes of it, where that is not that the kernel may pick a port that is taken: a clause behind `evidence, `. */
  readonly harm?: string;
  /** The API reads the option and does nothing with it. */
  readonly hasNoEffect?: boolean;
  /**
   * The option also keeps a bind from being shared between the workers of a cluster, so that its removal can make them share
   * one port.
   */
  readonly forcesExclusiveBind?: boolean;
}

/** How the API's sockets get their local port. */
type SocketRole =
  /** By the API alone: all its sockets are clients. `because` says what they do, behind the name of the call: `only sends`. */
  { readonly by: 'api'; readonly because: string } | MakingRole | MethodRole;

/** The call that makes the socket names the port. */
export interface MakingRole {
  readonly by: 'making';
  /** Where the local port stands in the call. */
  readonly port: ArgumentPlace;
  /** What a missing port means. */
  readonly whenMissing: 'ephemeral' | 'explicit';
  /** Anything but a number counts as missing. */
  readonly mustBeNumber?: boolean;
  /** A property that leaves the socket unbound when it is `false`. */
  readonly unboundWhenFalse?: ArgumentPlace;
  /** Properties that decide the port in a way that is not known: another socket, a path. */
  readonly adopts?: readonly ArgumentPlace[];
  /** What must be seen to be done with the socket; without it, making it is enough. */
  readonly adoption?: Adoption;
}

/** How a bound socket becomes the one side or the other, when it is handed to other calls. */
export interface Adoption {
  /** Names of calls that make it a client, when the property holds it. */
  readonly connect: readonly string[];
  /** The property of the argument that holds it. */
  readonly property: string;
  /** Names of calls that make it a listener. */
  readonly listen: readonly string[];
}

/** The socket's methods name the port. */
export interface MethodRole {
  readonly by: 'methods';
  /** Methods that bind the socket to the port that they are given. */
  readonly bind: readonly BindMethod[];
  /** Methods that use the socket, and bind it to an ephemeral port when nothing else has. */
  readonly use: readonly string[];
  /**
   * Methods that join a group, and bind the socket to an ephemeral port with the option whatever it is told: removing the option
   * changes nothing for them.
   */
  readonly join?: readonly string[];
  /** Other methods that do not bind it: where they are listed, one that is in no list may. */
  readonly harmless?: readonly string[];
  /** Events that come only once it is bound or closed, so that a listener for them can no longer bind it. */
  readonly lateEvents?: readonly string[];
  /** Methods that make it a listener, whatever its port. */
  readonly listen?: readonly string[];
  /** Methods that return the socket itself. */
  readonly chain: readonly string[];
  /** A bind to an ephemeral port makes a client only of a socket that is also seen to use one of these. */
  readonly needsUse?: boolean;
}

/** A method that binds a socket. */
export interface BindMethod {
  /** The method's name: `bind`. */
  readonly name: string;
  /** The argument that is the port, or an object that holds it. */
  readonly port: ArgumentPlace;
  /** The property of an object argument that holds the port. */
  readonly portProperty?: string;
  /** What a call without a port means; `explicit` for a method that has a port of its own then. By default `ephemeral`. */
  readonly whenMissing?: 'ephemeral' | 'explicit';
  /** A string argument is an address and no port (react-native-udp). */
  readonly stringIsAddress?: boolean;
  /** Properties of an object argument that hand over a socket whose port is not known. */
  readonly adoptProperties?: readonly string[];
  /** The property of an object argument that keeps the bind from being shared between cluster workers. */
  readonly exclusiveProperty?: string;
  /** The port stands inside of an address object that these calls make: the index of the port, or its property. */
  readonly addressPort?: readonly AddressMaker[];
}

/** A call that makes an address with a port. */
export interface AddressMaker {
  /** The last name of the call: `new_from_string`. */
  readonly name: string;
  /** Where the port stands in the call. */
  readonly port: ArgumentPlace;
}
