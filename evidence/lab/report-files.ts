import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderReport } from './markdown-report.ts';
import type { PlotReference } from './markdown-report.ts';
import { plotCapacity } from './plots/capacity.ts';
import { plotConnectFailures } from './plots/connect-failures.ts';
import { plotWrongReplies } from './plots/wrong-replies.ts';
import { countPorts } from './port-range.ts';
import type { Results } from './results.ts';

interface Plot extends PlotReference {
  /** Undefined when the run has nothing to plot. */
  draw(results: Results): Promise<string> | undefined;
}

const PLOTS: readonly Plot[] = [
  {
    file: 'wrong-replies.svg',
    title: 'Replies at the wrong client against the number of clients',
    draw({ parts }) {
      const rows = parts.crossedReplies?.data ?? [];
      return rows.length === 0 ? undefined : plotWrongReplies(rows);
    },
  },
  {
    file: 'connect-failures.svg',
    title: 'EADDRINUSE per connect against connections in TIME_WAIT, four kernels',
    draw({ parts }) {
      return parts.simulation === undefined ? undefined : plotConnectFailures(parts.simulation.data.failures);
    },
  },
  {
    file: 'capacity.svg',
    title: 'Open connections against destinations',
    draw({ parts }) {
      const data = parts.bindBeforeConnect?.data;
      return data?.range === undefined ? undefined : plotCapacity(data.capacity, countPorts(data.range));
    },
  },
];

/** JSON with a list of numbers on one line: the ports of a setting, in the order in which they were given out. */
function renderJson(results: Results): string {
  const json = JSON.stringify(results, null, 2);
  return `${json.replaceAll(/\[[\s\d,]+\]/g, (list) => list.replaceAll(/\s+/g, ''))}\n`;
}

/**
 * The files of the report.
 *
 * @param results the run, or what was read from its results.json
 * @returns content by file name; undefined for a plot that this run has no points for
 */
export async function renderReportFiles(results: Results): Promise<Map<string, string | undefined>> {
  const files = new Map<string, string | undefined>();
  const drawn: PlotReference[] = [];
  for (const plot of PLOTS) {
    const svg = await plot.draw(results);
    if (svg !== undefined) {
      drawn.push(plot);
    }
    files.set(plot.file, svg);
  }
  files.set('results.json', renderJson(results));
  files.set('report.md', renderReport(results, drawn));
  return files;
}

/**
 * Writes the report, and removes plots of an earlier run that this one has no points for.
 *
 * @param folder made if it isn't there
 * @param results the run
 */
export async function writeReport(folder: string, results: Results): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, content] of await renderReportFiles(results)) {
    if (content === undefined) {
      await rm(join(folder, file), { force: true });
    } else {
      await writeFile(join(folder, file), content);
    }
  }
}
