import { GROWTHS } from '../dataflow/limits.ts';
import type { Project } from '../program/project.ts';
import type { SourceFile } from '../program/source-file.ts';
import { findAssertedOptions } from './asserted-options.ts';
import { ProgramGrowth } from './program-growth.ts';
import { TouchedFields } from './touched-fields.ts';
import type { SocketApi } from '../apis/description.ts';
import { getApiMentions, getOptionNames } from '../apis/index.ts';
import { SET_OPTION_MENTIONS } from '../apis/setsockopt.ts';
import { ProgramFile } from '../program/program-file.ts';
import { hasSetCall } from '../sockets/setsockopt.ts';
import { SocketProgram } from '../sockets/socket-program.ts';
import type { SiteUse } from '../sockets/socket-program.ts';
import type { Finding } from './finding.ts';
import { RemedyFinder } from './remedy.ts';
import { toSetFinding } from './set-findings.ts';
import { toSiteFindings } from './site-findings.ts';
import { toAssertedFinding, toStrayFinding } from './stray-findings.ts';

/**
 * Finds each reuse option that a file sets on a socket, with a verdict and what can be done about it.
 *
 * @param file the file; with a project, its `path` is absolute
 * @param apis the APIs to look for
 * @param project the files around it; without, what leaves the file is unknown
 * @returns the findings in source order
 */
export function findOptions(
  file: SourceFile,
  apis: readonly SocketApi[],
  project?: Project,
): readonly Finding[] {
  return mayHaveOption(file, apis) ? findInProgram(file, apis, project).findings : [];
}

/** Whether following the values of a file can find anything: a highlighter that only lists `setsockopt` has no socket. */
function mayHaveOption(file: SourceFile, apis: readonly SocketApi[]): boolean {
  const isMentioned = (words: readonly string[]): boolean => words.some((word) => file.text.includes(word));
  return (
    !isMentioned(SET_OPTION_MENTIONS) ||
    isMentioned(getApiMentions(apis)) ||
    hasSetCall(new ProgramFile(file))
  );
}

/** The findings of a file with the program that they were found in. */
export interface ProgramFindings {
  readonly program: SocketProgram;
  readonly findings: readonly Finding[];
}

/** The same as {@link findOptions}, with the program that its findings come from. */
export function findInProgram(
  file: SourceFile,
  apis: readonly SocketApi[],
  project: Project | undefined,
): ProgramFindings {
  const { path } = file;
  const program = getProgram(file, apis);
  const findings = toFindings(program);
  if (!project || path === undefined) {
    return { program, findings };
  }
  const growth = new ProgramGrowth(file, path, project);
  const fields = new TouchedFields(path, project, growth);
  return new GrowingFindings(apis, growth, fields).find({ program, findings });
}

/** The findings of a file, as its program grows. */
class GrowingFindings {
  readonly #apis: readonly SocketApi[];
  readonly #growth: ProgramGrowth;
  readonly #fields: TouchedFields;

  constructor(apis: readonly SocketApi[], growth: ProgramGrowth, fields: TouchedFields) {
    this.#apis = apis;
    this.#growth = growth;
    this.#fields = fields;
  }

  /** Adds files for as long as they may decide something. */
  find(alone: ProgramFindings): ProgramFindings {
    let found = alone;
    for (let count = 0; count < GROWTHS; count++) {
      const isHeld = hasHeldClient(found.program);
      // A program that is too large decides nothing more when files are added.
      if (found.program.dataflow.engine.isExhausted) {
        return found;
      }
      if (!this.#grow(found, isHeld)) {
        return found;
      }
      const grown = this.#look(this.#growth.files, this.#fields.names);
      if (grown.program.dataflow.engine.isExhausted) {
        return this.#closeFields(resolveExhausted(found, grown, isHeld));
      }
      found = grown;
    }
    return this.#closeFields(found);
  }

