/**
 * Counts instead of listing.
 *
 * @param {readonly import('eslint').ESLint.LintResult[]} results
 * @returns {string} JSON
 */
export default function format(results) {
  return JSON.stringify({
    files: results.length,
    failed: results.filter(({ fatalErrorCount }) => fatalErrorCount > 0).length,
    found: results.filter(({ output }) => output !== undefined).length,
  });
}
