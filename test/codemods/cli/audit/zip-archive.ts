import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what is wrong with what the archive says of it. */
interface ArchivedFile {
  readonly contents: string;
  /** What it says of its length. */
  readonly claimedLength?: number;
}

/**
 * A zip archive of deflated files.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function createZip(files: Readonly<Record<string, string | ArchivedFile>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, file] of Object.entries(files)) {
    const { contents, claimedLength }: ArchivedFile = typeof file === 'string' ? { contents: file } : file;
    const packed = deflateRawSync(contents);
    const path = Buffer.from(name);
    // From the version that is needed to the length of the extra field; both headers have these.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(contents), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedLength ?? Buffer.byteLength(contents), 18);
    common.writeUInt16LE(path.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, packed]);
    directory.push(Buffer.from('PK\x01\x02'), Buffer.alloc(2), common, rest, path);
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(locals.length, 4);
  end.writeUInt16LE(locals.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end]);
}
