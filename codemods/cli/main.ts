import { UsageError, parseArguments } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { ExitCode } from './exit-codes.ts';
import { OPTION_FORMS } from './option-table.ts';
import { settingsOf } from './settings.ts';
import { processTerminal } from './terminal.ts';

/**
 * The command.
 *
 * @param argv what stands behind its name
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    return await execute(parseArguments(argv));
  } catch (error) {
    if (!(error instanceof UsageError)) {
      throw error;
    }
    process.stderr.write(`sockets-codemod: ${error.message}\n${await suggestion(error.unknownOption)}`);
    return ExitCode.usage;
  }
}

async function execute(args: Arguments): Promise<ExitCode> {
  if (args.options.has('help')) {
    const { HELP } = await import('./help.ts');
    process.stdout.write(HELP);
    return ExitCode.done;
  }
  if (args.options.has('version')) {
    const { packageVersion } = await import('./package-version.ts');
    process.stdout.write(`${packageVersion()}\n`);
    return ExitCode.done;
  }
  const settings = settingsOf(args);
  const terminal = processTerminal(settings.color);
  if (settings.stdin) {
    const { filterStdin } = await import('./filter-stdin.ts');
    return filterStdin(settings, terminal);
  }
  const { run } = await import('./run.ts');
  return run(settings, terminal);
}

async function suggestion(unknownOption: string | undefined): Promise<string> {
  if (unknownOption !== undefined) {
    const { nearest } = await import('./nearest.ts');
    const known = Object.keys(OPTION_FORMS).map((name) => `--${name}`);
    const meant = nearest(unknownOption, known);
    if (meant !== undefined) {
      return `Did you mean ${meant}? --help lists all options.\n`;
    }
  }
  return '--help lists all options.\n';
}
