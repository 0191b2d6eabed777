import type { SocketApi } from './apis/description.ts';
import { SOCKET_APIS, getMentions } from './apis/index.ts';
import { validateSettings } from './apis/validate.ts';
import { CallContext } from './context.ts';
import type { Finding } from './finding.ts';
import { Flow } from './flow/flow.ts';
import { toFinding } from './messages.ts';
import { ProgramModel, type SourceFile } from './model.ts';
import { OptionFinder } from './options.ts';
import { SocketCalls } from './socket-calls.ts';
import { RemedyFinder, type SiteUse } from './remedy.ts';
import { RoleJudge } from './role.ts';
import { findSetCalls } from './setsockopt.ts';
import { StrayOptions } from './stray-options.ts';
import type { Node } from './syntax.ts';
import { Evaluator } from './values.ts';

export type { SocketApi } from './apis/description.ts';
export { ApiDescriptionError } from './apis/validate.ts';
export { applyEdits, toDisjoint } from './edits.ts';
export type { Finding, Place, Remedy, TextEdit, Verdict } from './finding.ts';
export type { SourceFile } from './model.ts';
export { LineTable } from './places.ts';

/** The APIs that a front end looks for, and a quick test for texts that hold nothing of them. */
export interface ApiSelection {
  readonly apis: readonly SocketApi[];
  /** Words of which a text must contain one: without, there is nothing to find in it. */
  readonly mentions: readonly string[];
  /** Whether a text contains one of the words. */
  isMentioned(text: string): boolean;
}

function select(apis: readonly SocketApi[]): ApiSelection {
  const mentions = getMentions(apis);
  const pattern = new RegExp(
    mentions.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&')).join('|'),
    'u',
  );
  return { apis, mentions, isMentioned: (text) => pattern.test(text) };
}

/** The APIs that come with the package. */
const KNOWN_APIS: ApiSelection = select(SOCKET_APIS);

const selections = new WeakMap<object, ApiSelection>();

/**
 * The known APIs with those that a user describes.
 *
 * @param settings what stands under `settings.sockets`: `{ apis: [...] }`, or nothing
 * @throws {ApiDescriptionError} when a description cannot be used
 */
export function selectApis(settings: unknown): ApiSelection {
  if (settings === undefined) return KNOWN_APIS;
  const known = typeof settings === 'object' && settings !== null ? selections.get(settings) : undefined;
  if (known) return known;
  validateSettings(settings, 'settings.sockets');
  const selection = settings.apis ? select([...settings.apis, ...SOCKET_APIS]) : KNOWN_APIS;
  selections.set(settings, selection);
  return selection;
}

/** Whether a text names a reuse option of the known APIs: if not, `analyze` finds nothing in it. */
export function mentionsReuseOption(text: string): boolean {
  return KNOWN_APIS.isMentioned(text);
}

/**
 * Finds each reuse option that the file sets on a socket, with a verdict and what can be done about it.
 *
 * @param file a parsed file
 * @param apis the APIs to look for
 * @returns the findings in source order
 */
export function analyze(file: SourceFile, apis: readonly SocketApi[] = SOCKET_APIS): readonly Finding[] {
  const model = new ProgramModel(file);
  const flow = new Flow(model);
  const values = new Evaluator(flow);
  const finder = new OptionFinder(flow, values);
  const judge = new RoleJudge(flow, values);
  const remedies = new RemedyFinder(flow, values);
  const calls = new SocketCalls(model, apis);
  const sites = new SiteUses();
  const made = calls.find();
  for (const { argumentCalls } of made) for (const call of argumentCalls) values.properties.addReader(call);
  for (const call of made) {
    for (const option of call.maker.options) {
      const uses = option.at.in === 'maker' ? [] : judge.getUses(call, CallContext.none);
      for (const site of finder.find(call, option, uses)) {
        sites.addSite(site.node);
        if (site.state === 'off') continue;
        for (const judgement of judge.judge(call, site.context)) sites.add({ site, made: call, judgement });
      }
    }
  }
  const socketCalls = new Set<Node>(
    made.flatMap((call) => [
      ...call.argumentCalls,
      ...judge.getUses(call, CallContext.none).map((use) => use.node),
    ]),
  );
  const findings = [
    ...sites.getGroups().flatMap((group) => toFinding(group, model, remedies) ?? []),
    ...findSetCalls(model, values),
    ...new StrayOptions(flow, values, calls).find(sites.nodes, socketCalls),
  ];
  const found = values.isExhausted ? findings.map(toUndecided) : findings;
  return found.sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** The same finding, where not all that could decide it was looked at. */
function toUndecided(finding: Finding): Finding {
  const evidence = 'the file is too entangled to be followed to its end';
  return {
    ...finding,
    verdict: 'unknown',
    evidence,
    message: `'${finding.option}' may be set on a client socket: ${evidence}.`,
    remedy: { kind: 'none', reason: evidence },
  };
}

/** The sockets that get an option, by the place that sets it. */
class SiteUses {
  readonly #groups = new Map<Node, Map<string, SiteUse[]>>();

  /** Every node that sets an option on a known socket, off or on. */
  readonly nodes = new Set<Node>();

  addSite(node: Node): void {
    this.nodes.add(node);
  }

  add(use: SiteUse): void {
    const { node, option } = use.site;
    const byName = this.#groups.get(node) ?? new Map<string, SiteUse[]>();
    const group = byName.get(option.name) ?? [];
    group.push(use);
    byName.set(option.name, group);
    this.#groups.set(node, byName);
  }

  getGroups(): readonly (readonly SiteUse[])[] {
    return [...this.#groups.values()].flatMap((byName) => [...byName.values()]);
  }
}
