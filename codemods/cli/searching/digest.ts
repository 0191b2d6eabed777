import { createHash } from 'node:crypto';

/**
 * A fingerprint of a file.
 *
 * @param bytes the whole file
 */
export function toDigest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}
