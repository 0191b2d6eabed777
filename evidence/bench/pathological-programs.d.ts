/** A program that is harmless and far larger, deeper or more circular than people write. */
export interface PathologicalProgram {
  /** What is too much of. */
  readonly name: string;
  /** JavaScript. */
  readonly text: string;
  /** How many reuse options it sets. */
  readonly options: number;
  /** What all of its sockets are. */
  readonly role: 'client' | 'listener';
}

/** Writes one program of each kind; a scale of 1 has the sizes that are promised. */
export function writePathologicalPrograms(scale?: number, depthScale?: number): PathologicalProgram[];
