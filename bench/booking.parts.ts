/** Milliseconds on the machine's monotonic clock, which the server and the bench share. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** A statement of the server by its text, or a Redis command. */
export interface Traced extends Span {
  readonly what: string;
}

/** Where the time of one booking went, in milliseconds. */
export interface BookingParts {
  readonly whole: number;
  /** HTTP, token, validation, and what is read before the transaction. */
  readonly before: number;
  /** BEGIN and the statements of the booking. */
  readonly statements: number;
  readonly outboxRead: number;
  readonly commit: number;
  /** From COMMIT until Redis has answered; without Redis, nothing. */
  readonly forget: number;
  /** Time from the FORGET until the answer: the wait for the lease. */
  readonly after: number;
}

/** @throws Error if the trace shows no unit of work in that time. */
export function partsOf(booking: Span, trace: readonly Traced[]): BookingParts {
  const during = trace.filter(({ from, until }) => from >= booking.from && until <= booking.until);
  const find = (pattern: RegExp, after = booking.from) =>
    during.find(({ what, from }) => from >= after && pattern.test(what));
  const unit = find(/bookedbarber\.unit_of_work/);
  const outbox = find(/FROM outbox\s+WHERE done_at IS NULL AND transaction/);
  const commit = find(/^COMMIT/, outbox?.from);
  if (unit === undefined || outbox === undefined || commit === undefined) {
    throw new Error('A booking without a unit of work.');
  }
  const begin = during.findLast(({ what, from }) => from <= unit.from && /^(BEGIN|START)/.test(what));
  const begunAt = (begin ?? unit).from;
  const unlinks = during.filter(({ what, from }) => what === 'redis unlink' && from >= commit.until);
  const forgottenAt = Math.max(commit.until, ...unlinks.map(({ until }) => until));
  return {
    whole: booking.until - booking.from,
    before: begunAt - booking.from,
    statements: outbox.from - begunAt,
    outboxRead: outbox.until - outbox.from,
    commit: commit.until - outbox.until,
    forget: forgottenAt - commit.until,
    after: booking.until - forgottenAt,
  };
}
