import { expect, it } from 'vitest';
import { Patience } from '../../../codemods/cli/git/patience.ts';

it('waits long for the first repository over which git hangs, and less for each further one', () => {
  const patience = new Patience();
  const waited = [1, 2, 3].map(() => {
    const { seconds } = patience;
    patience.spend(seconds);
    return seconds;
  });
  expect(waited).toEqual([20, 1, 1]);
});
