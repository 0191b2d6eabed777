import { parentPort } from 'node:worker_threads';
import { scanFile } from './scan-file.ts';
import type { ScanAnswer, ScanRequest } from './scanner.ts';

parentPort?.on('message', ({ id, bytes, path, options }: ScanRequest) => {
  const answer: ScanAnswer = { id, result: scanFile(Buffer.from(bytes), path, options) };
  parentPort?.postMessage(answer);
});
