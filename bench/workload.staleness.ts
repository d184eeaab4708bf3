import type { WorkloadHistory, WorkloadRead } from './workload.history.js';
import { DATES, TIMES } from './workload.shops.js';

/**
 * Checks whether an answer shows, in any part, the state from before a write that was acknowledged before the read began.
 * Not the checker's judge, whose registers have one writer each: here any client may book any slot, so writes that overlap
 * have no order, and there is no fault whose deadline must be known.
 *
 * @returns for how many ms that write had been acknowledged, at least; undefined if the answer is not stale
 */
export function staleMs(history: WorkloadHistory, read: WorkloadRead): number | undefined {
  const seen = new Seen(history, read);
  const body = JSON.parse(read.text);
  switch (read.question.view) {
    case 'slots':
      slots(seen, read, body);
      break;
    case 'next':
      next(seen, read, body);
      break;
    case 'availability':
      availability(seen, read, body);
      break;
    case 'schedule':
      schedule(seen, read, body);
      break;
    case 'conflicts':
      appointments(seen, read, body.conflicts);
      break;
    case 'hours':
  }
  return seen.staleMs;
}

/** Compares one answer with what it may show. */
class Seen {
  staleMs: number | undefined;

  constructor(
    private readonly history: WorkloadHistory,
    private readonly read: WorkloadRead,
  ) {}

  offered(barberId: number, date: string, time: string, isOffered: boolean): void {
    const slot = this.history.slot(barberId, date, time);
    const taken = slot.allowed(this.read);
    const starts = this.starts(barberId, date);
    const mayBe = taken.some((isTaken) => starts.some((start) => isOffered === (!isTaken && time >= start)));
    if (!mayBe) this.stale(slot.lastBefore(this.read), this.hoursSince(barberId, date));
  }

  taken(barberId: number, date: string, time: string, isTaken: boolean): void {
    const slot = this.history.slot(barberId, date, time);
    if (!slot.allowed(this.read).includes(isTaken)) this.stale(slot.lastBefore(this.read));
  }

  override(barberId: number, date: string, start: string | undefined): void {
    const register = this.history.override(barberId, date);
    if (!register.allowed(this.read).includes(start)) this.stale(register.lastBefore(this.read));
  }

  week(barberId: number, start: string): void {
    const register = this.history.week(barberId);
    if (!register.allowed(this.read).includes(start)) this.stale(register.lastBefore(this.read));
  }

  dayBegins(barberId: number, date: string, start: string): void {
    if (!this.starts(barberId, date).includes(start)) this.stale(this.hoursSince(barberId, date));
  }

  private starts(barberId: number, date: string): string[] {
    const weeks = this.history.week(barberId).allowed(this.read);
    return this.history
      .override(barberId, date)
      .allowed(this.read)
      .flatMap((start) => start ?? weeks);
  }

  private hoursSince(barberId: number, date: string): number {
    const { history, read } = this;
    return Math.max(
      history.override(barberId, date).lastBefore(read),
      history.week(barberId).lastBefore(read),
    );
  }

  private stale(...acknowledged: number[]): void {
    this.staleMs = Math.max(this.staleMs ?? 0, this.read.beganAt - Math.max(...acknowledged));
  }
}

function slots(seen: Seen, { question }: WorkloadRead, body: any): void {
  const [date = ''] = question.dates;
  const offered = new Map<string, number[]>(body.slots.map((slot: any) => [slot.time, slot.barberIds]));
  for (const time of TIMES) {
    for (const barberId of question.barberIds) {
      seen.offered(barberId, date, time, offered.get(time)?.includes(barberId) === true);
    }
  }
}

/** The slot is free, and none before it is. */
function next(seen: Seen, { question }: WorkloadRead, body: any): void {
  const { next: found } = body;
  const isBefore = (date: string, time: string) =>
    found === null || date < found.date || (date === found.date && time < found.time);
  for (const date of question.dates) {
    for (const time of TIMES) {
      if (!isBefore(date, time)) break;
      for (const barberId of question.barberIds) seen.offered(barberId, date, time, false);
    }
  }
  if (DATES.includes(found?.date)) seen.offered(found.barberId, found.date, found.time, true);
}

function availability(seen: Seen, { question }: WorkloadRead, body: any): void {
  const [barberId = 0] = question.barberIds;
  const starts = new Map<string, string>(
    body.overrides.map((override: any) => [override.date, override.windows[0].start]),
  );
  for (const date of question.dates) seen.override(barberId, date, starts.get(date));
  for (const { windows } of body.weekly) seen.week(barberId, windows[0].start);
}

function schedule(seen: Seen, read: WorkloadRead, body: any): void {
  const [barberId = 0] = read.question.barberIds;
  const blocksOf = (kind: string) => body.blocks.filter((block: any) => block.kind === kind);
  appointments(seen, read, blocksOf('appointment'));
  for (const { startsAt } of blocksOf('working')) {
    seen.dayBegins(barberId, startsAt.slice(0, 10), startsAt.slice(11, 16));
  }
}

function appointments(seen: Seen, { question }: WorkloadRead, shown: readonly { startsAt: string }[]): void {
  const [barberId = 0] = question.barberIds;
  const starts = new Set(shown.map(({ startsAt }) => startsAt.slice(0, 16)));
  for (const date of question.dates) {
    for (const time of TIMES) seen.taken(barberId, date, time, starts.has(`${date}T${time}`));
  }
}
