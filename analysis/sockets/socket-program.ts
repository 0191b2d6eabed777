import type { ReuseOption, SocketApi } from '../apis/description.ts';
import { Dataflow } from '../dataflow/dataflow.ts';
import type { ProgramLinks } from '../program/program-links.ts';
import type { SourceFile } from '../program/source-file.ts';
import { SocketEnvironment } from './environment.ts';
import type { Judgement } from './judgement.ts';
import type { MadeSocket } from './made-socket.ts';
import { getMakerIndex } from './maker-index.ts';
import type { OptionSite } from './option-site.ts';
import { OptionFinder } from './options.ts';
import { ObjectUses } from './object-uses.ts';
import { RoleJudge } from './roles.ts';
import { SetOptions } from './setsockopt.ts';
import type { SetOption } from './setsockopt.ts';
import { StrayOptions } from './stray-options.ts';
import type { StrayOption } from './stray-options.ts';
import type { Node } from '../program/syntax.ts';

/** One socket that gets an option from one option site. */
export interface SiteUse {
  readonly site: OptionSite;
  readonly made: MadeSocket;
  readonly judgement: Judgement;
}

/** The sockets of a program, what they are, and where their options are set. */
export class SocketProgram {
  readonly dataflow: Dataflow;
  readonly apis: readonly SocketApi[];
  readonly #environment: SocketEnvironment;
  readonly #judge: RoleJudge;
  readonly #options: OptionFinder;
  readonly #setOptions: SetOptions;
  readonly #strayOptions: StrayOptions;
  readonly objectUses: ObjectUses;
  #siteUses: readonly SiteUse[] | undefined;

  /**
   * @param sources the files of the program, the one that is asked about first
   * @param apis the APIs that make sockets
   * @param links how the files hang together
   * @param touched the fields that files touch which are not part of the program
   */
  constructor(
    sources: readonly SourceFile[],
    apis: readonly SocketApi[],
    links?: ProgramLinks,
    touched?: ReadonlySet<string>,
  ) {
    this.apis = apis;
    this.#environment = new SocketEnvironment(apis);
    this.dataflow = new Dataflow(sources, this.#environment, links, touched);
    this.dataflow.start(getMakerIndex(apis).globals);
    this.#setOptions = new SetOptions(this.dataflow);
    this.#strayOptions = new StrayOptions(this.dataflow);
    this.dataflow.run();
    this.objectUses = new ObjectUses(this.dataflow);
    this.#judge = new RoleJudge(this.dataflow, this.#environment);
    this.#options = new OptionFinder(this.dataflow);
  }

  /** The sockets that the program makes, in the order in which they were found. */
  get sockets(): readonly MadeSocket[] {
    return this.#environment.sockets;
  }

  judge(made: MadeSocket): Judgement {
    return this.#judge.judge(made);
  }

  /** From now on, a socket that a public field holds is no client: what other files do with the field could not be asked. */
  distrustFields(): void {
    this.#judge.distrustFields();
    this.#siteUses = undefined;
  }

  /** Where an option of a socket is set. */
  findSites(made: MadeSocket, option: ReuseOption): readonly OptionSite[] {
    return this.#options.find(made, option);
  }

  /** Every socket with each place that sets one of its options, on or off. */
  findSiteUses(): readonly SiteUse[] {
    this.#siteUses ??= this.sockets.flatMap((made) =>
      made.maker.options.flatMap((option) =>
        this.findSites(made, option).map((site) => ({ site, made, judgement: this.judge(made) })),
      ),
    );
    return this.#siteUses;
  }

  /** Options that are set by number, on descriptors. */
  findSetOptions(): readonly SetOption[] {
    return this.#setOptions.find();
  }

  /** Options in objects that no known call reads. */
  findStrayOptions(): readonly StrayOption[] {
    const known = new Set<Node>();
    for (const { site } of this.findSiteUses()) {
      known.add(site.node);
      if (site.object?.node) {
        known.add(site.object.node);
      }
    }
    return this.#strayOptions.find(known);
  }
}
