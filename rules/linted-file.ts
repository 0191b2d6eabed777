import type { Rule } from 'eslint';
import { isAbsolute } from 'node:path';

/**
 * Whether what is linted is a file. A text without a name is none, and neither is a block of Markdown.
 *
 * @param context the rule's
 */
export function isFileOfItsOwn({ filename, physicalFilename }: Rule.RuleContext): boolean {
  return isAbsolute(filename) && filename === physicalFilename;
}
