const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EAGAIN', 'not available now'],
  ['EBUSY', 'in use'],
  ['EDQUOT', 'disk quota exceeded'],
  ['EFBIG', 'the file would be too large'],
  ['EIO', 'input/output error'],
  ['EISDIR', 'is a folder'],
  ['ELOOP', 'too many symbolic links'],
  ['EMFILE', 'too many open files'],
  ['ENAMETOOLONG', 'name too long'],
  ['ENOENT', 'no such file or folder'],
  ['ENOSPC', 'no space left on the disk'],
  ['ENOTDIR', 'is no folder'],
  ['EPERM', 'operation not permitted'],
  ['ENXIO', 'no such device or address'],
  ['EPIPE', 'nobody reads it any more'],
  ['EROFS', 'the file system is read-only'],
  ['EXDEV', 'is on another file system'],
]);

/**
 * What went wrong, in a few words and without the path.
 *
 * @param error what was thrown
 */
export function getErrorMessage(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return REASONS.get(getErrorCode(error) ?? '') ?? error.message;
}

/**
 * The code of a system error.
 *
 * @param error what was thrown
 * @returns such as `ENOENT`, or undefined for anything else
 */
export function getErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
