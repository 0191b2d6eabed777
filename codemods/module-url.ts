import { pathToFileURL } from 'node:url';

/**
 * The URL of the file that calls this function, without `import.meta`.
 *
 * jscodeshift's runner hands a transform and all that it imports through Babel to CommonJS, where the mere presence
 * of `import.meta` stops the file from loading, and where `__filename` exists; run as it is, the same file is a
 * module, where it is the other way round. The call stack knows the file in both.
 *
 * @returns a `file:` URL
 * @throws {Error} when the engine gives no file for the caller
 * @see https://v8.dev/docs/stack-trace-api
 */
export function callerUrl(): URL {
  // Runners set their own, for source maps.
  const previous = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const { stackTraceLimit } = Error;
  let file: string | null | undefined;
  try {
    Error.stackTraceLimit = 2;
    Error.prepareStackTrace = (_, sites) => sites[1]?.getFileName();
    file = new Error().stack;
  } finally {
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    Object.defineProperties(Error, previous === undefined ? {} : { prepareStackTrace: previous });
    Error.stackTraceLimit = stackTraceLimit;
  }
  if (typeof file !== 'string') {
    throw new Error('Cannot tell which file is running.');
  }
  return file.startsWith('file:') ? new URL(file) : pathToFileURL(file);
}
