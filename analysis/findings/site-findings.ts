import type { Node } from '../program/syntax.ts';
import type { SiteUse } from '../sockets/socket-program.ts';
import { getAdvice } from './advice.ts';
import { describeGround, getCalledNames } from './evidence.ts';
import type { Finding, Remedy, SocketVerdict } from './finding.ts';
import { HARM, fillMessage } from './messages.ts';
import type { MessageId } from './messages.ts';
import type { RemedyFinder } from './remedy.ts';

/** The findings of places that set an option of a socket. */
export function toSiteFindings(uses: readonly SiteUse[], remedies: RemedyFinder): readonly Finding[] {
  return groupByNode(uses).flatMap((group) => toFinding(group, remedies) ?? []);
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

/** Without the sockets of calls that end before they bind one, if others are left. A remedy is for all of them. */
function dropInterrupted(uses: readonly SiteUse[]): readonly SiteUse[] {
  const bound = uses.filter(({ judgement }) => judgement.ground.kind !== 'interrupted');
  return bound.length > 0 ? bound : uses;
}

function toFinding(uses: readonly SiteUse[], remedies: RemedyFinder): Finding | undefined {
  const groups = groupByMaker(dropInterrupted(uses)).map((group) => ({ group, verdict: getVerdict(group) }));
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
