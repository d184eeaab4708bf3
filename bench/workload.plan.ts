import { Random } from '../test/chaos/checker/random.js';
import { weighted, Zipf } from './workload.random.js';
import { BARBER_IDS, barbersOf, DATES, LATEST_FIRST_SLOT, locationOf } from './workload.shops.js';

/** From 07:00 to 19:00, with a rush of bookings at 09:00. */
const OPENING_HOURS = 12;
const RUSH_BEGINS = 2;
const RUSH_ENDS = 3;
const RUSH_RATE = 2;
/** Share of requests that write. With the rivals it is about 5 % of all requests, and 15 % in the rush. */
const RUSH_WRITES = 0.115;
const OTHER_WRITES = 0.0318;
/** Share of the rush's bookings that another client sends for the same slot at the same time, to another instance. */
const RIVALS = 0.3;

const READS = { shop: 35, barber: 25, next: 12, availability: 8, schedule: 8, conflicts: 7, hours: 5 };
const WRITES = { book: 65, cancel: 15, override: 16, week: 4 };
const WRITES_IN_RUSH = { book: 90, cancel: 4, override: 5, week: 1 };

export type ReadKind = 'slots' | 'next' | 'availability' | 'schedule' | 'conflicts' | 'hours';

/** A cached read, and the barbers and days that its answer shows. */
export interface PlannedRead {
  readonly view: ReadKind;
  readonly path: string;
  readonly barberIds: readonly number[];
  readonly dates: readonly string[];
  /** Sent with the administrator's token. */
  readonly isStaff: boolean;
}

/** A request of a client: when it is due (ms; below zero in the run-in), and at which instance. */
export type Action = { readonly at: number; readonly instance: number } & (
  | { readonly kind: 'read'; readonly question: PlannedRead }
  /** `taste` 0 to 1 picks a slot: the first that was shown, or a later one. */
  | {
      readonly kind: 'book';
      readonly seen: PlannedRead;
      readonly barberId: number;
      readonly date: string;
      readonly taste: number;
    }
  | { readonly kind: 'cancel'; readonly draw: number }
  | {
      readonly kind: 'override' | 'week';
      readonly barberId: number;
      readonly date: string;
      readonly slot: number;
    }
);

export interface Day {
  readonly seed: number;
  readonly seconds: number;
  readonly runInSeconds: number;
  /** Average of the day; the rush has nearly twice as many. */
  readonly perSecond: number;
  readonly instances: number;
}

/** Plans the same actions at the same times for every variant; which slot a client books depends on what it was shown. */
export function planDay({ seed, seconds, runInSeconds, perSecond, instances }: Day): Action[] {
  const random = new Random(seed);
  const barbers = new Zipf(random.shuffled(BARBER_IDS), random);
  const days = new Zipf(DATES, random);
  const rushHours = RUSH_ENDS - RUSH_BEGINS;
  const base = perSecond / (1 + ((RUSH_RATE - 1) * rushHours) / OPENING_HOURS);
  const actions: Action[] = [];
  let rival: Action | undefined;
  for (let at = -runInSeconds * 1000; at < seconds * 1000;) {
    const hour = (at / (seconds * 1000)) * OPENING_HOURS;
    const isRush = hour >= RUSH_BEGINS && hour < RUSH_ENDS;
    const when = { at, instance: Math.floor(random.next() * instances) };
    const [barberId, date] = [barbers.pick(), days.pick()];
    let action: Action;
    if (rival !== undefined) {
      action = { ...rival, at };
    } else if (random.next() >= (isRush ? RUSH_WRITES : OTHER_WRITES)) {
      action = { ...when, kind: 'read', question: ask(weighted(random, READS), barberId, date) };
    } else {
      action = { ...when, ...write(random, isRush, barberId, date) };
    }
    actions.push(action);
    const hasRival = isRush && rival === undefined && action.kind === 'book' && random.next() < RIVALS;
    rival = hasRival ? { ...action, instance: (action.instance + 1) % instances } : undefined;
    at += 1000 / (base * (isRush ? RUSH_RATE : 1));
  }
  return actions;
}

type Written = Exclude<Action, { kind: 'read' }>;
type Unscheduled<Each> = Each extends unknown ? Omit<Each, 'at' | 'instance'> : never;

function write(random: Random, isRush: boolean, barberId: number, date: string): Unscheduled<Written> {
  const kind = weighted(random, isRush ? WRITES_IN_RUSH : WRITES);
  switch (kind) {
    case 'book':
      return { kind, seen: ask('shop', barberId, date), barberId, date, taste: random.next() };
    case 'cancel':
      return { kind, draw: random.next() };
    case 'override':
    case 'week':
      return { kind, barberId, date, slot: Math.floor(random.next() * LATEST_FIRST_SLOT) };
  }
}

function ask(what: keyof typeof READS, barberId: number, date: string): PlannedRead {
  const locationId = locationOf(barberId);
  const asked = `date=${date}&timezone=UTC&locationId=${locationId}&serviceId=1`;
  const ofBarber = { barberIds: [barberId], dates: [date], isStaff: false };
  switch (what) {
    case 'shop':
      return {
        ...ofBarber,
        view: 'slots',
        path: `bookings/available-slots?${asked}`,
        barberIds: barbersOf(locationId),
      };
    case 'barber':
      return { ...ofBarber, view: 'slots', path: `bookings/available-slots?${asked}&barberId=${barberId}` };
    case 'next': {
      const dates = DATES.slice(DATES.indexOf(date));
      const path = `bookings/next-available?${asked}`;
      return { view: 'next', path, barberIds: barbersOf(locationId), dates, isStaff: false };
    }
    case 'availability':
      return { ...ofBarber, view: 'availability', path: `barbers/${barberId}/availability`, dates: DATES };
    case 'schedule': {
      const week = DATES.indexOf(date) < 7 ? DATES.slice(0, 7) : DATES.slice(7);
      const path = `barbers/${barberId}/schedule?from=${week[0]}&to=${week.at(-1)}`;
      return { ...ofBarber, view: 'schedule', path, dates: week, isStaff: true };
    }
    case 'conflicts':
      return {
        ...ofBarber,
        view: 'conflicts',
        path: `bookings/conflicts?barberId=${barberId}&date=${date}`,
        isStaff: true,
      };
    case 'hours':
      return { ...ofBarber, view: 'hours', path: `settings/business-hours?locationId=${locationId}` };
  }
}
