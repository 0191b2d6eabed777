import { realpathSync } from 'node:fs';
import { getErrorCode, getErrorMessage } from './error-message.ts';
import { ExitCode } from './exit-codes.ts';
import { Interruption } from './interruption.ts';
import { UsageError, parseArguments } from './options/arguments.ts';
import type { Arguments, UnknownOption } from './options/arguments.ts';
import { isOutputForPrograms } from './options/contradictions.ts';
import { RUN_OPTIONS } from './options/run-options.ts';
import type { OptionName } from './options/run-options.ts';
import { toSettings } from './options/settings.ts';
import { RunJournal } from './run-journal.ts';
import { canAsk, createTerminal } from './terminal/terminal.ts';
import type { ProcessTerminal } from './terminal/terminal.ts';
import { toVisible } from './terminal/visible-text.ts';

/**
 * The command.
 *
 * @param argv what stands behind its name
 * @returns the exit code, when all is written that was to be
 */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  let terminal = createTerminal(undefined);
  const journal = new RunJournal();
  const interruption = new Interruption(() => terminal.written());
  let fault: Promise<ExitCode> | undefined;
  process.on('uncaughtException', (error) => {
    fault ??= reportInternalError(error, terminal, journal);
    void fault.then((code) => process.exit(code));
  });
  const getFault = (): Promise<ExitCode> | undefined => fault;
  let exitCode: ExitCode;
  let isForPeople = true;
  const isAudit = argv[0] === 'audit';
  try {
    if (isAudit) {
      const { AUDIT_OPTIONS } = await import('./audit/audit-options.ts');
      const args = parseArguments(argv.slice(1), AUDIT_OPTIONS);
      isForPeople = !isOutputForPrograms(args, AUDIT_OPTIONS);
      const { audit } = await import('./audit/audit.ts');
      exitCode = await audit(args, terminal, getCurrentFolder(), interruption);
    } else {
      const args = parseArguments(argv, RUN_OPTIONS);
      isForPeople = !isOutputForPrograms(args, RUN_OPTIONS);
      const said = args.options.get('no-color') ? false : args.options.get('color') ? true : undefined;
      terminal = createTerminal(said);
      exitCode = await execute(args, terminal, journal, interruption);
    }
  } catch (error) {
    exitCode =
      error instanceof UsageError
        ? await reportUsageError(error, isAudit ? 'audit --help' : '--help', terminal)
        : await reportInternalError(error, terminal, journal);
  }
  exitCode = await afterOutput(exitCode, terminal, isForPeople, interruption);
  interruption.stop();
  return (await getFault()) ?? exitCode;
}

async function execute(
  args: Arguments<OptionName>,
  terminal: ProcessTerminal,
  journal: RunJournal,
  interruption: Interruption,
): Promise<ExitCode> {
  if (args.options.has('help')) {
    const { formatHelp } = await import('./options/help.ts');
    terminal.out(formatHelp());
    return ExitCode.done;
  }
  if (args.options.has('version')) {
    const { readPackageVersion } = await import('./options/package-version.ts');
    terminal.out(`${readPackageVersion()}\n`);
    return ExitCode.done;
  }
  const settings = toSettings(args);
  const cwd = getCurrentFolder();
  if (settings.undo !== undefined) {
    const { undo } = await import('./writing/undo.ts');
    return undo(settings, terminal, cwd, interruption);
  }
  if (settings.explain !== undefined) {
    const { explain } = await import('./explaining/explain.ts');
    return explain(settings.explain, settings, { terminal, cwd, interruption });
  }
  const changesFiles = !settings.dryRun && !settings.interactive;
  if (settings.isDefaultPath && changesFiles && canAsk()) {
    const { confirm } = await import('./terminal/interactive.ts');
    if (!(await confirm(`Change the files in ${toVisible(cwd)}`, terminal, interruption))) {
      terminal.out('Nothing changed.\n');
      return interruption.code ?? ExitCode.done;
    }
  }
  const { run } = await import('./run.ts');
  return run({ settings, terminal, cwd, interruption, journal });
}

/** @throws {UsageError} when it was deleted; absolute paths would not need it, but nothing else is certain then, either */
function getCurrentFolder(): string {
  try {
    // On POSIX the kernel knows the real path, also where its folders may not be looked into.
    return process.platform === 'win32' ? realpathSync(process.cwd()) : process.cwd();
  } catch (error) {
    throw new UsageError(`The current folder cannot be used: ${getErrorMessage(error)}.`);
  }
}

/** Waits for the output. One that is not written whole is a failure, unless it is for people, who may stop to read it. */
async function afterOutput(
  exitCode: ExitCode,
  terminal: ProcessTerminal,
  isForPeople: boolean,
  interruption: Interruption,
): Promise<ExitCode> {
  const isInterrupted = (): boolean => interruption.code !== undefined;
  const failure = await terminal.flush(isInterrupted);
  if (failure === 'stalled') {
    return interruption.code ?? exitCode;
  }
  if (failure === undefined || (isForPeople && getErrorCode(failure) === 'EPIPE')) {
    return exitCode;
  }
  terminal.err(`sockets-codemod: the output could not be written whole: ${getErrorMessage(failure)}\n`);
  await terminal.flush(isInterrupted);
  return exitCode < ExitCode.failed ? ExitCode.failed : exitCode;
}

async function reportUsageError(
  { message, unknownOption }: UsageError,
  help: string,
  terminal: ProcessTerminal,
): Promise<ExitCode> {
  const meant = unknownOption && (await findMeantOption(unknownOption));
  const question = meant === undefined ? '' : `Did you mean ${meant}? `;
  terminal.err(`sockets-codemod: ${toVisible(message)}\n${question}${help} lists all options.\n`);
  return ExitCode.usage;
}

/** What is wrong is in this command: say what to report, and what it had done. */
async function reportInternalError(
  error: unknown,
  terminal: ProcessTerminal,
  journal: RunJournal,
): Promise<ExitCode> {
  const { readPackageVersion } = await import('./options/package-version.ts');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(
    `sockets-codemod: internal error. ${journal.summary}\n` +
      `Please report this, with the command line: eslint-plugin-sockets ${readPackageVersion()}, Node.js ${process.version}, ${process.platform}\n` +
      `${stack.split('\n').map(toVisible).join('\n')}\n`,
  );
  await terminal.flush(() => true);
  return ExitCode.internalError;
}

async function findMeantOption({ written, known }: UnknownOption): Promise<string | undefined> {
  const { findNearest } = await import('./options/nearest.ts');
  return findNearest(written, known);
}
