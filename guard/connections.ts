import { wrapMethod } from './replace-function.ts';
import { captureStack } from './stack.ts';
import type { Findings } from './findings.ts';

/**
 * Reports each TCP connection with a local address or port of the program's choice. libuv binds it, and sets SO_REUSEADDR
 * on whatever it binds (`uv__tcp_bind` in src/unix/tcp.c), but not on Windows. The channel `net.client.socket` of
 * `diagnostics_channel` announces the sockets that `net.connect` makes, and not those of `new net.Socket().connect()`: so
 * `connect` is wrapped.
 *
 * @param findings Gets each.
 */
export function watchConnections(findings: Findings): void {
  if (process.platform === 'win32') {
    return;
  }
  // Most programs that the guard watches do not load it at the start.
  const net = process.getBuiltinModule('node:net');
  wrapMethod(net.Socket.prototype, 'connect', (call, _self, parameters, start) => {
    const options = findLocalOptions(parameters[0]);
    if (options.length === 0) {
      return call();
    }
    const stack = captureStack(start);
    const client = { transport: 'tcp', options, made: stack, used: stack, use: 'connect' } as const;
    if (findings.isThrowing) {
      findings.report(client);
    }
    const result = call();
    // It did not throw: the options are valid.
    findings.report(client);
    return result;
  });
}

/** `net.connect` calls the method with an array of the options and the callback. */
function findLocalOptions(first: unknown): readonly string[] {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  if (typeof options !== 'object' || options === null) {
    return [];
  }
  const { path, localAddress, localPort } = options as Readonly<Record<string, unknown>>;
  if (Boolean(path)) {
    return [];
  }
  return Object.entries({ localAddress, localPort })
    .filter(([, value]) => Boolean(value))
    .map(([name]) => name);
}
