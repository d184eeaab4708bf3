import { randomUUID } from 'node:crypto';
import { PERSON } from '../environment.js';
import { get, type HttpRequest, probe, type Probe, type Register, type Sql, type Step } from '../register.js';
import { clockTime, dateAfter } from '../wall-time.js';
import { GRID, GRID_MINUTES, missingStart } from './slot-grid.js';

/** Two barbers of one location who offer a service that only this register books. */
export interface Counter {
  readonly locationId: number;
  readonly serviceId: number;
  readonly barberIds: readonly [number, number];
  /** Each is booked for once. */
  readonly clientIds: readonly number[];
  readonly token: string;
}

interface Booking {
  readonly id: number;
  readonly version: number;
  readonly barberId: number;
  /** Minutes of the day, UTC. */
  readonly start: number;
  readonly minutes: number;
  readonly clientId: number;
  readonly isCancelled: boolean;
}

const FREE = 'free';
const SLOWNESS = 2;
/** What staff do with an appointment, in turn. */
const DEEDS = [
  'lengthen',
  'shift',
  'hand day over',
  'merge',
  'cancel',
  'confirm',
  'hand back',
  'erase',
] as const;
/** Beyond these rules, so that no appointment is refused for where the one before was. */
const OVERRIDE = { override: ['grid', 'hours', 'notice', 'limits'], overrideReason: `${PERSON}reason` };

/**
 * The one appointment of a service, as staff have it: booked for a client, made longer, moved off the grid, handed over with the
 * barber's day and back, cancelled and confirmed again; its client merged into another and erased.
 */
