import { MINUTE_MS } from '../../time/durations.js';
import { type Interval, merged } from '../wall-time/interval.js';

/** The rules that decide whether a start is a slot. A blocked range is the slot with its buffers. */
export interface SlotRules {
  readonly durationMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  /** Elapsed minutes between two starts of a window's grid. */
  readonly intervalMinutes: number;
  /** Whether the starts right before and right after a busy range are offered as well as those of the grid. */
  readonly packsSlots?: boolean;
  /** First start that keeps the minimum notice, in epoch ms. */
  readonly earliest: number;
  /** Last start within the booking horizon, in epoch ms. */
  readonly latest: number;
}

/** A window in which slots may start. */
export interface WorkingWindow extends Interval {
  /** Where a slot must end: the end of the last of the windows that touch or overlap one another from this one on. */
  readonly worksUntil: number;
}

/** Everything that one barber's slots depend on. The intervals may be in any order. */
export interface BarberCalendar {
  /** Working times within business hours; each window starts its own grid. */
  readonly windows: readonly WorkingWindow[];
  /** Blocked ranges of the barber's appointments. */
  readonly busy: readonly Interval[];
  /** Excludes the slot itself; its buffers may reach in. */
  readonly timeOff: readonly Interval[];
}

export type StartVerdict = 'free' | 'slot-taken' | 'outside-availability' | 'too-soon' | 'beyond-horizon';

/** Windows as they are for slots: those that touch or overlap are one for a slot's end, but not for the grid. In order. */
export function workingWindows(windows: readonly Interval[]): WorkingWindow[] {
  const stretches = merged(windows);
  let index = 0;
  return windows
    .toSorted((a, b) => a.from - b.from)
    .map((window) => {
      while ((stretches[index] as Interval).until < window.until) index++;
      return { ...window, worksUntil: (stretches[index] as Interval).until };
    });
}

/** The starts in `range` at which the barber can be booked, in order: exactly those for which {@link judgeStart} returns `free`. */
export function freeStarts(calendar: BarberCalendar, range: Interval, rules: SlotRules): number[] {
  const asked: Interval = {
    from: Math.max(range.from, rules.earliest),
    until: Math.min(range.until, rules.latest + 1),
  };
  const forbidden = forbiddenStarts(calendar, rules, asked);
  const starts = calendar.windows.flatMap((window) => startsInWindow(window, asked, forbidden, rules));
  starts.push(...packedStarts(calendar, asked, rules).filter((start) => !isIn(forbidden, start)));
  // Windows may overlap where a clock change shifts one into the next.
  return [...new Set(starts)].toSorted((a, b) => a - b);
}

/** Whether busy ranges and time off leave no start in `range`, whatever the windows are. */
export function isFull(
  calendar: Omit<BarberCalendar, 'windows'>,
  range: Interval,
  rules: SlotRules,
): boolean {
  return forbiddenStarts(calendar, rules, range).some(
    ({ from, until }) => from <= range.from && until >= range.until,
  );
}

/** The blocked range of a slot at `start`. */
export function blockedRange(start: number, rules: SlotRules): Interval {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = rules;
  return {
    from: start - bufferBeforeMinutes * MINUTE_MS,
    until: start + (durationMinutes + bufferAfterMinutes) * MINUTE_MS,
  };
}

/**
 * From the first to the last instant that any start in `range` would block, free or not; `undefined` if no window offers a start. Where
 * slots are packed, any start of a window may come to be offered.
 */
export function blockedByAny(
  calendars: readonly BarberCalendar[],
  range: Interval,
  rules: SlotRules,
): Interval | undefined {
  let [first, last] = [Infinity, -Infinity];
  for (const window of calendars.flatMap(({ windows }) => windows)) {
    const from =
      rules.packsSlots === true
        ? Math.max(range.from, window.from)
        : gridStartFrom(range.from, window, rules);
    const until = Math.min(lastStart(window, rules), range.until - 1);
    if (from > until) continue;
    first = Math.min(first, from);
    last = Math.max(last, until);
  }
  if (first > last) return undefined;
  return seenFrom({ from: blockedRange(first, rules).from, until: blockedRange(last, rules).until }, rules);
}

/** The instants that decide about starts which block `range`: where slots are packed, also what ends or begins right beside it. */
export function seenFrom({ from, until }: Interval, { packsSlots }: SlotRules): Interval {
  return packsSlots === true ? { from: from - MINUTE_MS, until: until + MINUTE_MS } : { from, until };
}

/**
 * Whether the barber can be booked at `start`, and if not, why. If there are several reasons, it returns the most
 * permanent one.
 */
