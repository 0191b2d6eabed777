import { beforeAll, describe, expect, it } from 'vitest';
import { demandSoundness } from './campaign-demands.ts';
import { runCampaign, samplePlans } from './campaign.ts';
import type { CampaignResult } from './campaign.ts';
import { EXPORTS, IMPORTS, REEXPORTS } from './files/links.ts';
import { PACKAGES } from './files/packages.ts';
import { projectPlan } from './program.ts';
import { formatRow } from './verdict-counts.ts';

/** What takes two minutes of one core; `npm run soundness -- --projects 100000` runs more. */
const PROJECTS = 2000;

describe(`${PROJECTS} generated projects in a hostile world`, () => {
  let result: CampaignResult;

  beforeAll(async () => {
    const plans = samplePlans(PROJECTS, 6059, projectPlan);
    result = await runCampaign({ programs: PROJECTS, seed: 6059, plans });
  }, 600_000);

  demandSoundness(() => result);

  it('are mostly decided where nothing is open', () => {
    const { all } = result.counts;

    expect(all.programs).toBeGreaterThan(PROJECTS / 4);
    // What was reached: 91.3 %.
    expect(all.decided / all.programs, formatRow(all)).toBeGreaterThanOrEqual(0.9);
  });

  it('use every form of links and packages', () => {
    const used = new Set(result.counts.kinds);
    const kinds = Object.entries({
      export: EXPORTS,
      import: [...IMPORTS, { name: 'of a file that runs later' }],
      reexport: REEXPORTS,
      package: PACKAGES,
    }).flatMap(([group, forms]) => forms.map(({ name }) => `${group}: ${name}`));

    expect(kinds.filter((kind) => !used.has(kind))).toEqual([]);
  });
});
