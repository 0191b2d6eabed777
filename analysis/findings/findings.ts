import { GROWTHS } from '../dataflow/limits.ts';
import type { Project } from '../program/project.ts';
import type { SourceFile } from '../program/source-file.ts';
import { ProgramGrowth } from './program-growth.ts';
import type { SocketApi } from '../apis/description.ts';
import { getOptionNames } from '../apis/index.ts';
import { SocketProgram, type SiteUse } from '../sockets/socket-program.ts';
import type { Node } from '../program/syntax.ts';
import { getAdvice } from './advice.ts';
import { describeGround, getCalledNames } from './evidence.ts';
import type { Finding, Remedy, SocketVerdict } from './finding.ts';
import { HARM, type MessageId, fillMessage } from './messages.ts';
import { RemedyFinder } from './remedy.ts';
import { toSetFinding } from './set-findings.ts';
import { findAssertedOptions } from './asserted-options.ts';
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
  return findInProgram(file, apis, project).findings;
}

/** The findings of a file with the program that they were found in. */
export interface ProgramFindings {
  readonly program: SocketProgram;
  readonly findings: readonly Finding[];
}

/** The same as {@link findOptions}, with what its findings rest on. */
export function findInProgram(
  file: SourceFile,
  apis: readonly SocketApi[],
  project: Project | undefined,
): ProgramFindings {
  const { path } = file;
  let program = getProgram(file, apis);
  let findings = toFindings(program);
  if (!project || path === undefined) {
    return { program, findings };
  }
  const growth = new ProgramGrowth(file, path, project);
  for (let count = 0; count < GROWTHS; count++) {
    const isHeld = hasHeldClient(program);
    const hangs =
      findings.some(isOpen) || isHeld || hasGivenPort(program) || hasUnknownTarget(program, findings);
    // What is too large already does not become clearer.
    if (program.dataflow.engine.isExhausted) {
      break;
    }
    const hasGrown = hangs && growth.grow(program, isHeld);
    const isClient = findings.some(({ verdict }) => verdict === 'client');
    if (!(isClient && growth.addReplacing(program)) && !hasGrown) {
      break;
    }
    const grown = new SocketProgram(growth.files, apis, growth);
    const ofGrown = toFindings(grown);
    // What is too large with the other files is as open as it was without them. A client is none that nobody could check.
    if (grown.dataflow.engine.isExhausted && !isClient) {
      break;
    }
    program = grown;
    findings = ofGrown;
  }
  return { program, findings };
}

/** Whether another file may decide a finding. */
function isOpen({ verdict }: Finding): boolean {
  return verdict === 'unknown' || verdict === 'mixed';
}

/** Whether a client is one as long as other files leave alone the public field that holds it. */
function hasHeldClient(program: SocketProgram): boolean {
  return getOwnUses(program).some(
    ({ judgement: { role, heldBy } }) => role === 'client' && heldBy !== undefined,
  );
}

