import { LRUCache } from 'lru-cache';
import { SECOND_MS } from '../../time/durations.js';
import { LEASE_MS, WIDE_TOKEN_LIFE_MS } from '../entry/protocol.constants.js';
import type { TagRef } from '../entry/region.js';

/** A token older than this is read again, so that half of a lease at least is left for its use. */
const FRESH_MS = LEASE_MS / 2;
const RENEW_EVERY_MS = WIDE_TOKEN_LIFE_MS / 4;
const RENEW_AGAIN_MS = 10 * SECOND_MS;
const MOST_KNOWN = 10_000;

/** A wide token with its server's epoch, or `null` if it is missing, and when the command that said so was sent. */
interface Seen {
  readonly token: string | null;
  readonly sentAt: number;
}

interface Asked {
  readonly sentAt: number;
  readonly seen: Promise<Seen>;
}

interface Known {
  readonly ref: TagRef;
  seen?: Seen;
  reading?: Asked;
  claiming?: Asked;
  renewAt: number;
}

/** The tokens of all wide tags of an address, in order. */
export interface WideTokens {
  readonly tokens: readonly (string | null)[];
  /** When the oldest of the commands was sent that confirmed them. */
  readonly sentAt: number;
}

/** The commands for one token, each to the server that keeps it. They resolve to the token with the epoch of that server. */
export interface WideCommands {
  read(ref: TagRef): Promise<string | null>;
  /** Creates the token if it is missing, and renews its life. */
  claim(ref: TagRef): Promise<string>;
}

/**
 * The tokens of wide tags in a cluster, where they live on other servers than the entries (rules 28 and 29). One command for all
 * reads of this process confirms a token for half a lease, counted from its sending.
 */
export class WideTokenLeases {
  /** The oldest confirmation that is used, in ms before a command is sent. */
  static readonly ageMs = FRESH_MS;
  private readonly known = new LRUCache<string, Known>({ max: MOST_KNOWN });
  private endedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly commands: WideCommands) {}

  /** For a READ that is sent now. Sends nothing for tokens that were confirmed a moment ago. */
  read(refs: readonly TagRef[]): WideTokens | Promise<WideTokens> {
    const now = performance.now();
    return together(refs.map((ref) => this.current(this.of(ref), now)));
  }

  /** The tokens for a CLAIM that is sent now, all of them: those that are missing are created. */
  claim(refs: readonly TagRef[]): WideTokens | Promise<WideTokens> {
    const now = performance.now();
    return together(refs.map((ref) => this.present(this.of(ref), now)));
  }

  /** Since when these tokens are known to be current; `-Infinity`: they are not. */
  since(refs: readonly TagRef[], tokens: readonly (string | undefined)[]): number {
    return Math.min(
      ...refs.map((ref, index) => {
        const { seen } = this.of(ref);
        return seen !== undefined && seen.token === tokens[index] ? seen.sentAt : Number.NEGATIVE_INFINITY;
      }),
    );
  }

  /** Nothing that a command sent until `now` confirmed is used any longer. */
  endLeases(now: number): void {
    this.endedAt = now;
  }

  private of(ref: TagRef): Known {
    const name = `${ref.shard} ${ref.tag}`;
    let known = this.known.get(name);
    if (known === undefined) this.known.set(name, (known = { ref, renewAt: 0 }));
    return known;
  }

  private current(known: Known, now: number): Seen | Promise<Seen> {
    const { seen, reading } = known;
    this.renew(known, now);
    if (seen !== undefined && this.isFresh(seen, now)) return seen;
    if (reading !== undefined && this.isFresh(reading, now)) return reading.seen;
    return this.ask(known, 'reading', now, this.commands.read(known.ref));
  }

  private present(known: Known, now: number): Seen | Promise<Seen> {
    const { seen, claiming } = known;
    if (seen !== undefined && seen.token !== null && this.isFresh(seen, now)) return seen;
    if (claiming !== undefined && this.isFresh(claiming, now)) return claiming.seen;
    return this.ask(known, 'claiming', now, this.commands.claim(known.ref));
  }

  private isFresh({ sentAt }: Pick<Seen, 'sentAt'>, now: number): boolean {
    // @mutant wide-lease-too-long
    return now - sentAt < FRESH_MS && sentAt > this.endedAt;
  }

  private ask(
    known: Known,
    kind: 'reading' | 'claiming',
    sentAt: number,
    reply: Promise<string | null>,
  ): Promise<Seen> {
    const seen = reply
      .then((token) => {
        // @mutant wide-lease-from-reply
        const found = { token, sentAt };
        // A late reply replaces nothing newer.
        if (known.seen === undefined || known.seen.sentAt <= sentAt) known.seen = found;
        return found;
      })
      .finally(() => {
        if (known[kind] === asked) delete known[kind];
      });
    const asked = { sentAt, seen };
    known[kind] = asked;
    return seen;
  }

  /** No STORE renews the token, so every instance that reads it does, long before its life ends. No read waits for it. */
  private renew(known: Known, now: number): void {
    if (now < known.renewAt) return;
    known.renewAt = now + RENEW_AGAIN_MS;
    this.commands.claim(known.ref).then(
      () => (known.renewAt = now + RENEW_EVERY_MS),
      // The store has counted and reported the error; it is tried again.
      () => undefined,
    );
  }
}

function together(all: readonly (Seen | Promise<Seen>)[]): WideTokens | Promise<WideTokens> {
  return all.every(isSeen) ? joined(all) : Promise.all(all.map(async (each) => each)).then(joined);
}

const isSeen = (each: Seen | Promise<Seen>): each is Seen => !(each instanceof Promise);

function joined(all: readonly Seen[]): WideTokens {
  return { tokens: all.map(({ token }) => token), sentAt: Math.min(...all.map(({ sentAt }) => sentAt)) };
}
