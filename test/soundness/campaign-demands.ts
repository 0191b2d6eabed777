import { expect, it } from 'vitest';
import type { CampaignResult } from './campaign.ts';

/**
 * The tests that every campaign has to pass.
 *
 * @param getResult gives what the campaign found, when a test runs
 */
export function demandSoundness(getResult: () => CampaignResult): void {
  it('contradict no verdict', () => {
    expect(
      getResult().unsound.map(({ text, contradictions }) => [
        text,
        ...contradictions.map(({ evidence, port }) => `client (${evidence}), but bound to ${port}`),
      ]),
    ).toEqual([]);
  });

  it('end the analysis with no error', () => {
    expect(getResult().crashes).toEqual([]);
  });

  it('do what they were written to do', () => {
    expect(getResult().broken).toEqual([]);
  });
}
