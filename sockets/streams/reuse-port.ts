import { SocketError } from '../operations/errors.ts';

/**
 * SO_REUSEPORT of a listener. Node.js 20 ignores the option without a word (measured).
 * @throws {SocketError} `unsupported`
 */
export function checkReusePort(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isSupported = major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
  if (!isSupported) {
    throw new SocketError('unsupported', 'reusePort needs Node.js 22.12');
  }
}
