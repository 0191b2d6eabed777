/** What still fits on a few lines of a terminal. */
const MAX_COMMAND = 800;

/**
 * Tells how to get the old files back.
 *
 * @param restorable the paths of the changed files that git holds as they were, as the user would write them
 * @param changed how many files changed in all
 */
export function undoAdvice(restorable: readonly string[], changed: number): string {
  // In git's own language of patterns, such a name would mean other files.
  const restore = restorable.some((path) => /^:|[*?[\\]/.test(path))
    ? 'git --literal-pathspecs restore --'
    : 'git restore --';
  const command = [restore, ...restorable.map(shellWord)].join(' ');
  const rest = changed > restorable.length ? ' (git does not hold the other files as they were)' : '';
  return command.length <= MAX_COMMAND
    ? `Undo: ${command}${rest}`
    : `Undo: ${restore} FILE for each changed file${rest}`;
}

/**
 * A word that a POSIX shell reads as it is meant. Control characters, which would spoil the line, need the `$'…'` that
 * bash, zsh and POSIX 2024 know.
 */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word)) {
    return word;
  }
  if (!/\p{Cc}/u.test(word)) {
    return `'${word.replaceAll("'", `'\\''`)}'`;
  }
  const escaped = word.replace(/[\\'\p{Cc}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(8).padStart(3, '0');
    return `\\${code}`;
  });
  return `$'${escaped}'`;
}
