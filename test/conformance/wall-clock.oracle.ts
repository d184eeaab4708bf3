/**
 * Computes slots the slow way, as an oracle for tests: it walks over instants minute by minute and asks `Intl` what each
 * clock shows. It shares no code and no library with the application.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The largest offset of any time zone from UTC. */
const FURTHEST = 15 * 60 * MINUTE;

/** A shop that keeps the same wall-clock windows on every day, or on `days` (0 Sunday … 6 Saturday). */
export interface ZoneCase {
  readonly id: string;
  /** The shop's zone. */
  readonly shop: string;
  /** The viewer's zone, whose `date` is asked for. */
  readonly view: string;
  readonly date: string;
  /** An end at or before the start is on the next day. */
  readonly open: readonly (readonly [start: string, end: string])[];
  readonly days?: readonly number[];
  /** Minutes. */
  readonly len: number;
  readonly step: number;
}

/** Every start of a case, in epoch ms and in order. */
export function expectedStarts({ shop, view, date, open, days, len, step }: ZoneCase): number[] {
  const from = firstInstantOf(view, date);
  const until = firstInstantOf(view, nextDate(date));
  const windows: [opens: number, closes: number][] = [];
  const last = nextDate(nextDate(dateOf(clock(shop)(until))));
  for (let day = dateOf(clock(shop)(from) - 2 * DAY); day <= last; day = nextDate(day)) {
    if (!exists(shop, day) || days?.includes(new Date(day).getUTCDay()) === false) continue;
    for (const [start, end] of open) {
      const opens = instantOf(shop, wall(day, start));
      const closes = instantOf(shop, wall(end > start ? day : nextDate(day), end));
      if (opens < closes) windows.push([opens, closes]);
    }
  }
  const starts = new Set<number>();
  for (const [opens, closes] of windows) {
    let worksUntil = closes;
    // Another window that has begun when this one ends, or begins at that moment, goes on with the work.
    for (let next: [number, number] | undefined; ; worksUntil = next[1]) {
      next = windows.find(([begins, ends]) => begins <= worksUntil && ends > worksUntil);
      if (next === undefined) break;
    }
    for (let at = opens; at < closes && at + len * MINUTE <= worksUntil; at += step * MINUTE) {
      if (at >= from && at < until) starts.add(at);
    }
  }
  return [...starts].toSorted((a, b) => a - b);
}

/** Length of the viewer's day in hours. */
export function hoursOf(zone: string, date: string): number {
  return (firstInstantOf(zone, nextDate(date)) - firstInstantOf(zone, date)) / 3_600_000;
}

/** What a zone's clock shows, as the epoch ms of a UTC clock that shows the same. */
function clock(zone: string): (instant: number) => number {
  let known = clocks.get(zone);
  if (known === undefined) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...FIELDS });
    const shown = new Map<number, number>();
    known = (instant) => {
      let answer = shown.get(instant);
      if (answer === undefined) {
        // MM/DD/YYYY, HH:mm
        const text = format.format(instant);
        const [month, day, year] = text.slice(0, 10).split('/');
        answer = Date.parse(`${year}-${month}-${day}T${text.slice(12)}Z`);
        shown.set(instant, answer);
      }
      return answer;
    };
    clocks.set(zone, known);
  }
  return known;
}

const clocks = new Map<string, (instant: number) => number>();
const FIELDS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
} as const;

/** The "compatible" rule: the first instant at which the clock shows it; in a gap, as much later as the gap is long. */
function instantOf(zone: string, shown: number): number {
  const show = clock(zone);
  for (let instant = shown - FURTHEST; instant < shown + 2 * DAY; instant += MINUTE) {
    const before = show(instant);
    if (before === shown) return instant;
    // The clock has just skipped this time: continue as if it had not.
    if (before < shown && show(instant + MINUTE) > shown) return instant + (shown - before);
  }
  throw new Error(`${zone} never shows ${new Date(shown).toISOString()}`);
}

function firstInstantOf(zone: string, date: string): number {
  const show = clock(zone);
  const midnight = Date.parse(date);
  for (let instant = midnight - FURTHEST; ; instant += MINUTE) if (show(instant) >= midnight) return instant;
}

function exists(zone: string, date: string): boolean {
  return dateOf(clock(zone)(firstInstantOf(zone, date))) === date;
}

const wall = (date: string, time: string) =>
  Date.parse(date) + Number(time.slice(0, 2)) * 60 * MINUTE + Number(time.slice(3)) * MINUTE;
const dateOf = (shown: number) => new Date(shown).toISOString().slice(0, 10);
const nextDate = (date: string) => dateOf(Date.parse(date) + DAY);
