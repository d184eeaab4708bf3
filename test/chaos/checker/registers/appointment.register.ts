import { randomUUID } from 'node:crypto';
import type { Observation } from '../history.js';
import { get, type HttpRequest, probe, type Probe, type Register, type Sql, type Step } from '../register.js';
import { dateAfter, utcDate, utcTime } from '../wall-time.js';
import { GRID, missingStart } from './slot-grid.js';

const STEPS_A_LIFE = 6;

export interface Booked {
  readonly locationId: number;
  readonly serviceId: number;
  readonly barberIds: readonly number[];
  readonly token: string;
}

/** An appointment as its writer knows it. */
export interface Booking {
  readonly id: number;
  readonly version: number;
  /** Of a guest, if its answer came. */
  readonly manageToken?: string | undefined;
}

/**
 * The one appointment that a barber has on a date: booked, moved four times, cancelled, and again. Where it stands
 * identifies the step; every fourth position is the day's first, so that the next available slot changes as well.
 */
export class AppointmentRegister implements Register {
  readonly name: string;
  readonly probes: readonly Probe[];
  private booking: Booking | undefined;

  constructor(
    private readonly shop: Booked,
    private readonly barberId: number,
    private readonly date: string,
    hasRanges: boolean,
  ) {
    this.name = nameOf(barberId, date);
    this.probes = [...this.allProbes(), ...(hasRanges ? this.rangeProbes() : [])];
  }

  step(seq: number): Step {
    const position = seq % 4 === 0 ? 0 : 1 + ((seq * 7) % (GRID.length - 1));
    if (this.booking === undefined) return this.book(position);
    return seq % STEPS_A_LIFE === STEPS_A_LIFE - 1
      ? this.cancel(this.booking)
      : this.move(this.booking, position);
  }

  async resync(sql: Sql): Promise<void> {
    const [row] = await sql(
      `SELECT id, version FROM appointments
       WHERE barber_id = $1 AND status <> 'cancelled' AND (starts_at AT TIME ZONE 'UTC')::date = $2`,
      [this.barberId, this.date],
    );
    this.booking = row && { id: Number(row['id']), version: Number(row['version']) };
  }

  protected booked(body: object): HttpRequest {
    return { method: 'POST', path: 'bookings', body, token: this.shop.token };
  }

  protected moved({ id }: Booking, startsAt: string): HttpRequest {
    return { method: 'PATCH', path: `bookings/${id}`, body: { startsAt }, token: this.shop.token };
  }

  protected cancelled({ id }: Booking): HttpRequest {
    return { method: 'DELETE', path: `bookings/${id}`, token: this.shop.token };
  }

  private book(position: number): Step {
    const { serviceId, locationId } = this.shop;
    const request = this.booked({
      startsAt: this.startsAt(position),
      serviceId,
      locationId,
      barberId: this.barberId,
    });
    return {
      request: { ...request, headers: { 'idempotency-key': randomUUID() } },
      ...shown(position),
      learn: (answer) => this.keep(answer),
      repeatable: true,
      // Booked once more, without the key: of the two, one finds the slot taken.
      twin: { request, isRepetition: true, refusals: [409] },
    };
  }

  /** With If-Match, so that a request that a frozen instance gets to late finds its time over. */
  private move(booking: Booking, position: number): Step {
    const headers = { 'if-match': `"${booking.version}"` };
    const request = { ...this.moved(booking, this.startsAt(position)), headers };
    return {
      request,
      ...shown(position),
      learn: (answer) => this.keep(answer, booking.manageToken),
      // The later of the two finds another version.
      twin: { request, isRepetition: true, refusals: [412] },
    };
  }

  private cancel(booking: Booking): Step {
    const request = this.cancelled(booking);
    return {
      request,
      // The later of the two finds the appointment cancelled.
      twin: { request, isRepetition: true, refusals: [409] },
      views: { slot: 'free', next: '00:00', free: String(GRID.length) },
      row: 'free',
      learn: () => {
        this.booking = undefined;
      },
    };
  }

  private keep(answer: unknown, known?: string): void {
    const { id, version, manageToken = known } = answer as Booking;
    this.booking = { id, version, manageToken };
  }

  private startsAt(position: number): string {
    return `${this.date}T${GRID[position] ?? ''}:00.000Z`;
  }

  /** The day among its neighbours, as a calendar asks for it. */
  private rangeProbes(): Probe[] {
    const { locationId, serviceId } = this.shop;
    const { barberId, date, name } = this;
    const asked = {
      from: dateAfter(date, -1),
      to: dateAfter(date, 1),
      timezone: 'UTC',
      locationId,
      serviceId,
      barberId,
    };
    return [
      probe('available slots', get('bookings/available-slots', asked), name, 'slot', (body) =>
        missingStart(body.days[1], barberId),
      ),
      probe('available slots', get('bookings/available-days', asked), name, 'free', (body) =>
        String(body.days[1].free),
      ),
    ];
  }

  private allProbes(): Probe[] {
    const { locationId, serviceId, barberIds, token } = this.shop;
    const { barberId, date, name } = this;
    const asked = { date, timezone: 'UTC', locationId, serviceId };
    return [
      probe(
        'available slots',
        get('bookings/available-slots', { ...asked, barberId }),
        name,
        'slot',
        (body) => missingStart(body, barberId),
      ),
      {
        region: 'available slots',
        request: get('bookings/available-slots', asked),
        shows: barberIds.map((id) => nameOf(id, date)),
        decode: (body): Observation[] =>
          barberIds.map((id) => ({
            register: nameOf(id, date),
            view: 'slot',
            value: missingStart(body, id),
          })),
      },
      probe(
        'next available',
        get('bookings/next-available', { ...asked, barberId }),
        name,
        'next',
        (body) => body.next?.time,
      ),
      probe(
        'appointment conflicts',
        get('bookings/conflicts', { barberId, date }, token),
        name,
        'slot',
        (body) => startsOf(body.conflicts, date),
      ),
      probe(
        'barber schedule',
        get(`barbers/${barberId}/schedule`, { from: date, to: date }, token),
        name,
        'slot',
        (body) =>
          startsOf(
            body.blocks.filter((block: any) => block.kind === 'appointment'),
            date,
          ),
      ),
    ];
  }
}

function nameOf(barberId: number, date: string): string {
  return `appointments ${barberId} ${date}`;
}

function shown(position: number): Pick<Step, 'views' | 'row'> {
  const slot = GRID[position] ?? '';
  const views = { slot, next: position === 0 ? '00:30' : '00:00', free: String(GRID.length - 1) };
  return { views, row: slot };
}

function startsOf(items: readonly { startsAt: string }[], date: string): string {
  const starts = items
    .filter((item) => utcDate(item.startsAt) === date)
    .map((item) => utcTime(item.startsAt));
  return starts.length === 0 ? 'free' : starts.join(' and ');
}
