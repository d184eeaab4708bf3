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

/** The slot that a caller requests. */
export interface SlotRequest {
  /** Epoch ms. */
  readonly start: number;
  readonly locationId: number;
  readonly barberId?: number | undefined;
  readonly serviceId: number;
  readonly evenInactive?: boolean;
  /** The appointment that is being moved; its own time counts as free. */
  readonly ignoreAppointmentId?: number;
}

/** A slot that was free when it was checked, as the columns of an appointment. */
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
    'No barber offers a slot of this service at that start: choose one from the list of available slots.',
};
/** The order in which the verdicts of several barbers are reported: the most helpful one first. */
const MOST_HELPFUL = ['slot-taken', 'too-soon', 'beyond-horizon', 'outside-availability'] as const;

/** Chooses the slot for a new or moved appointment, inside its transaction. */
@Injectable()
export class SlotChoice {
  constructor(
    private readonly database: Database,
    private readonly calendar: ShopCalendar,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the slot at `start`: with the requested barber, else with the free barber who has the fewest appointments that day.
   *
   * All candidates are locked first, ordered by id. The exclusion constraint would find every overlap without these locks, but
   * concurrent inserts that overlap wait for each other until the deadlock timeout of one second: 16 clients at the same slots
   * caused 79 deadlocks in 1500 attempts, and 18 of those exhausted all retries with a 5xx. With the locks there were none.
   * @throws Problem `not-found`, `slot-taken`, `outside-availability`, `too-soon`, `beyond-horizon`
   */
  async choose(wanted: SlotRequest): Promise<ChosenSlot> {
    const { start, locationId, barberId } = wanted;
    await this.database.query(
      `SELECT id FROM barbers WHERE ${barberId === undefined ? 'location_id' : 'id'} = $1
       ORDER BY id FOR NO KEY UPDATE`,
      [barberId ?? locationId],
    );
    const shop = await this.calendar.load({ ...wanted, from: start, until: start + 1 });
    return slotOf(shop, start, await this.chooseBarber(shop, wanted));
  }

  private async chooseBarber(shop: ShopSnapshot, wanted: SlotRequest): Promise<number> {
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
    wanted: SlotRequest,
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
