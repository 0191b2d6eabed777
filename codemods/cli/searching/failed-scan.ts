import { NO_FINDINGS } from '../reports/outcome.ts';
import type { FileError } from '../reports/outcome.ts';
import type { ScanResult } from './scan-file.ts';

/**
 * What is said of a file that could not be searched.
 *
 * @param error why, or the message alone
 */
export function failedScan(error: FileError | string): ScanResult {
  return {
    ...NO_FINDINGS,
    digest: '',
    editedDigest: '',
    error: typeof error === 'string' ? { message: error } : error,
  };
}
