import { checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Lab, Skip, Table } from '../experiment.ts';
import { hasReusePort } from './datagram-clients.ts';
import type { ReuseOptions } from './datagram-clients.ts';
import { startDatagramProcess } from './driven-process.ts';
import type { DrivenProcess } from './driven-process.ts';
import { startEchoServer } from './echo-server.ts';

/** Requests of the victim in each case. */
const REQUESTS = 100;

/** Two users that most systems have given to nobody. */
const VICTIM_UID = 64_000;
const THIEF_UID = 64_001;

/** A socket of the victim or the thief. */
interface Side {
  readonly option: 'none' | 'reuseAddr' | 'reusePort';
  readonly connected: boolean;
}

/** What must come of a case: the answer to the thief's bind(), and who receives the replies. */
type Fate = 'refused' | 'stolen' | 'kept' | 'by flow';

interface Case {
  readonly victim: Side;
  readonly thief: Side;
  /** What is expected when both are one user, and when they are two. */
  readonly fate: { readonly sameUser: Fate; readonly otherUser: Fate };
}

/** One case as it went. */
export interface Theft {
  readonly victim: Side;
  readonly thief: Side;
  readonly users: 'same user' | 'other user';
  readonly expected: Fate;
  /** Whether the thief's user found the victim's port in /proc/net/udp. */
  readonly portVisible: boolean;
  /** `ok`, or the errno of bind(). */
  readonly thiefBind: string;
  readonly victimReceived: number;
  readonly thiefReceived: number;
}

function side(option: Side['option'], connected = false): Side {
  return { option, connected };
}

function both(fate: Fate): Case['fate'] {
  return { sameUser: fate, otherUser: fate };
}

const CASES: readonly Case[] = [
  { victim: side('none'), thief: side('reuseAddr'), fate: both('refused') },
  { victim: side('reuseAddr'), thief: side('none'), fate: both('refused') },
  { victim: side('reuseAddr'), thief: side('reuseAddr'), fate: both('stolen') },
  { victim: side('reuseAddr', true), thief: side('reuseAddr'), fate: both('kept') },
  { victim: side('reuseAddr', true), thief: side('reuseAddr', true), fate: both('stolen') },
];
const REUSE_PORT_CASES: readonly Case[] = [
  {
    victim: side('reusePort'),
    thief: side('reusePort'),
    fate: { sameUser: 'by flow', otherUser: 'refused' },
  },
  { victim: side('reusePort'), thief: side('reuseAddr'), fate: both('refused') },
];

function socketOptions({ option }: Side): ReuseOptions {
  return { type: 'udp4', reuseAddr: option === 'reuseAddr', reusePort: option === 'reusePort' };
}

/** Replies cross the loopback within microseconds; this bounds the wait for a count that doesn't add up. */
async function countReplies(victim: DrivenProcess, thief: DrivenProcess): Promise<[number, number]> {
  let counts: [number, number] = [0, 0];
  for (let tries = 0; tries < 500; tries++) {
    counts = [Number(await victim.ask({ do: 'count' })), Number(await thief.ask({ do: 'count' }))];
    if (counts[0] + counts[1] >= REQUESTS) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return counts;
}

async function runCase(
  { victim, thief, fate }: Case,
  users: Theft['users'],
  victimProcess: DrivenProcess,
  thiefProcess: DrivenProcess,
  serverPort: number,
): Promise<Theft> {
  const connectTo = (of: Side): number => (of.connected ? serverPort : 0);
  const port = await victimProcess.ask({
    do: 'open',
    reuse: socketOptions(victim),
    port: 0,
    connectTo: connectTo(victim),
  });
  if (typeof port !== 'number') {
    throw new Error(`the victim cannot bind: ${String(port)}`);
  }
  const portVisible = (await thiefProcess.ask({ do: 'see', port })) === true;
  const bound = await thiefProcess.ask({
    do: 'open',
    reuse: socketOptions(thief),
    port,
    connectTo: connectTo(thief),
  });
  await victimProcess.ask({ do: 'send', to: serverPort, count: REQUESTS });
  const [victimReceived, thiefReceived] = await countReplies(victimProcess, thiefProcess);
  await victimProcess.ask({ do: 'close' });
  await thiefProcess.ask({ do: 'close' });
  return {
    victim,
    thief,
    users,
    expected: users === 'same user' ? fate.sameUser : fate.otherUser,
    portVisible,
    thiefBind: typeof bound === 'number' ? 'ok' : String(bound),
    victimReceived,
    thiefReceived,
  };
}

function describe({ option, connected }: Side): string {
  return connected ? `${option}, connected` : option;
}

function toChecks(theft: Theft): Check[] {
  const where = `${describe(theft.victim)} / ${describe(theft.thief)}, ${theft.users}`;
  const bind = checkExact(
    `the thief's bind() (${where})`,
    theft.thiefBind,
    theft.expected === 'refused' ? 'EADDRINUSE' : 'ok',
  );
  if (theft.expected === 'by flow') {
    // SO_REUSEPORT spreads by a hash of the addresses; this is one flow, so all or nothing.
    const all = theft.victimReceived === REQUESTS || theft.thiefReceived === REQUESTS;
    return [bind, checkExact(`one of them receives every reply (${where})`, all, true)];
  }
  const stolen = theft.expected === 'stolen';
  return [
    bind,
    checkExact(`replies at the victim (${where})`, theft.victimReceived, stolen ? 0 : REQUESTS),
    checkExact(`replies at the thief (${where})`, theft.thiefReceived, stolen ? REQUESTS : 0),
  ];
}

function toTable(thefts: readonly Theft[]): Table {
  return {
    title: `Replies stolen by another process (${REQUESTS} requests each)`,
    columns: ['victim', 'thief', 'users', 'port in /proc/net/udp', 'bind()', 'victim got', 'thief got'],
    rows: thefts.map((theft) => [
      describe(theft.victim),
      describe(theft.thief),
      theft.users,
      theft.portVisible ? 'visible' : 'hidden',
      theft.thiefBind,
      String(theft.victimReceived),
      String(theft.thiefReceived),
    ]),
  };
}

/** Experiment 2: a second process, and a second user, wants the replies of a UDP client. */
export const stolenReplies: Experiment<readonly Theft[]> = {
  title: 'Stolen replies',
  async run(lab: Lab) {
    const skipped: Skip[] = [];
    const cases = hasReusePort() ? [...CASES, ...REUSE_PORT_CASES] : CASES;
    if (!hasReusePort()) {
      skipped.push({ what: 'theft with reusePort', why: 'Node has it from 22.12 on' });
    }
    const settings: Theft['users'][] = ['same user'];
    if (lab.canSwitchUser) {
      settings.push('other user');
    } else {
      skipped.push({ what: 'theft by another user', why: 'only root can run processes as two users' });
    }

    const thefts: Theft[] = [];
    const server = await startEchoServer(0);
    try {
      for (const users of settings) {
        const isOther = users === 'other user';
        await using victim = await startDatagramProcess(isOther ? VICTIM_UID : undefined);
        await using thief = await startDatagramProcess(isOther ? THIEF_UID : undefined);
        for (const [index, theCase] of cases.entries()) {
          lab.progress(`case ${index + 1} of ${cases.length}, ${users}`);
          thefts.push(await runCase(theCase, users, victim, thief, server.port));
        }
      }
    } finally {
      server.close();
    }
    return { data: thefts, tables: [toTable(thefts)], checks: thefts.flatMap(toChecks), skipped };
  },
};
