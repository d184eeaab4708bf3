import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { Database } from '../../database/database.js';
import { OutdatedRead } from '../../database/database.errors.js';
import { Problem } from '../../http/problem.js';
import { barberCalendars, type ShopBarberCalendar, slotRules } from '../slots/barber-calendar.js';
import { rulesOfMove } from '../slots/moved-appointments.js';
import { ShopCalendar } from '../slots/shop-calendar.js';
import type { ShopSnapshot } from '../slots/shop-snapshot.js';
import { judgeStart, type StartVerdict } from '../slots/slots.js';
import { BarberCandidates } from './barber-candidates.js';
import { calendarBeyond, type Override, rulesBeyond } from './slot-overrides.js';

/** The slot that a caller requests. */
export interface SlotRequest {
  /** Epoch ms. */
  readonly start: number;
  readonly locationId: number;
  /** The business of the location when the client was looked for. */
  readonly businessId?: number;
  readonly barberId?: number | undefined;
  /** The barber who is locked already. */
  readonly lockedBarberId?: number | null;
  readonly serviceId: number;
  /** Minutes; default: the length of the service. */
  readonly durationMinutes?: number | undefined;
  /** Rules that do not apply. */
  readonly overrides?: ReadonlySet<Override>;
  /**
   * The start, in epoch ms, from which staff move an appointment. If it lies within the minimum notice already, any start from now
   * on is soon enough.
   */
  readonly movedByStaffFrom?: number | undefined;
  /** The location of an appointment that has the service already. */
  readonly keptAtLocationId?: number | undefined;
  /** A barber who counts as offering the service, because they have the appointment that is being moved. */
  readonly offeringBarberId?: number | undefined;
  /** Barbers who are not asked. */
  readonly exceptBarberId?: number;
  /** The appointment that is being moved; its own time counts as free. */
  readonly ignoreAppointmentId?: number;
}

const NONE: ReadonlySet<Override> = new Set();

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

type Refusal = Exclude<StartVerdict, 'free'> | 'in-the-past';

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'in-the-past': 'The start is in the past: choose a later one.',
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
    private readonly candidates: BarberCandidates,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the slot at `start` with the requested barber, or with one of those who are free ({@link BarberCandidates.inOrder}).
   *
   * The chosen barber is locked, and judged under that lock. The exclusion constraint would find every overlap without locks, but
   * concurrent inserts that overlap wait for each other until the deadlock timeout of one second: 16 clients at the same slots
   * caused 79 deadlocks in 1500 attempts, and 18 of those exhausted all retries with a 5xx. With the locks there were none. Other
   * barbers of the location are not locked: a rush at one shop would queue up behind a single lock, each with a connection.
   * @throws Problem `not-found`, `slot-taken`, `outside-availability`, `in-the-past`, `too-soon`, `beyond-horizon`
   * @throws OutdatedRead if the location has gone to another business meanwhile
   */
  async choose(wanted: SlotRequest): Promise<ChosenSlot> {
    if (wanted.barberId === undefined) return this.chooseAny(wanted);
    if (wanted.barberId !== wanted.lockedBarberId) await this.candidates.lock(wanted.barberId);
    const shop = await this.shopAt(wanted);
    const [verdict] = this.judge(shop, wanted);
    if (verdict?.verdict !== 'free') throw this.refusalOf(verdict === undefined ? [] : [verdict], wanted);
    return slotOf(shop, wanted.start, verdict.id);
  }

  private async chooseAny(wanted: SlotRequest): Promise<ChosenSlot> {
    const shop = await this.shopAt(wanted);
    const judged = this.judge(shop, wanted);
    const free = judged.filter(({ verdict }) => verdict === 'free').map(({ id }) => id);
    if (free.length === 0) throw this.refusalOf(judged, wanted);
    const { location } = shop;
    let candidates = await this.candidates.inOrder(
      free,
      location.businessId,
      wanted.ignoreAppointmentId,
      wanted.exceptBarberId === undefined ? undefined : new Date(wanted.start),
    );
    await this.candidates.begin();
    while (candidates.length > 0) {
      const id = await this.candidates.lockFirst(candidates);
      const slot = await this.freeUnderLock({ ...wanted, locationId: location.id, barberId: id });
      if (slot !== undefined) return slot;
      candidates = candidates.filter((candidate) => candidate !== id);
    }
    throw refusal('slot-taken');
  }

  /** Judges a candidate again who is locked now: they may have been booked, or have moved away, since they were judged. */
  private async freeUnderLock(wanted: SlotRequest & { barberId: number }): Promise<ChosenSlot | undefined> {
    try {
      const shop = await this.shopAt(wanted);
      const isFree = this.judge(shop, wanted).some(({ verdict }) => verdict === 'free');
      return isFree ? slotOf(shop, wanted.start, wanted.barberId) : undefined;
    } catch (error) {
      if (error instanceof Problem && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /** @throws OutdatedRead as {@link choose}. Under the barber's lock, a later change of the business finds the appointment. */
  private async shopAt(wanted: SlotRequest): Promise<ShopSnapshot> {
    const shop = await this.calendar.load({ ...wanted, from: wanted.start, until: wanted.start + 1 });
    const { businessId } = shop.location;
    if ((wanted.businessId ?? businessId) !== businessId)
      throw new OutdatedRead('The location has another business by now');
    return shop;
  }

  /** Locks one barber, or all of a location, until the transaction ends. */
  async lockBarbers(column: 'id' | 'location_id', id: number): Promise<void> {
    await this.database.query(`SELECT id FROM barbers WHERE ${column} = $1 ORDER BY id FOR NO KEY UPDATE`, [
      id,
    ]);
  }

  private judge(shop: ShopSnapshot, wanted: SlotRequest): Judged[] {
    const { start, overrides = NONE, movedByStaffFrom, exceptBarberId } = wanted;
    const now = this.clock.now();
    const moved = movedByStaffFrom === undefined ? undefined : { start: movedByStaffFrom, isByStaff: true };
    const rules = rulesBeyond(rulesOfMove(slotRules(shop, now), moved, now), overrides);
    const verdictOf = (calendar: ShopBarberCalendar) =>
      judgeStart(start, calendarBeyond(calendar, start, rules, overrides), rules);
    return barberCalendars(shop, { from: start, until: start + 1 })
      .filter(({ barberId }) => barberId !== exceptBarberId)
      .map((calendar) => ({ id: calendar.barberId, verdict: verdictOf(calendar) }));
  }

  /** Whatever else is in the way of a start: that it is past does not change any more. */
  private refusalOf(judged: readonly Judged[], { start, overrides = NONE }: SlotRequest): Problem {
    if (start < this.clock.now() && !overrides.has('notice')) return refusal('in-the-past');
    const code = MOST_HELPFUL.find((candidate) => judged.some(({ verdict }) => verdict === candidate));
    return refusal(code ?? 'outside-availability');
  }
}

interface Judged {
  readonly id: number;
  readonly verdict: StartVerdict;
}

export function refusal(code: Refusal, cause?: unknown): Problem {
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