export class StaffRegister implements Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  readonly slowness = SLOWNESS;
  private booking: Booking | undefined;
  private deeds = 0;
  private nextClient = 0;

  constructor(
    private readonly counter: Counter,
    private readonly date: string,
  ) {
    this.name = `appointments of service ${counter.serviceId}`;
    this.probes = this.allProbes();
  }

  step(seq: number): Step {
    const { booking } = this;
    if (booking === undefined) return this.book(seq);
    const deed = DEEDS[this.deeds] ?? 'end';
    this.deeds++;
    switch (deed) {
      case 'lengthen':
        return this.change(booking, { durationMinutes: 60 }, { minutes: 60 });
      case 'shift': {
        const start = booking.start + 15;
        return this.change(booking, { startsAt: this.instantOf(start), ...OVERRIDE }, { start });
      }
      case 'hand day over':
        return this.handDayOver(booking);
      case 'hand back':
        return this.handBack(booking);
      case 'merge':
        return this.merge(booking);
      case 'cancel':
        return this.cancel(booking);
      case 'confirm':
        return this.change(booking, { status: 'confirmed' }, { isCancelled: false });
      case 'erase':
        return this.erase(booking);
      case 'end':
        return this.cancel(booking, true);
    }
  }

  async resync(sql: Sql): Promise<void> {
    const [row] = await sql(
      `SELECT id, version, barber_id, client_id, starts_at, extract(epoch FROM ends_at - starts_at)::int / 60 AS minutes
       FROM appointments WHERE service_id = $1 AND status <> 'cancelled'`,
      [this.counter.serviceId],
    );
    // One that was cancelled is not confirmed again: the next step books.
    this.booking = row && {
      id: Number(row['id']),
      version: Number(row['version']),
      barberId: Number(row['barber_id']),
      start: minuteIn(row['starts_at'] as Date),
      minutes: Number(row['minutes']),
      clientId: Number(row['client_id']),
      isCancelled: false,
    };
    this.deeds = DEEDS.length;
  }

  private book(seq: number): Step {
    const { barberIds, locationId, serviceId, token } = this.counter;
    const [barberId] = barberIds;
    const start = (1 + ((seq * 7) % 40)) * GRID_MINUTES;
    const clientId = this.client();
    this.deeds = 0;
    const body = { startsAt: this.instantOf(start), locationId, serviceId, barberId, clientId, ...OVERRIDE };
    const request = { method: 'POST', path: 'bookings', body, token } as const;
    const made = { barberId, start, minutes: GRID_MINUTES, clientId, isCancelled: false };
    return {
      request: { ...request, headers: { 'idempotency-key': randomUUID() } },
      ...this.shown(made),
      learn: (answer) => this.keep({ ...made, ...versionOf(answer) }),
      repeatable: true,
      twin: { request, isRepetition: true, refusals: [409] },
    };
  }

  private change(booking: Booking, body: object, changes: Partial<Booking>): Step {
    const headers = { 'if-match': `"${booking.version}"` };
    const request = { ...this.patch(booking, body), headers };
    const changed = { ...booking, ...changes };
    return {
      request,
      ...this.shown(changed),
      learn: (answer) => this.keep({ ...changed, ...versionOf(answer) }),
      twin: { request, isRepetition: true, refusals: [412] },
    };
  }

  /** A day that is handed over twice has nothing left the second time. */
  private handDayOver(booking: Booking): Step {
    const path = `barbers/${booking.barberId}/reassign-day`;
    const changed = { ...booking, barberId: this.otherThan(booking.barberId), version: booking.version + 1 };
    return {
      request: { method: 'POST', path, body: { date: this.date }, token: this.counter.token },
      ...this.shown(changed),
      idempotent: true,
      learn: () => this.keep(changed),
    };
  }

  private handBack(booking: Booking): Step {
    const barberId = this.otherThan(booking.barberId);
    const request: HttpRequest = {
      method: 'POST',
      path: `bookings/${booking.id}/reassign`,
      body: { barberId },
      token: this.counter.token,
      headers: { 'if-match': `"${booking.version}"` },
    };
    const changed = { ...booking, barberId };
    return {
      request,
      ...this.shown(changed),
      learn: (answer) => this.keep({ ...changed, ...versionOf(answer) }),
      twin: { request, isRepetition: true, refusals: [412] },
    };
  }

  /** The appointment is another client's, and all cached answers stay: the step leaves no outbox row. */
  private merge(booking: Booking): Step {
    const intoId = this.client();
    const path = `clients/${booking.clientId}/merge`;
    const request = { method: 'POST', path, body: { intoId }, token: this.counter.token } as const;
    const changed = { ...booking, clientId: intoId };
    return {
      request,
      ...this.shown(changed),
      learn: () => this.keep(changed),
      twin: { request, isRepetition: true, refusals: [404] },
    };
  }

  /** The appointment stays, and so do all cached answers: the step leaves no outbox row. */
  private erase(booking: Booking): Step {
    const path = `clients/${booking.clientId}`;
    const request = { method: 'DELETE', path, token: this.counter.token } as const;
    const { row, views } = this.shown(booking);
    return {
      request,
      row,
      views,
      learn: () => this.keep({ ...booking, version: booking.version + 1 }),
      twin: { request, isRepetition: true, refusals: [404] },
    };
  }

  private cancel(booking: Booking, isLast = false): Step {
    const { counter } = this;
    const path = `bookings/${booking.id}/cancel`;
    const body = { reason: `${PERSON}is ill`, by: 'shop' };
    const request = { method: 'POST', path, body, token: counter.token } as const;
    const changed = { ...booking, isCancelled: true };
    return {
      request,
      ...this.shown(changed),
      learn: (answer) => this.keep(isLast ? undefined : { ...changed, ...versionOf(answer) }),
      twin: { request, isRepetition: true, refusals: [409] },
    };
  }

  private keep(booking: Booking | undefined): void {
    this.booking = booking;
  }

  private client(): number {
    const { clientIds } = this.counter;
    const id = clientIds[this.nextClient++];
    if (id === undefined) throw new Error(`${clientIds.length} clients are not enough for this run.`);
    return id;
  }

  private otherThan(barberId: number): number {
    const [one, other] = this.counter.barberIds;
    return barberId === one ? other : one;
  }

  private patch({ id }: Booking, body: object): HttpRequest {
    return { method: 'PATCH', path: `bookings/${id}`, body, token: this.counter.token };
  }

  private shown(booking: Omit<Booking, 'id' | 'version'>): Pick<Step, 'views' | 'row'> {
    const { barberIds } = this.counter;
    const missing = (barberId: number): string =>
      booking.isCancelled || booking.barberId !== barberId ? FREE : startsMissed(booking);
    const slots = barberIds.map((id): [string, string] => [`of ${id}`, missing(id)]);
    const day = booking.isCancelled ? FREE : timeOf(booking);
    return { row: day, views: { ...Object.fromEntries(slots), day } };
  }

  private instantOf(minute: number): string {
    return `${this.date}T${clockTime(minute)}:00.000Z`;
  }

  private allProbes(): Probe[] {
    const { locationId, serviceId, barberIds, token } = this.counter;
    const { date, name } = this;
    const what = { timezone: 'UTC', locationId, serviceId };
    const range = { from: dateAfter(date, -1), to: date };
    const both = (body: any) =>
      barberIds.map((id) => ({ register: name, view: `of ${id}`, value: missingStart(body, id) }));
    const [first, second] = barberIds;
    const slots = (barberId: number) =>
      probe(
        'available slots',
        get('bookings/available-slots', { ...what, date, barberId }),
        name,
        `of ${barberId}`,
        (body) => missingStart(body, barberId),
      );
    return [
      slots(first),
      slots(second),
      {
        region: 'available slots',
        request: get('bookings/available-slots', { ...what, date }),
        shows: [name],
        decode: both,
      },
      {
        region: 'available slots',
        request: get('bookings/available-slots', { ...what, ...range }),
        shows: [name],
        decode: (body) => both(body.days[1]),
      },
      probe('day of a location', get(`locations/${locationId}/day`, { date }, token), name, 'day', (body) => {
        const [booking] = body.barbers.flatMap((barber: any) => barber.bookings);
        if (booking === undefined) return FREE;
        const start = minuteIn(new Date(booking.startsAt));
        return timeOf({ barberId: booking.barberId, start, minutes: booking.durationMinutes });
      }),
      ...barberIds.map((barberId) =>
        probe(
          'appointment conflicts',
          get('bookings/conflicts', { barberId, date }, token),
          name,
          `of ${barberId}`,
          (body) => {
            const [found] = body.conflicts;
            if (found === undefined) return FREE;
            const minutes = (Date.parse(found.endsAt) - Date.parse(found.startsAt)) / 60_000;
            return startsMissed({ start: minuteIn(new Date(found.startsAt)), minutes });
          },
        ),
      ),
    ];
  }
}

