import { parentPort, workerData } from 'node:worker_threads';
import { scanFile } from './scan-file.ts';
import type { ScanAnswer, ScanRequest, SharedScanOptions } from './scanner.ts';

const options = workerData as SharedScanOptions;

parentPort?.on('message', ({ id, bytes, path }: ScanRequest) => {
  const answer: ScanAnswer = { id, result: scanFile(Buffer.from(bytes), path, options) };
  parentPort?.postMessage(answer);
});
