import { randomUUID } from 'node:crypto';
import { get, probe, type Probe, type Register, type Sql, type Step } from '../register.js';
import { clockTime, dateAfter, utcTime } from '../wall-time.js';
import { GRID_MINUTES } from './slot-grid.js';
import { minuteOf, type ObservedDay } from './settings.registers.js';

const CLOSED = 'closed';
const NONE = 'none';

/** A location's closure or special hours on one date: added, removed, and added with other hours. */
export class ClosureRegister implements Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  private id: number | undefined;

  constructor(
    private readonly at: ObservedDay,
    private readonly token: string,
  ) {
    const { locationId, barberId, serviceId, date } = at;
    this.name = `location_closures ${locationId}`;
    const what = { timezone: 'UTC', locationId, serviceId };
    const around = { from: dateAfter(date, -1), to: dateAfter(date, 1) };
    const first = (body: any): string => body.slots[0]?.time ?? CLOSED;
    const { name } = this;
    this.probes = [
      probe(
        'available slots',
        get('bookings/available-slots', { ...what, date, barberId }),
        name,
        'start',
        first,
      ),
      probe('available slots', get('bookings/available-slots', { ...what, date }), name, 'start', first),
      probe(
        'available slots',
        get('bookings/available-slots', { ...what, ...around }),
        name,
        'start',
        (body) => first(body.days[1]),
      ),
      probe(
        'available slots',
        get('bookings/available-days', { ...what, ...around, barberId }),
        name,
        'free',
        (body) => String(body.days[1].free),
      ),
      probe(
        'next available',
        get('bookings/next-available', { ...what, date, barberId }),
        name,
        'next',
        (body) => `${body.next?.date} ${body.next?.time}`,
      ),
      probe(
        'business hours',
        get(`settings/business-hours?locationId=${locationId}`),
        name,
        'hours',
        (body) => hoursOf(body.closures?.[0]),
      ),
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, { from: date, to: date }, token),
        name,
        'start',
        (body) => {
          const working = body.blocks.find((block: any) => block.kind === 'working');
          return working === undefined ? CLOSED : utcTime(working.startsAt);
        },
      ),
    ];
  }

  step(seq: number): Step {
    if (this.id !== undefined) return this.remove(this.id);
    return this.add(seq % 3 === 0 ? undefined : minuteOf(seq));
  }

  async resync(sql: Sql): Promise<void> {
    const [row] = await sql('SELECT id FROM location_closures WHERE location_id = $1', [this.at.locationId]);
    this.id = row === undefined ? undefined : Number(row['id']);
  }

  private add(minute: number | undefined): Step {
    const { date } = this.at;
    const start = minute === undefined ? CLOSED : clockTime(minute);
    const body = {
      from: date,
      to: date,
      ...(minute === undefined ? {} : { windows: [{ start, end: '24:00' }] }),
    };
    const headers = { 'idempotency-key': randomUUID() };
    return {
      request: { method: 'POST', path: this.path, body, token: this.token, headers },
      views: this.shown(minute, start),
      row: start,
      repeatable: true,
      learn: (answer) => {
        this.id = (answer as { id: number }).id;
      },
    };
  }

  private remove(id: number): Step {
    const request = { method: 'DELETE', path: `${this.path}/${id}`, token: this.token } as const;
    return {
      request,
      views: { ...this.shown(0, '00:00'), hours: NONE },
      row: NONE,
      learn: () => {
        this.id = undefined;
      },
      // Removed twice, the second request finds nothing.
      twin: { request, isRepetition: true, refusals: [404] },
    };
  }

  private shown(minute: number | undefined, start: string) {
    const { date } = this.at;
    const next = minute === undefined ? `${dateAfter(date, 1)} 00:00` : `${date} ${start}`;
    return { start, free: String(startsFrom(minute)), next, hours: start };
  }

  private get path(): string {
    return `locations/${this.at.locationId}/closures`;
  }
}

function hoursOf(closure: { windows: { start: string }[] } | undefined): string {
  return closure === undefined ? NONE : (closure.windows[0]?.start ?? CLOSED);
}

/** How many starts a day has that is open from this minute on, as is the next one; undefined: closed. */
function startsFrom(minute: number | undefined): number {
  return minute === undefined ? 0 : Math.ceil((1440 - minute) / GRID_MINUTES);
}

const STEPS_UNTIL_REMOVED = 5;

/** A barber's two weeks that alternate: the minutes at which their days begin. Every fifth step removes them. */
export function barberRota(at: ObservedDay, token: string): Register {
  const { barberId, locationId, serviceId, date } = at;
  const name = `barber_rotas ${barberId}`;
  const path = `barbers/${barberId}/rota`;
  const later = dateAfter(date, 7);
  const what = { timezone: 'UTC', locationId, serviceId };
  const first = (body: any): string | undefined => body.slots[0]?.time;
  const week = (start: string) => {
    return [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: [{ start, end: '24:00' }] }));
  };
  return {
    name,
    probes: [
      probe(
        'available slots',
        get('bookings/available-slots', { ...what, date, barberId }),
        name,
        'start',
        first,
      ),
      probe(
        'available slots',
        get('bookings/available-slots', { ...what, date: later }),
        name,
        'later',
        first,
      ),
      {
        region: 'available slots',
        request: get('bookings/available-slots', { ...what, from: date, to: later, barberId }),
        shows: [name],
        // Two entries of the cache: each day is one observation.
        decode: (body) => [
          { register: name, view: 'start', value: first(body.days[0]) ?? 'nothing' },
          { register: name, view: 'later', value: first(body.days[7]) ?? 'nothing' },
        ],
      },
      probe(
        'next available',
        get('bookings/next-available', { ...what, date, barberId }),
        name,
        'start',
        (body) => body.next?.time,
      ),
      probe('barber availability', get(`barbers/${barberId}/availability`), name, 'rota', (body) =>
        body.rota === undefined ? NONE : body.rota.weeks[1][0].windows[0].start,
      ),
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, { from: later, to: later }, token),
        name,
        'later',
        (body) => utcTime(body.blocks.find((block: any) => block.kind === 'working').startsAt),
      ),
    ],
    step: (seq) => {
      if (seq % STEPS_UNTIL_REMOVED === STEPS_UNTIL_REMOVED - 1) {
        const views = { start: '00:00', later: '00:00', rota: NONE };
        return { request: { method: 'DELETE', path, token }, views, row: NONE, idempotent: true };
      }
      const [start, second] = [clockTime(minuteOf(seq)), clockTime(minuteOf(seq) + 1)];
      const body = { startDate: date, weeks: [week(start), week(second)] };
      return {
        request: { method: 'PUT', path, body, token },
        views: { start, later: second, rota: second },
        row: start,
        idempotent: true,
      };
    },
  };
}
