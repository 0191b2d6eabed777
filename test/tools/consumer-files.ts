import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of a consumer's project with one finding, and where it is. */
export const CLIENT = {
  source: `import dgram from 'node:dgram';

const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
socket.send('hello', 7000, 'localhost', () => socket.close());
`,
  fixed: `import dgram from 'node:dgram';

const socket = dgram.createSocket({ type: 'udp4' });
socket.send('hello', 7000, 'localhost', () => socket.close());
`,
  line: 3,
  column: 51,
} as const;

/** A file with none. */
export const LISTENER = `import dgram from 'node:dgram';

const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(7000);
`;

/**
 * Writes files, with the folders that they need.
 *
 * @param folder where to
 * @param files their contents by path
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}
