/**
 * Whether `bind(...parameters)` of a datagram socket leaves the choice of the port to the kernel.
 *
 * Node's own reading of its parameters (lib/dgram.js, `Socket.prototype.bind`): an object is the options, unless it is a handle
 * or holds a descriptor, which were bound by somebody else; `port || 0` then goes through JavaScript's conversion to an unsigned
 * integer, of which the address keeps 16 bits. So a callback, `'0'`, `{}` and 65536 are no port.
 *
 * @param parameters What `bind` is called with.
 */
export function isEphemeralBind([first]: readonly unknown[]): boolean {
  if (typeof first !== 'object' || first === null) {
    return isEphemeralPort(first);
  }
  const { recvStart, fd, port } = first as { recvStart?: unknown; fd?: unknown; port?: unknown };
  if (typeof recvStart === 'function') {
    return false;
  }
  if (typeof fd === 'number' && Number.isInteger(fd) && fd > 0) {
    return false;
  }
  return isEphemeralPort(port);
}

/**
 * Whether a port means one that the kernel picks.
 *
 * @param port Anything that the program gives Node.js for a port.
 */
export function isEphemeralPort(port: unknown): boolean {
  if (typeof port === 'number' || typeof port === 'string') {
    return ((Number(port) >>> 0) & 0xff_ff) === 0;
  }
  // An object could have a number's value; asking it twice might give two. Node refuses a symbol and a BigInt.
  return typeof port !== 'object' || port === null;
}
