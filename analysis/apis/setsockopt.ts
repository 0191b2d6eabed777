/**
 * Socket options set by number: native addons, foreign function interfaces and small runtimes.
 *
 * setsockopt(2): `(descriptor, level, name, value, …)`; as a method of a socket `(level, name, value)`.
 */

/** Names of functions that set a socket option. */
export const SET_OPTION_FUNCTIONS: readonly string[] = ['setsockopt', 'setOption', 'setopt', 'set_option'];

/** Options that let sockets share a port, by the names that constants have everywhere. */
export const REUSE_CONSTANTS: readonly string[] = ['SO_REUSEADDR', 'SO_REUSEPORT', 'SO_REUSEPORT_LB'];

/** The same by their numbers. */
export const REUSE_NUMBERS: readonly {
  readonly level: number;
  readonly name: number;
  readonly sets: string;
}[] = [
  // Linux, include/uapi/asm-generic/socket.h
  { level: 1, name: 2, sets: 'SO_REUSEADDR' },
  { level: 1, name: 15, sets: 'SO_REUSEPORT' },
  // macOS and the BSDs, sys/socket.h; Windows has the first two
  { level: 0xffff, name: 0x0004, sets: 'SO_REUSEADDR' },
  { level: 0xffff, name: 0x0200, sets: 'SO_REUSEPORT' },
];

/** Words of which a file must contain one to set an option by number. */
export const SET_OPTION_MENTIONS: readonly string[] = ['setsockopt', 'SO_REUSE'];

/** Calls that make a descriptor or socket a client. */
export const CONNECTING_CALLS = /^(?:connect|createConnection|connectTLS)$/u;

/** Other calls that a descriptor is handed to, which neither connect it nor give it a port. */
export const DESCRIPTOR_CALLS =
  /^(?:setsockopt|getsockopt|setOption|getOption|setopt|getopt|set_option|get_option|getFd|fd|close|shutdown|destroy|send\w*|recv\w*|read\w*|write\w*|fcntl|ioctl|poll|select|epoll_\w+|getpeername|getsockname|setNonBlocking|log|debug|info|warn|error|assert|Socket|Server)$/u;

/** Calls that make it a listener, or give it a port that is not shown. */
export const LISTENING_CALLS = /^(?:listen|accept|createServer|bind|bindSync)$/u;
