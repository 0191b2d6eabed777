import type { Analyze, Inspection, TreeMaker } from './tree-makers.ts';

/** Analyzes the trees that each parser makes of one file. */
export function inspectFile(
  makers: readonly TreeMaker[],
  analyze: Analyze,
  path: string,
  text: string,
): Inspection {
  const inspection: Inspection = { path, readings: [], failures: [], disagreements: [] };
  for (const maker of makers) {
    try {
      let findings: string[] = [];
      let time = 0;
      const isRead = maker.read(text, path, (file) => {
        const start = performance.now();
        findings = analyze(file).map(
          ({ place, verdict, option, remedy }) =>
            `${place.line}:${place.column} ${verdict} ${option} ${remedy.kind}`,
        );
        time = performance.now() - start;
      });
      if (isRead) {
        inspection.readings.push({ maker: maker.name, findings, time });
      }
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      inspection.failures.push(`${path} (${maker.name})\n${stack?.split('\n').slice(0, 6).join('\n') ?? ''}`);
    }
  }
  const [first, ...others] = inspection.readings;
  for (const other of others) {
    if (!first || first.findings.join() === other.findings.join()) {
      continue;
    }
    const [one, two] = [first, other].map(
      ({ maker, findings }) => `${maker}: ${findings.join(', ') || 'nothing'}`,
    );
    inspection.disagreements.push(`${path}\n  ${one}\n  ${two}`);
  }
  return inspection;
}