/** Whether a listener is one as long as other files do not show that its port is 0. */
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
    ...groupByNode(sites.filter(({ site }) => site.activation.file === file)).flatMap(
      (group) => toFinding(group, remedies) ?? [],
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

/** The sockets that get an option, by the place that sets it. */
function groupByNode(uses: readonly SiteUse[]): readonly (readonly SiteUse[])[] {
  const groups = new Map<Node, Map<string, SiteUse[]>>();
  for (const use of uses) {
    const { node, option, state } = use.site;
    if (state === 'off') {
      continue;
    }
    const byName = groups.get(node) ?? new Map<string, SiteUse[]>();
    const group = byName.get(option.name) ?? [];
    group.push(use);
    byName.set(option.name, group);
    groups.set(node, byName);
  }
  return [...groups.values()].flatMap((byName) => [...byName.values()]);
}

/** The same, by the call that makes the sockets: the unit of a verdict. */
function groupByMaker(uses: readonly SiteUse[]): readonly (readonly SiteUse[])[] {
  const groups = new Map<Node, SiteUse[]>();
  for (const use of uses) {
    const group = groups.get(use.made.node);
    if (group) {
      group.push(use);
    } else {
      groups.set(use.made.node, [use]);
    }
  }
  return [...groups.values()];
}

function toFinding(uses: readonly SiteUse[], remedies: RemedyFinder): Finding | undefined {
  const groups = groupByMaker(uses).map((group) => ({ group, verdict: getVerdict(group) }));
  const client = groups.find(({ verdict }) => verdict === 'client');
  const decisive =
    client ??
    groups.find(({ verdict }) => verdict === 'mixed') ??
    groups.find(({ verdict }) => verdict === 'unknown') ??
    groups[0];
  if (!decisive) {
    return undefined;
  }
  const { group, verdict } = decisive;
  const deciding = getDeciding(group, verdict);
  if (!deciding) {
    return undefined;
  }
  const other = client && groups.find((each) => each.verdict !== 'client');
  const evidence = verdict === 'mixed' ? describeMixed(group) : describeUse(deciding, verdict);
  const remedy = getRemedy(
    verdict,
    uses,
    other && getDeciding(other.group, other.verdict),
    evidence,
    remedies,
  );
  return createFinding(deciding, verdict, evidence, remedy);
}

/** The verdict of the sockets that one call makes with an option of one place. */
function getVerdict(uses: readonly SiteUse[]): SocketVerdict {
  const clients = uses.filter(isCertainClient);
  const others = uses.filter(({ judgement }) => judgement.role !== 'client');
  if (clients.length > 0) {
    return others.length > 0 ? 'mixed' : 'client';
  }
  return uses.every(({ judgement }) => judgement.role === 'listener') ? 'listener' : 'unknown';
}

/** Whether a socket is a client, and gets the option without a say of code outside of the file. */
function isCertainClient({ judgement, site }: SiteUse): boolean {
  if (judgement.role !== 'client' || site.state === 'unknown') {
    return false;
  }
  // A class that leaves the option to its user is made to be used in more ways than this file shows.
  return judgement.heldBy === undefined || site.state === 'on';
}

function getDeciding(uses: readonly SiteUse[], verdict: SocketVerdict): SiteUse | undefined {
  return (
    (verdict === 'client'
      ? uses.find(isCertainClient)
      : (uses.find(({ judgement }) => judgement.role === 'unknown') ??
        uses.find(({ judgement }) => judgement.role !== 'client'))) ?? uses[0]
  );
}

function describeUse(use: SiteUse, verdict: SocketVerdict): string {
  const { judgement, site, made } = use;
  if (verdict === 'unknown' && judgement.role === 'client') {
    return site.state === 'unknown'
      ? `the file does not show whether '${site.option.name}' is on, and only its value decides`
      : `other code has the object whose field '${judgement.heldBy ?? ''}' holds the socket, and may bind it`;
  }
  return describeGround(judgement.ground, made);
}

/** A client in one context, and something else in another. */
function describeMixed(uses: readonly SiteUse[]): string {
  const client = uses.find(isCertainClient);
  const other = uses.find(({ judgement }) => judgement.role !== 'client');
  const clauses = [client, other].flatMap((use) =>
    use ? [describeGround(use.judgement.ground, use.made)] : [],
  );
  return clauses.join('; in another call, ');
}

function getRemedy(
  verdict: SocketVerdict,
  uses: readonly SiteUse[],
  other: SiteUse | undefined,
  evidence: string,
  remedies: RemedyFinder,
): Remedy {
  if (verdict !== 'client') {
    return { kind: 'none', reason: evidence };
  }
  if (other) {
    const what = other.judgement.role === 'listener' ? 'is no client' : 'may be no client';
    const ground = describeGround(other.judgement.ground, other.made);
    return { kind: 'none', reason: `these options also serve a socket that ${what}: ${ground}` };
  }
  return remedies.find(uses);
}

function createFinding(use: SiteUse, verdict: SocketVerdict, evidence: string, remedy: Remedy): Finding {
  const { site, made, judgement } = use;
  const { option, node, activation } = site;
  const { ground } = judgement;
  const join = verdict === 'client' && ground.kind === 'join' ? ground.name : undefined;
  const data = {
    option: option.name,
    sets: option.sets,
    evidence,
    harm: option.harm ?? HARM,
    advice:
      join === undefined
        ? getAdvice(remedy)
        : `Remove it, and call bind() before ${join}(): the runtime sets it for every socket that joins a group unbound, whatever the option says.`,
  };
  const isShared = verdict === 'unknown' && (ground.kind === 'shared' || ground.kind === 'lends');
  const messageId = isShared ? 'shared' : getMessageId(verdict, option.hasNoEffect ?? false);
  return {
    verdict,
    api: made.api.id,
    calls: getCalledNames(made),
    option: option.name,
    node,
    place: activation.file.getPlace(node),
    evidence,
    messageId,
    data,
    message: fillMessage(messageId, data),
    remedy: join === undefined ? remedy : { kind: 'none', reason: getJoinReason(join) },
  };
}

/** What cures a socket that joins a group unbound: libuv sets SO_REUSEADDR for each of them (src/unix/udp.c). */
function getJoinReason(join: string): string {
  return `the runtime sets it for every socket that joins a group unbound, whatever the option says, so that removing it cures nothing without a bind() before ${join}()`;
}

function getMessageId(verdict: SocketVerdict, hasNoEffect: boolean): MessageId {
  switch (verdict) {
    case 'client':
      return hasNoEffect ? 'clientWithoutEffect' : 'client';
    case 'mixed':
      return 'mixed';
    case 'unknown':
      return 'undecided';
    case 'listener':
      return 'listener';
  }
}