  /** Adds the files that may decide what is found. */
  #grow(found: ProgramFindings, isHeld: boolean): boolean {
    const { program, findings } = found;
    const hangs =
      findings.some(isOpen) || isHeld || hasGivenPort(program) || hasUnknownTarget(program, findings);
    const hasGrown = hangs && this.#growth.grow(program, isHeld);
    if (!hasClient(findings)) {
      return hasGrown;
    }
    const isReplaced = this.#growth.addReplacing(program);
    return (
      hasGrown ||
      isReplaced ||
      this.#fields.grow(program, (touched) => this.#isUntouched(found, this.#growth.files, touched))
    );
  }

  #look(files: readonly SourceFile[], touched: ReadonlySet<string>): ProgramFindings {
    const program = new SocketProgram(files, this.#apis, this.#growth, touched);
    return { program, findings: toFindings(program) };
  }

  /** Distrusts the fields that a client depends on and that other files touch: no more files are added. */
  #closeFields(found: ProgramFindings): ProgramFindings {
    const files = found.program.dataflow.files.map(({ source }) => source);
    return hasClient(found.findings) &&
      this.#fields.close(found.program, (touched) => this.#isUntouched(found, files, touched))
      ? this.#look(files, this.#fields.names)
      : found;
  }

  /** Whether all clients remain clients when other files touch fields of these names. */
  #isUntouched(
    { findings }: ProgramFindings,
    files: readonly SourceFile[],
    touched: ReadonlySet<string>,
  ): boolean {
    const clients = this.#look(files, touched).findings.filter(isClient);
    return findings
      .filter(isClient)
      .every(({ node, option }) => clients.some((each) => each.node === node && each.option === option));
  }
}

function isClient({ verdict }: Finding): boolean {
  return verdict === 'client';
}

function hasClient(findings: readonly Finding[]): boolean {
  return findings.some(isClient);
}

/**
 * What to say when the program is too large with the files that were added. What was found before them counts, unless there was
 * no client in it, and the larger program has all findings and decides more of them.
 *
 * @param isHeld whether a public field holds a client; then it is none, since what the files do with the field is not checked
 */
function resolveExhausted(alone: ProgramFindings, grown: ProgramFindings, isHeld: boolean): ProgramFindings {
  if (isHeld) {
    alone.program.distrustFields();
    return { ...alone, findings: toFindings(alone.program) };
  }
  const isWhole = grown.findings.length >= alone.findings.length;
  const isClearer = grown.findings.filter(isOpen).length < alone.findings.filter(isOpen).length;
  return isWhole && isClearer && !hasClient(alone.findings) ? grown : alone;
}

/** Whether another file may decide a finding. */
function isOpen({ verdict }: Finding): boolean {
  return verdict === 'unknown' || verdict === 'mixed';
}

/** Whether a public field holds a client, which is one only as long as other files leave the field alone. */
function hasHeldClient(program: SocketProgram): boolean {
  return getOwnUses(program).some(
    ({ judgement: { role, heldBy } }) => role === 'client' && heldBy !== undefined,
  );
}

/** Whether other files give a listener its port, and may show that it is 0. */
function hasGivenPort(program: SocketProgram): boolean {
  return getOwnUses(program).some(({ judgement: { role, isPortGiven } }) => role !== 'client' && isPortGiven);
}

function getOwnUses(program: SocketProgram): readonly SiteUse[] {
  const [file] = program.dataflow.files;
  return program.findSiteUses().filter(({ site }) => site.activation.file === file);
}

/** Whether a file sets an option of something that it does not show: `options.reuseAddr = true` of what it imports. */
function hasUnknownTarget({ apis, dataflow }: SocketProgram, findings: readonly Finding[]): boolean {
  const tree = dataflow.files[0]?.tree;
  const names = new Set(apis.flatMap(getOptionNames));
  return [...names].some((name) =>
    tree?.getMembers(name).some((member) => {
      const { value, parent } = tree.getUse(member);
      const isWritten = parent?.type === 'AssignmentExpression' && parent.left === value;
      return isWritten && !findings.some(({ node }) => node === parent);
    }),
  );
}

function toFindings(program: SocketProgram): readonly Finding[] {
  const sites = program.findSiteUses();
  const remedies = new RemedyFinder(program);
  const [file] = program.dataflow.files;
  const found = [
    ...toSiteFindings(
      sites.filter(({ site }) => site.activation.file === file),
      remedies,
    ),
    ...program
      .findSetOptions()
      .filter(({ file: owner }) => owner === file)
      .map(toSetFinding),
    ...program
      .findStrayOptions()
      .filter(({ activation }) => activation.file === file)
      .map(toStrayFinding),
  ];
  const known = new Set(found.map(({ node }) => node));
  const asserted = file ? findAssertedOptions(file, known).map((each) => toAssertedFinding(file, each)) : [];
  return [...found, ...asserted].sort((a, b) => a.node.range[0] - b.node.range[0]);
}

const programs = new WeakMap<
  SourceFile['ast'],
  { readonly apis: readonly SocketApi[]; readonly program: SocketProgram }
>();

/** The sockets of a program of one file are found once for a tree, whatever asks for them. */
function getProgram(file: SourceFile, apis: readonly SocketApi[]): SocketProgram {
  const known = programs.get(file.ast);
  if (known?.apis === apis) {
    return known.program;
  }
  const program = new SocketProgram([file], apis);
  programs.set(file.ast, { apis, program });
  return program;
}