/** The starts of half an hour that an appointment leaves no room for. */
function startsMissed({ start, minutes }: Pick<Booking, 'start' | 'minutes'>): string {
  const missed = GRID.filter((_, index) => {
    const from = index * GRID_MINUTES;
    return from < start + minutes && start < from + GRID_MINUTES;
  });
  return missed.join(' and ');
}

type Time = Pick<Booking, 'barberId' | 'start' | 'minutes'>;

/** When an appointment is, and with whom, as one value of its register. */
export function timeOf({ barberId, start, minutes }: Time): string {
  return `${barberId} ${clockTime(start)}-${clockTime(start + minutes)}`;
}

function versionOf(answer: unknown): Pick<Booking, 'id' | 'version'> {
  const { id, version } = answer as Booking;
  return { id, version };
}

function minuteIn(instant: Date): number {
  return instant.getUTCHours() * 60 + instant.getUTCMinutes();
}

/** The one walk-in of the only barber: served at once, cancelled, and again. */
export class WalkInRegister implements Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  readonly slowness = SLOWNESS;
  private id: number | undefined;

  constructor(
    private readonly at: {
      readonly locationId: number;
      readonly serviceId: number;
      readonly barberId: number;
    },
    private readonly token: string,
    today: string,
  ) {
    const { barberId, serviceId } = at;
    this.name = `appointments of service ${serviceId} state`;
    // A run may end on the day after.
    const days = { from: today, to: dateAfter(today, 2) };
    this.probes = [
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, days, token),
        this.name,
        'state',
        (body) => (body.blocks.some((block: any) => block.kind === 'appointment') ? 'busy' : FREE),
      ),
    ];
  }

  step(): Step {
    return this.id === undefined ? this.serve() : this.cancel(this.id);
  }

  async resync(sql: Sql): Promise<void> {
    const [row] = await sql(`SELECT id FROM appointments WHERE service_id = $1 AND status <> 'cancelled'`, [
      this.at.serviceId,
    ]);
    this.id = row === undefined ? undefined : Number(row['id']);
  }

  private serve(): Step {
    const { locationId, serviceId } = this.at;
    const body = { locationId, serviceId, client: { name: `${PERSON}Walker` } };
    const request = { method: 'POST', path: 'bookings/walk-in', body, token: this.token } as const;
    return {
      request: { ...request, headers: { 'idempotency-key': randomUUID() } },
      views: { state: 'busy' },
      row: 'busy',
      repeatable: true,
      learn: (answer) => {
        this.id = (answer as { id: number }).id;
      },
      // The barber is busy for longer than the second one would wait.
      twin: { request, isRepetition: true, refusals: [409] },
    };
  }

  private cancel(id: number): Step {
    const request = { method: 'DELETE', path: `bookings/${id}`, token: this.token } as const;
    return {
      request,
      views: { state: FREE },
      row: FREE,
      learn: () => {
        this.id = undefined;
      },
      twin: { request, isRepetition: true, refusals: [409] },
    };
  }
}
