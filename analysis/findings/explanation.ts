import type { SocketApi } from '../apis/description.ts';
import type { Project } from '../program/project.ts';
import type { Place } from '../program/line-table.ts';
import type { SourceFile } from '../program/source-file.ts';
import { explainSocket } from './explained-socket.ts';
import type { ExplainedSocket } from './explained-socket.ts';
import type { Finding } from './finding.ts';
import { findInProgram } from './findings.ts';

/** The reasons for a verdict, for whoever doubts it. */
export interface Explanation extends Pick<
  Finding,
  'verdict' | 'option' | 'api' | 'place' | 'evidence' | 'message' | 'remedy'
> {
  /**
   * The sockets that get the option there: one call can make several, each in a run of its own. Of sockets with the same
   * explanation, one is listed.
   */
  readonly sockets: readonly ExplainedSocket[];
}

/** The explanations of a place, or what can be asked for instead. */
export interface ExplainedFile {
  readonly explanations: readonly Explanation[];
  /** Where options are that have an explanation. */
  readonly places: readonly Place[];
}

/**
 * Explains the verdicts on the options of a line.
 *
 * @param file a parsed file; with a project, its `path` is absolute
 * @param apis the APIs to look for
 * @param at the line, and the column if one option of several is meant, both from 1: any within the option
 * @param project the files around it; default: none
 */
export function explainOptions(
  file: SourceFile,
  apis: readonly SocketApi[],
  at: { readonly line: number; readonly column?: number | undefined },
  project?: Project,
): ExplainedFile {
  const { program, findings } = findInProgram(file, apis, project);
  const uses = program.findSiteUses().filter(({ site }) => site.state !== 'off');
  return {
    explanations: findings
      .filter((finding) => isAt(finding, at, file.text))
      .map(({ verdict, option, api, place, evidence, message, remedy, node }) => {
        const own = uses.filter(({ site }) => site.node === node && site.option.name === option);
        const sockets = new Map(
          own.map((use) => {
            const socket = explainSocket(program.dataflow.engine, use);
            return [JSON.stringify(socket), socket];
          }),
        );
        return {
          verdict,
          option,
          api,
          place,
          evidence,
          message,
          remedy,
          sockets: [...sockets.values()],
        };
      }),
    places: findings.map(({ place }) => place),
  };
}

function isAt(
  { node, place }: Finding,
  { line, column }: Parameters<typeof explainOptions>[2],
  text: string,
): boolean {
  if (place.line !== line || column === undefined) {
    return place.line === line;
  }
  const written = text.slice(...node.range);
  const [first = ''] = written.split(/\r\n?|[\n\u2028\u2029]/u, 1);
  return column >= place.column && column <= place.column + first.length;
}
