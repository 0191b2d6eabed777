import { SOCKET_APIS, getOptionNames } from './apis/index.ts';
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

export { applyEdits } from './edits.ts';
export type { Finding, Place, Remedy, TextEdit, Verdict } from './finding.ts';
export type { SourceFile } from './model.ts';

/** The name of every reuse option: a text without any of them holds nothing to find. */
export const REUSE_OPTION_NAMES: readonly string[] = getOptionNames(SOCKET_APIS);

const mention = new RegExp(REUSE_OPTION_NAMES.join('|'), 'u');

/** Whether a text names a reuse option at all: if not, `analyze` finds nothing in it. */
export function mentionsReuseOption(text: string): boolean {
  return mention.test(text);
}

/**
 * Finds each reuse option that the file sets on a socket, with a verdict and what can be done about it.
 *
 * @param file a parsed file
 * @returns the findings in source order
 */
export function analyze(file: SourceFile): readonly Finding[] {
  const model = new ProgramModel(file);
  const flow = new Flow(model);
  const values = new Evaluator(flow);
  const finder = new OptionFinder(flow, values);
  const judge = new RoleJudge(flow, values);
  const remedies = new RemedyFinder(flow, values);
  const uses = new Map<Node, Map<string, SiteUse[]>>();
  for (const made of new SocketCalls(model, SOCKET_APIS).find()) {
    for (const option of made.maker.options) {
      for (const site of finder.find(made, option)) {
        if (site.state === 'off') continue;
        const byOption = uses.get(site.node) ?? new Map<string, SiteUse[]>();
        const list = byOption.get(option.name) ?? [];
        for (const judgement of judge.judge(made, site.context)) list.push({ site, made, judgement });
        byOption.set(option.name, list);
        uses.set(site.node, byOption);
      }
    }
  }
  return [...uses.values()]
    .flatMap((byOption) => [...byOption.values()])
    .map((list) => toFinding(list, model, remedies))
    .filter((finding) => finding !== undefined)
    .sort((a, b) => a.node.range[0] - b.node.range[0]);
}
