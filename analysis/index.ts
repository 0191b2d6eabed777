import type { SocketApi } from './apis/description.ts';
import { SOCKET_APIS, getMentions } from './apis/index.ts';
import { CallContext } from './context.ts';
import type { Finding } from './finding.ts';
import { Flow } from './flow/flow.ts';
import { toFinding } from './messages.ts';
import { ProgramModel, type SourceFile } from './model.ts';
import { OptionFinder } from './options.ts';
import { SocketCalls } from './references.ts';
import { RemedyFinder, type SiteUse } from './remedy.ts';
import { RoleJudge } from './role.ts';
import type { Node } from './syntax.ts';
import { Evaluator } from './values.ts';

export type { SocketApi } from './apis/description.ts';
export { applyEdits } from './edits.ts';
export type { Finding, Place, Remedy, TextEdit, Verdict } from './finding.ts';
export type { SourceFile } from './model.ts';

/** Words of which a text must contain one: without, there is nothing to find in it. */
export const REUSE_MENTIONS: readonly string[] = getMentions(SOCKET_APIS);

const mention = new RegExp(REUSE_MENTIONS.map((word) => word.replaceAll('.', '\\.')).join('|'), 'u');

/** Whether a text names a reuse option at all: if not, `analyze` finds nothing in it. */
export function mentionsReuseOption(text: string): boolean {
  return mention.test(text);
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
  const sites = new SiteUses();
  for (const made of new SocketCalls(model, apis).find()) {
    for (const option of made.maker.options) {
      const uses = option.at.in === 'maker' ? [] : judge.getUses(made, CallContext.none);
      for (const site of finder.find(made, option, uses)) {
        if (site.state === 'off') continue;
        for (const judgement of judge.judge(made, site.context)) sites.add({ site, made, judgement });
      }
    }
  }
  return sites
    .getGroups()
    .flatMap((group) => toFinding(group, model, remedies) ?? [])
    .sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** The sockets that get an option, by the place that sets it. */
class SiteUses {
  readonly #groups = new Map<Node, Map<string, SiteUse[]>>();

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