export function judgeStart(start: number, calendar: BarberCalendar, rules: SlotRules): StartVerdict {
  const asked: Interval = { from: start, until: start + 1 };
  const isOffered =
    calendar.windows.some((window) => isOnGrid(start, window, rules)) ||
    packedStarts(calendar, asked, rules).length > 0;
  if (!isOffered || startsOverTimeOff(calendar, rules, asked).length > 0) return 'outside-availability';
  if (start < rules.earliest) return 'too-soon';
  if (start > rules.latest) return 'beyond-horizon';
  return startsOverBusy(calendar, rules, asked).length > 0 ? 'slot-taken' : 'free';
}

function isOnGrid(start: number, window: WorkingWindow, rules: SlotRules): boolean {
  return start === gridStartFrom(start, window, rules) && start <= lastStart(window, rules);
}

/**
 * Where slots are packed: the starts in `asked`, free or not, whose blocked range begins where a busy range ends or ends where one
 * begins. They are whole minutes, as all times that clients name.
 */
function packedStarts(
  { windows, busy }: Pick<BarberCalendar, 'windows' | 'busy'>,
  asked: Interval,
  rules: SlotRules,
): number[] {
  if (rules.packsSlots !== true) return [];
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = rules;
  const starts: number[] = [];
  for (const { from, until } of busy) {
    const after = Math.ceil(until / MINUTE_MS) + bufferBeforeMinutes;
    const before = Math.floor(from / MINUTE_MS) - bufferAfterMinutes - durationMinutes;
    for (const start of [after * MINUTE_MS, before * MINUTE_MS]) {
      if (start < asked.from || start >= asked.until) continue;
      if (windows.some((window) => window.from <= start && start <= lastStart(window, rules)))
        starts.push(start);
    }
  }
  return starts;
}

/** Whether `instant` is in one of the intervals, which are in order and disjoint. */
function isIn(intervals: readonly Interval[], instant: number): boolean {
  let [low, high] = [0, intervals.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle] as Interval).until <= instant) low = middle + 1;
    else high = middle;
  }
  return (intervals[low]?.from ?? Infinity) <= instant;
}

/** The first start on the window's grid at or after `instant`. */
function gridStartFrom(instant: number, window: Interval, { intervalMinutes }: SlotRules): number {
  const step = intervalMinutes * MINUTE_MS;
  return window.from + Math.max(0, Math.ceil((instant - window.from) / step)) * step;
}

/** The last instant in the window at which a slot may start and still end while the barber works. */
function lastStart({ until, worksUntil }: WorkingWindow, { durationMinutes }: SlotRules): number {
  return Math.min(until - 1, worksUntil - durationMinutes * MINUTE_MS);
}

/** The starts of the window's grid that lie in `asked` and in none of `forbidden`, which must be in order and disjoint. */
function startsInWindow(
  window: WorkingWindow,
  asked: Interval,
  forbidden: readonly Interval[],
  rules: SlotRules,
): number[] {
  const starts: number[] = [];
  const last = Math.min(asked.until - 1, lastStart(window, rules));
  let next = 0;
  let start = gridStartFrom(asked.from, window, rules);
  while (start <= last) {
    while ((forbidden[next]?.until ?? Infinity) <= start) next++;
    const barrier = forbidden[next];
    if (barrier !== undefined && barrier.from <= start) {
      start = gridStartFrom(barrier.until, window, rules);
    } else {
      starts.push(start);
      start += rules.intervalMinutes * MINUTE_MS;
    }
  }
  return starts;
}

/** The ranges of starts in `asked` that busy ranges or time off forbid, in order and disjoint. */
function forbiddenStarts(
  calendar: Omit<BarberCalendar, 'windows'>,
  rules: SlotRules,
  asked: Interval,
): Interval[] {
  return merged([...startsOverBusy(calendar, rules, asked), ...startsOverTimeOff(calendar, rules, asked)]);
}

/** The ranges of starts in `asked` whose blocked range would overlap a busy range. */
function startsOverBusy(
  { busy }: Pick<BarberCalendar, 'busy'>,
  rules: SlotRules,
  asked: Interval,
): Interval[] {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = rules;
  return startsOver(busy, durationMinutes + bufferAfterMinutes, bufferBeforeMinutes, asked);
}

/** The ranges of starts in `asked` whose slot would overlap time off. */
function startsOverTimeOff(
  { timeOff }: Pick<BarberCalendar, 'timeOff'>,
  { durationMinutes }: SlotRules,
  asked: Interval,
): Interval[] {
  return startsOver(timeOff, durationMinutes, 0, asked);
}

/** The starts in `asked` for which the range from `before` minutes before to `after` minutes after overlaps an interval. */
function startsOver(
  intervals: readonly Interval[],
  after: number,
  before: number,
  asked: Interval,
): Interval[] {
  const starts: Interval[] = [];
  for (const interval of intervals) {
    const from = interval.from - after * MINUTE_MS + 1;
    const until = interval.until + before * MINUTE_MS;
    // The intervals may cover ten years: keep and sort only those that matter to this stretch.
    if (from < asked.until && until > asked.from) starts.push({ from, until });
  }
  return starts;
}
