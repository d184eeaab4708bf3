import {
  DEMO_BARBERS,
  DEMO_CLIENTS,
  DEMO_SERVICES,
  DEMO_SHORT_DAY,
  DEMO_TIME_OFF,
  type Windows,
} from './demo-shop.js';

const DAYS_BACK = 10;
const DAYS_AHEAD = 12;
/** Share of the possible starts at which a demo appointment begins. */
const BUSY_SHARE = 0.45;
const NO_SHOW_SHARE = 0.06;
/** Share of past appointments that were walk-ins. */
const WALK_IN_SHARE = 0.15;
/** How long ago the appointment began that a barber is busy with now, in minutes. */
const BEGAN_AGO = 10;
/** Longer than any demo service with its buffers. */
const ROOM_MINUTES = 75;

interface DemoAppointment {
  /** Index into {@link DEMO_SERVICES}. */
  readonly service: number;
  /** Index into {@link DEMO_CLIENTS}; `undefined`: a walk-in who did not say their name. */
  readonly client: number | undefined;
  /** Days from today, in the shop's calendar. */
  readonly day: number;
  readonly minute: number;
  /** Whether the client showed up; used only for days in the past. */
  readonly came: boolean;
}

/**
 * About three weeks of a barber's appointments in wall time, the same for the same weekday; some of them overlap.
 * @param today the ISO weekday (1 Monday … 7 Sunday) from which days are counted
 */
export function demoAppointments(barber: number, today: number): DemoAppointment[] {
  const random = seededRandom(barber + 1);
  const offered = DEMO_BARBERS[barber]?.services ?? [];
  const services = DEMO_SERVICES.flatMap(({ name }, index) =>
    offered.length === 0 || offered.includes(name) ? [index] : [],
  );
  const appointments: DemoAppointment[] = [];
  for (let day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
    for (const [start, end] of windowsOf(barber, today, day)) {
      for (let minute = start; minute + ROOM_MINUTES <= end; minute += 30) {
        if (random() > BUSY_SHARE) continue;
        const service = services[Math.floor(random() * services.length)] ?? 0;
        const known = Math.floor(random() * DEMO_CLIENTS.length);
        const client = random() < WALK_IN_SHARE && day < 0 ? undefined : known;
        appointments.push({
          service,
          client,
          day,
          minute,
          came: client === undefined || random() > NO_SHOW_SHARE,
        });
      }
    }
  }
  return appointments;
}

/**
 * What a barber is busy with at a minute of today, so that the shop has someone in its chairs whenever it is made; every other barber
 * serves a walk-in. `undefined` while the barber is off, or soon will be.
 * @param today the ISO weekday
 */
export function presentAppointment(
  barber: number,
  today: number,
  minute: number,
): DemoAppointment | undefined {
  const start = Math.floor((minute - BEGAN_AGO) / 5) * 5;
  const isAtWork = windowsOf(barber, today, 0).some(
    ([from, to]) => from <= start && start + ROOM_MINUTES <= to,
  );
  if (!isAtWork) return undefined;
  return { service: 0, client: barber % 2 === 0 ? undefined : barber, day: 0, minute: start, came: true };
}

function windowsOf(barber: number, today: number, day: number): Windows {
  if (barber === DEMO_SHORT_DAY.barber && day === DEMO_SHORT_DAY.day) return DEMO_SHORT_DAY.windows;
  if (barber === DEMO_TIME_OFF.barber && day >= DEMO_TIME_OFF.from && day < DEMO_TIME_OFF.until) return [];
  const weekday = (((today - 1 + day) % 7) + 7) % 7;
  return DEMO_BARBERS[barber]?.week[weekday] ?? [];
}

/** Mulberry32: reproducible random numbers from 0 to 1. */
function seededRandom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
