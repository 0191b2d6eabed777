import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { FileBatch } from './file-batch.ts';
import { createMentionSearch } from './mentions.ts';
import type { ReadShare, SecondReaderData } from './second-reader.ts';
import { SentShares } from './share-list.ts';
import { readShare } from './share.ts';

const { mentions, state, shares: first } = workerData as SecondReaderData;
const batch = new FileBatch(createMentionSearch(mentions));
const shares = new SentShares(state, first, () => {
  const received = parentPort && receiveMessageOnPort(parentPort);
  return (received as { readonly message: readonly string[] }).message;
});

let sent = 0;
for (let next = shares.take(); next !== undefined; next = shares.take()) {
  const share = readShare(next.paths, batch);
  const message: ReadShare = { index: next.index, share };
  parentPort?.postMessage(message);
  sent += share.candidates.length;
  shares.waitForWelcome(sent);
}
