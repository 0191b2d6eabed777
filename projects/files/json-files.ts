import stripJsonComments from 'strip-json-comments';
import { CONFIGURATION_BYTES } from '../limits.ts';
import type { FileAccess } from './file-access.ts';

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a file that holds a JSON object, with comments and trailing commas or not.
 *
 * @param access the files that may be read
 * @param path the file
 * @returns undefined where there is none
 */
export function readJsonObject(access: FileAccess, path: string): JsonObject | undefined {
  const text = access.readText(path, CONFIGURATION_BYTES);
  if (text === undefined) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(stripJsonComments(text, { trailingCommas: true }));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value if it is a text. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Every text in a value, of objects those of the values, of lists those of the elements. */
export function findTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value as Record<string, unknown>).flatMap(findTexts)
    : [];
}
