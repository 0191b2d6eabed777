/**
 * What `--help` prints: a screen of 80 columns and 50 lines.
 */
export const HELP = `\
sockets-codemod [options] [paths...]

Removes reuseAddr, reusePort and their like (SO_REUSEADDR, SO_REUSEPORT) from
client sockets. Paths are files and folders; without any, the current folder.

Look, and change no file
  -n, --dry-run            say what would change
      --diff               show it as a unified diff
      --check              exit with 1 if something would change
Choose
  -i, --interactive        ask about each change: y, n, a, q
      --explicit-false     where the API's default is on, write false
      --allow-dirty        change files with uncommitted changes too
      --config FILE        your own APIs: settings.sockets as JSON or JavaScript
Find files
      --ext LIST           extensions (.js,.cjs,.mjs,.jsx,.ts,.cts,.mts,.tsx)
      --ignore GLOB        leave out, as a line in .gitignore does; repeatable
      --no-gitignore       search what .gitignore leaves out too
      --files-from FILE    paths from FILE (- is stdin), by newline or NUL
      --stdin              source on stdin, result on stdout
      --stdin-filepath X   the name of that source, for its language
      --concurrency N      threads (1; for many files 2: one reads)
Report
      --stat               changed lines by file
      --list-undecided     the options that the file alone cannot judge
      --json[=FILE]        everything, for programs
      --sarif[=FILE]       findings, for code scanning
  -q, --quiet              errors only
      --verbose            what was left out, and how long it took
      --color, --no-color  also NO_COLOR, FORCE_COLOR
  -h, --help
  -v, --version

Exit codes
  0 done   1 --check found work   2 wrong usage   3 some file failed
  4 refused, see --allow-dirty    130 interrupted

Examples
  sockets-codemod --diff src               what would change?
  sockets-codemod src                      change it
  sockets-codemod --check --sarif=out.sarif .
  git diff --name-only -z main | sockets-codemod --files-from -
`;
