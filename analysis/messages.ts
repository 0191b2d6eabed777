import type { ReuseOption } from './apis/description.ts';
import type { Finding, Remedy, Verdict } from './finding.ts';
import type { ProgramModel } from './model.ts';
import type { RemedyFinder, SiteUse } from './remedy.ts';

/** Makes one finding of every socket that gets an option from one site. */
export function toFinding(
  uses: readonly SiteUse[],
  model: ProgramModel,
  remedies: RemedyFinder,
): Finding | undefined {
  const [first] = uses;
  if (!first) return undefined;
  const clients = uses.filter(isCertainClient);
  const other = uses.find((use) => use.judgement.role !== 'client');
  const [client] = clients;
  const verdict = getVerdict(uses, client !== undefined, other !== undefined);
  const deciding = client ?? uses.find((use) => use.judgement.role === 'unknown') ?? first;
  const { option, node } = deciding.site;
  const isValueUnknown = verdict === 'unknown' && deciding.judgement.role === 'client';
  const evidence = isValueUnknown ? getDoubt(deciding) : deciding.judgement.evidence;
  const remedy = getRemedy(verdict, uses, other, remedies);
  return {
    verdict,
    api: deciding.made.api.id,
    option: option.name,
    node,
    place: model.getPlace(node),
    evidence,
    message: getMessage(verdict, option, evidence, remedy),
    remedy,
  };
}

/** Why a client is not reported. */
function getDoubt({ judgement, site }: SiteUse): string {
  if (site.state === 'unknown') return `the file does not show whether '${site.option.name}' is on`;
  return judgement.exposedBy?.by === 'inheritance'
    ? `the socket is the field '${judgement.exposedBy.name}' of a class whose base class, in another file, may bind it`
    : `the socket is the public field '${judgement.exposedBy?.name ?? ''}' of a class that is exported, and may be bound elsewhere`;
}

/** Whether a socket is a client, and gets the option without a say of code outside of the file. */
function isCertainClient({ judgement, site }: SiteUse): boolean {
  if (judgement.role !== 'client' || site.state === 'unknown') return false;
  // A class that leaves the option to its user is made to be used in more ways than this file shows.
  return !judgement.exposedBy || (judgement.exposedBy.by === 'name' && site.state === 'on');
}

function getVerdict(uses: readonly SiteUse[], hasClient: boolean, hasOther: boolean): Verdict {
  if (hasClient) return hasOther ? 'mixed' : 'client';
  return uses.every((use) => use.judgement.role === 'listener') ? 'listener' : 'unknown';
}

function getRemedy(
  verdict: Verdict,
  uses: readonly SiteUse[],
  other: SiteUse | undefined,
  remedies: RemedyFinder,
): Remedy {
  if (verdict === 'client') return remedies.find(uses);
  if (verdict === 'mixed' && other) {
    const what = other.judgement.role === 'listener' ? 'is no client' : 'may be no client';
    return {
      kind: 'none',
      reason: `these options also serve a socket that ${what}: ${other.judgement.evidence}`,
    };
  }
  return { kind: 'none', reason: uses[0]?.judgement.evidence ?? '' };
}

function getMessage(verdict: Verdict, option: ReuseOption, evidence: string, remedy: Remedy): string {
  const sets = `'${option.name}' sets ${option.sets}`;
  if (verdict === 'listener') return `${sets} on a listener: ${evidence}.`;
  if (verdict === 'unknown') return `${sets} on a socket that may be a client: ${evidence}.`;
  if (option.hasNoEffect)
    return `'${option.name}' has no effect on a client socket: ${evidence}. ${getAdvice(verdict, remedy)}`;
  const harm =
    option.harm ?? 'so the kernel picks its port, and may pick one that another such socket already has';
  return `${sets} on a client socket: ${evidence}, ${harm}. ${getAdvice(verdict, remedy)}`;
}

function getAdvice(verdict: Verdict, remedy: Remedy): string {
  switch (remedy.kind) {
    case 'fix':
      return 'Remove it.';
    case 'suggestion':
      return `${remedy.title}: ${remedy.reason}.`;
    case 'none':
      return verdict === 'mixed'
        ? `Give the client options of its own: ${remedy.reason}.`
        : `Remove it by hand: ${remedy.reason}.`;
  }
}
