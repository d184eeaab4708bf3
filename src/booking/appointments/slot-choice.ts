import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { barberCalendars, slotRules } from '../slots/barber-calendar.js';
import { ShopCalendar } from '../slots/shop-calendar.js';
import type { ShopSnapshot } from '../slots/shop-snapshot.js';
import { judgeStart, type StartVerdict } from '../slots/slots.js';
import { dateAt, zoneDay } from '../wall-time/zone-day.js';

export interface Wanted {
  /** Epoch ms. */
  readonly start: number;
  readonly locationId: number;
  readonly barberId?: number | undefined;
  readonly serviceId: number;
  readonly evenInactive?: boolean;
  /** The appointment that is being moved. */
  readonly ignoreAppointmentId?: number;
}

/** A slot that was free when it was judged: what an appointment's row holds of it. */
export interface ChosenSlot {
  readonly barberId: number;
  readonly serviceId: number;
  readonly locationId: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly blockedFrom: Date;
  readonly blockedUntil: Date;
}

const REFUSALS: Readonly<Record<Exclude<StartVerdict, 'free'>, string>> = {
  'slot-taken': 'The slot is taken: choose another one from the list of available slots.',
  'too-soon': 'The start is within the minimum notice: choose a later one.',
  'beyond-horizon': 'The start is beyond the booking horizon: choose an earlier one.',
  'outside-availability':
    'No barber offers a slot of this service that starts then: choose one from the list.',
};
/** Of several barbers' verdicts, the one that helps the caller most. */
const MOST_HELPFUL = ['slot-taken', 'too-soon', 'beyond-horizon', 'outside-availability'] as const;

/** Finds the slot that a booking or a move takes, inside its transaction. */
@Injectable()
export class SlotChoice {
  constructor(
    private readonly database: Database,
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * The slot at `start`: of the barber who is named, else of the free one who is least booked that day.
   *
   * The barbers in question are locked first, in order of id. The exclusion constraint finds every overlap without that,
   * but inserts that meet in it wait for each other until the deadlock timeout, one second: 16 clients at the same slots
   * met 79 deadlocks in 1500 attempts, and 18 of those ended all retries with a 5xx. Queued they meet none.
   * @throws Problem `not-found`, `slot-taken`, `outside-availability`, `too-soon`, `beyond-horizon`
   */
  async choose(wanted: Wanted): Promise<ChosenSlot> {
    const { start, locationId, barberId } = wanted;
    await this.database.query(
      `SELECT id FROM barbers WHERE ${barberId === undefined ? 'location_id' : 'id'} = $1
       ORDER BY id FOR NO KEY UPDATE`,
      [barberId ?? locationId],
    );
    const shop = await this.calendar.load({ ...wanted, from: start, until: start + 1 });
    return slotOf(shop, start, await this.chooseBarber(shop, wanted));
  }

  private async chooseBarber(shop: ShopSnapshot, wanted: Wanted): Promise<number> {
    const { start } = wanted;
    const rules = slotRules(shop, this.clock.now());
    const range = { from: start, until: start + 1 };
    const judged = barberCalendars(shop, range).map((calendar) => ({
      id: calendar.barberId,
      verdict: judgeStart(start, calendar, rules),
    }));
    const free = judged.filter(({ verdict }) => verdict === 'free').map(({ id }) => id);
    const [first] = free;
    if (first === undefined) {
      const code = MOST_HELPFUL.find((candidate) => judged.some(({ verdict }) => verdict === candidate));
      throw refusal(code ?? 'outside-availability');
    }
    return free.length === 1 ? first : this.leastBooked(free, shop, wanted);
  }

  private async leastBooked(
    barberIds: readonly number[],
    shop: ShopSnapshot,
    wanted: Wanted,
  ): Promise<number> {
    const zone = shop.location.timezone;
    const day = zoneDay(zone, dateAt(zone, wanted.start));
    const [least] = await this.database.query<{ id: number }>(
      `SELECT barber.id FROM unnest($1::int[]) AS barber(id)
       LEFT JOIN appointments a ON a.barber_id = barber.id AND a.status <> 'cancelled'
         AND a.starts_at >= $2 AND a.starts_at < $3 AND a.id IS DISTINCT FROM $4
       GROUP BY barber.id ORDER BY count(a.id), barber.id LIMIT 1`,
      [barberIds, new Date(day.from), new Date(day.until), wanted.ignoreAppointmentId ?? null],
    );
    return least?.id ?? (barberIds[0] as number);
  }
}

export function refusal(code: Exclude<StartVerdict, 'free'>, cause?: unknown): Problem {
  return new Problem(code, REFUSALS[code], { cause });
}

function slotOf({ service, location }: ShopSnapshot, start: number, barberId: number): ChosenSlot {
  const end = start + service.durationMinutes * MINUTE_MS;
  return {
    barberId,
    serviceId: service.id,
    locationId: location.id,
    startsAt: new Date(start),
    endsAt: new Date(end),
    blockedFrom: new Date(start - service.bufferBeforeMinutes * MINUTE_MS),
    blockedUntil: new Date(end + service.bufferAfterMinutes * MINUTE_MS),
  };
}
