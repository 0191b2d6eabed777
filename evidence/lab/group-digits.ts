/**
 * A number as the pages write it: `28 232`, and `4000` without a gap.
 *
 * @param count a count, not the number of a port
 * @returns its digits, in groups of three where there are more than four before the decimal point
 */
export function groupDigits(count: number | string): string {
  const [whole = '', ...rest] = String(count).split('.');
  const grouped = whole.length > 4 ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ' ') : whole;
  return [grouped, ...rest].join('.');
}
