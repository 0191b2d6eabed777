import type { Judged } from './judge.ts';

/** Verdicts about the sockets of closed programs with constant ports, by one kind of transfer. */
export interface Row {
  readonly kind: string;
  programs: number;
  decided: number;
  /** Programs none of whose runs bound the socket to an explicit port. */
  clients: number;
  /** Those of them that were found to be clients. */
  found: number;
}

const CONSTANT_PORT = /^'?\d*'?$|^undefined$/u;

/** Counts how much the analysis decides, so that it cannot be sound by knowing nothing. */
export class VerdictCounts {
  readonly all: Row = createRow('all');
  readonly #kinds = new Set<string>();
  readonly #rows = new Map<string, Row>();
  readonly verdicts = new Map<string, number>();

  /** Rows in the order of their kinds. */
  get rows(): readonly Row[] {
    return [...this.#rows.values()].sort((a, b) => a.kind.localeCompare(b.kind, 'en'));
  }

  /** The groups of transfers. */
  get groups(): readonly Row[] {
    const groups = new Map<string, Row>();
    for (const row of this.#rows.values()) {
      const kind = row.kind.split(': ')[0] ?? '';
      const group = groups.get(kind) ?? createRow(kind);
      groups.set(kind, group);
      for (const key of ['programs', 'decided', 'clients', 'found'] as const) {
        group[key] += row[key];
      }
    }
    return [...groups.values()].sort((a, b) => a.kind.localeCompare(b.kind, 'en'));
  }

  /** Every kind that some program had, open ones too. */
  get kinds(): readonly string[] {
    return [...this.#kinds];
  }

  add({ written, plan, verdicts, runs }: Judged): void {
    for (const kind of written.transfers) {
      this.#kinds.add(kind);
    }
    const main = runs[0]?.records.length ? 0 : undefined;
    const verdict = verdicts.get(0)?.verdict ?? 'none';
    this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1);
    if (written.isOpen || main === undefined || !CONSTANT_PORT.test(plan.port)) {
      return;
    }
    const ports = runs.flatMap(({ records }) =>
      records.flatMap(({ site, port }) => (site === 0 ? [port] : [])),
    );
    // What nothing binds or uses is unknown by definition.
    if (ports.every((port) => port === undefined)) {
      return;
    }
    const isClient = ports.every((port) => !port);
    for (const row of [this.all, ...new Set(written.transfers)].map((kind) => this.#getRow(kind))) {
      row.programs += 1;
      row.decided += verdict === 'client' || verdict === 'listener' || verdict === 'mixed' ? 1 : 0;
      row.clients += isClient ? 1 : 0;
      row.found += isClient && verdict === 'client' ? 1 : 0;
    }
  }

  #getRow(kind: string | Row): Row {
    if (typeof kind !== 'string') {
      return kind;
    }
    const row = this.#rows.get(kind) ?? createRow(kind);
    this.#rows.set(kind, row);
    return row;
  }
}

function createRow(kind: string): Row {
  return { kind, programs: 0, decided: 0, clients: 0, found: 0 };
}

/** A row as text. */
export function formatRow({ kind, programs, decided, clients, found }: Row): string {
  const share = programs === 0 ? '' : `${((100 * decided) / programs).toFixed(1)} %`;
  const part = clients === 0 ? '' : `${((100 * found) / clients).toFixed(1)} %`;
  return `${String(programs).padStart(7)} ${share.padStart(8)} ${String(clients).padStart(7)} ${part.padStart(8)}  ${kind}`;
}
