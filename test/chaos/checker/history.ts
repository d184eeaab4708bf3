/**
 * What the clients did and saw. Every instant is `performance.now()` of the client process, in milliseconds: one
 * monotonic clock for writers, readers and the supervisor.
 */
export interface History {
  readonly writes: Write[];
  readonly reads: Read[];
  readonly faults: Fault[];
  readonly failures: Failure[];
}

/** What one kind of read shows of a register, by the name of the view. */
export type Views = Readonly<Record<string, string>>;

/**
 * One step of a register. A register has one writer, which never begins a step before the fate of the one before it is
 * settled, so its steps have an order; each shows another value than its neighbours.
 */
export interface Write {
  readonly register: string;
  readonly seq: number;
  readonly views: Views;
  /** What the outbox row of this step shows of the register. */
  readonly row: string;
  /** The instance it was sent to; -1: written past the application. */
  readonly instance: number;
  /** The instance that got a second request for this step; the earlier acknowledgement counts. */
  readonly also?: number;
  /** Acknowledged by a refusal that only this step's change explains. */
  byRefusal?: boolean;
  /** Made without an outbox row, so that no row is expected: a change of the schema, a restored database. */
  readonly leavesNoRow?: boolean;
  /** The value came back when the database was brought back to an earlier state. */
  readonly isRestored?: boolean;
  readonly sentAt: number;
  /** When its answer, or the news that there will be none, was there. */
  endedAt: number;
  /** `unknown`: no answer, or one that does not say whether it committed. `unannounced`: past the application. */
  outcome: 'acknowledged' | 'unknown' | 'refused' | 'unannounced';
  /** From the database, added after the run: when it wrote its rows, and since when their FORGET is accepted. */
  committedAt?: number;
  forgottenAt?: number;
  /** Whether its rows were left to a relay, which waits no lease on behalf of the writer. */
  leftToRelay?: boolean;
  /** Whether the writer handed it over to the relays. */
  handedOver?: boolean;
}

/** One answer to one reader. What it shows of several registers is several observations. */
export interface Read {
  readonly region: string;
  readonly instance: number;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly tier: Tier;
  /** Begun within 50 ms after an acknowledgement on the same key. */
  readonly contended: boolean;
  /** Answered by 304: what it shows is the value that was sent with that ETag. */
  readonly notModified?: boolean;
  readonly etag?: string | undefined;
  readonly seen: readonly Observation[];
}

/** That a register's view showed this value. */
export interface Observation {
  readonly register: string;
  readonly view: string;
  readonly value: string;
}

/** How the instance says it answered (Cache-Status). */
export type Tier = 'l1' | 'hit' | 'miss' | 'bypass' | 'none';

export interface Fault {
  readonly kind: string;
  readonly openedAt: number;
  readonly closedAt: number;
  /** Servers that could not be reached, or did not obey the supervisor, while it was open. */
  readonly away: readonly ('redis' | 'postgres' | 'application')[];
}

/** `unreachable`: the port was closed, so nothing was sent. `connection`: it broke on the way. */
export type AnswerStatus = number | 'unreachable' | 'connection' | 'timeout';

/** An answer that S3 might forbid: 5xx, a broken connection, or none in time. */
export interface Failure {
  readonly at: number;
  readonly beganAt: number;
  readonly instance: number;
  readonly request: string;
  readonly status: AnswerStatus;
  readonly retryAfter: boolean;
  readonly detail: string;
}

export function emptyHistory(): History {
  return { writes: [], reads: [], faults: [], failures: [] };
}
