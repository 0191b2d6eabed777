import type { Project } from '../program/project.ts';
import type { SocketProgram } from '../sockets/socket-program.ts';
import { createMentionPattern, findMentioned } from './field-mentions.ts';
import type { FieldMention } from './field-mentions.ts';
import type { ProgramGrowth } from './program-growth.ts';

/** A command in `package.json` with a program in it. Nothing else in there can touch a field. */
const COMMAND = /\b(?:node|bun|deno|tsx)\b[^\n]*\s(?:-p?e|-p|--eval|--print|eval)\s/u;

/** Up to so many fields, each is looked at by itself. */
const FIELDS_BY_THEMSELVES = 8;

/** The fields that files of the project touch, and that have to be left alone for a verdict to be right. */
export class TouchedFields {
  /** The fields that are touched by files of which it is not seen what they do. */
  readonly names = new Set<string>();
  readonly #path: string;
  readonly #project: Project;
  readonly #growth: ProgramGrowth;
  readonly #mentions = new Map<string, FieldMention>();

  /** @param path the file that is asked about */
  constructor(path: string, project: Project, growth: ProgramGrowth) {
    this.#path = path;
    this.#project = project;
    this.#growth = growth;
  }

  /**
   * Adds the files that may touch a field that has to be left alone for all clients to be clients.
   *
   * @param isClient whether all clients remain clients when other files touch these fields
   * @returns whether there were any
   */
  grow(program: SocketProgram, isClient: (touched: ReadonlySet<string>) => boolean): boolean {
    const mentions = this.#find(program, isClient);
    if (mentions.size > 0) {
      this.#growth.grow(program, true);
      this.#distrust(this.#growth.addTouching(mentions), mentions);
    }
    return mentions.size > 0;
  }

  /** Takes the fields for touched without a look at the files, where none can be added. */
  close(program: SocketProgram, isClient: (touched: ReadonlySet<string>) => boolean): boolean {
    const mentions = this.#find(program, isClient);
    this.#distrust([...mentions.keys()], mentions);
    return mentions.size > 0;
  }

  #distrust(paths: readonly string[], mentions: ReadonlyMap<string, FieldMention>): void {
    for (const path of paths) {
      mentions.get(path)?.names.forEach((name) => this.names.add(name));
    }
  }

  /** The files outside of the program that touch a field that has to be left alone for all clients to be clients. */
  #find(
    { dataflow }: SocketProgram,
    isClient: (touched: ReadonlySet<string>) => boolean,
  ): ReadonlyMap<string, FieldMention> {
    const mentions = new Map<string, FieldMention>();
    const known = new Set(dataflow.files.map(({ source }) => source.path));
    const fields = new Map([...dataflow.engine.trust.names].filter(([name]) => !this.names.has(name)));
    const texts =
      fields.size > 0 ? this.#project.findTexts(this.#path, createMentionPattern(fields.keys())) : [];
    for (const { path, text } of texts) {
      if (!known.has(path)) {
        mentions.set(path, this.#getMention(path, text, fields));
      }
    }
    const named = new Set([...mentions.values()].flatMap(({ names }) => names));
    const decisive = findDecisive([...named], (touched) => isClient(new Set([...this.names, ...touched])));
    const found = new Map<string, FieldMention>();
    for (const [path, { names, isMethod }] of mentions) {
      const deciding = names.filter((name) => decisive.has(name));
      if (deciding.length > 0 && this.#growth.mayGet(path)) {
        found.set(path, { names: deciding, isMethod });
      }
    }
    return found;
  }

  #getMention(path: string, text: string, fields: ReadonlyMap<string, boolean>): FieldMention {
    const key = `${path}\n${[...fields].join()}`;
    let mention = this.#mentions.get(key);
    if (!mention) {
      mention = this.#read(path, text, fields);
      this.#mentions.set(key, mention);
    }
    return mention;
  }

  #read(path: string, text: string, fields: ReadonlyMap<string, boolean>): FieldMention {
    const isManifest = path.endsWith('/package.json');
    const source = isManifest ? undefined : this.#project.load(path);
    if (source) {
      return findMentioned(source, fields);
    }
    const names = isManifest && !COMMAND.test(text) ? [] : [...fields.keys()];
    return { names: names.filter((name) => text.includes(`.${name}`)), isMethod: true };
  }
}

/**
 * Those of some fields that have to be left alone for all clients to be clients.
 *
 * @param names the fields
 * @param isClient whether all clients remain clients when other files touch some of them
 */
function findDecisive(
  names: readonly string[],
  isClient: (touched: ReadonlySet<string>) => boolean,
): ReadonlySet<string> {
  if (names.length === 0 || isClient(new Set(names))) {
    return new Set();
  }
  if (names.length === 1 || names.length > FIELDS_BY_THEMSELVES) {
    return new Set(names);
  }
  const decisive = names.filter((name) => !isClient(new Set([name])));
  const others = names.filter((name) => !decisive.includes(name));
  // Two fields can matter together: one that holds an object, and one of that object.
  const isByOthers = others.length > 0 && !isClient(new Set(others));
  return new Set(isByOthers ? names : decisive);
}
