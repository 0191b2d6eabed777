import { parentPort, workerData } from 'node:worker_threads';
import { createMentionTest } from './mentions.ts';
import { ShareList } from './share-list.ts';
import { readShare } from './share.ts';
import type { ReadingThreadData, ReadShare } from './reader.ts';

const { paths, mentions, state } = workerData as ReadingThreadData;
const list = new ShareList(paths, state);
const isMentioned = createMentionTest(mentions);

let sent = 0;
for (let index = list.take(); index !== undefined; index = list.take()) {
  const share = readShare(list.at(index), isMentioned);
  const message: ReadShare = { index, share };
  parentPort?.postMessage(message);
  sent += share.candidates.length;
  list.waitForWelcome(sent);
}
