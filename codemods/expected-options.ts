import type { OptionSite } from './rewrite.ts';

/**
 * The assertions of tests that may fail once an option is gone: those that expect it of a call by the same name, in whatever file.
 *
 * @param site an option that was changed
 * @param asserted what the tests of the run expect
 */
export function findExpecting<Asserted extends Pick<OptionSite, 'calls' | 'option'>>(
  site: Pick<OptionSite, 'calls' | 'option'>,
  asserted: readonly Asserted[],
): readonly Asserted[] {
  return asserted.filter(
    ({ option, calls }) => option === site.option && calls.some((call) => site.calls.includes(call)),
  );
}
