import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Clock } from '../../config/clock.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import { DAY_MS, MINUTE_MS } from '../../time/durations.js';
import { barberCalendars, type ShopBarberCalendar, slotRules } from '../slots/barber-calendar.js';
import { nextSlotOf } from '../slots/next-slot.js';
import { firstStart, openStarts } from '../slots/open-starts.js';
import { ShopCalendar } from '../slots/shop-calendar.js';
import type { ShopSnapshot } from '../slots/shop-snapshot.js';
import type { SlotRules } from '../slots/slots.js';
import type { Interval } from '../wall-time/interval.js';
import { AppointmentAccess } from './appointment.access.js';
import { AppointmentClients } from './appointment-clients.js';
import type { AppointmentDto } from './appointment.dto.js';
import { toAppointmentDto } from './appointment.row.js';
import { AppointmentWrites } from './appointment.writes.js';
import { BookingDefaults } from './booking-defaults.js';
import { ClientLimits } from './client-limits.service.js';
import { SlotChoice } from './slot-choice.js';
import type { Override } from './slot-overrides.js';
import type { WalkInDto } from './walk-in.dto.js';

/** Books for people who stand at the counter. */
@Injectable()
export class WalkInService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly access: AppointmentAccess,
    private readonly defaults: BookingDefaults,
    private readonly clients: AppointmentClients,
    private readonly limits: ClientLimits,
    private readonly calendar: ShopCalendar,
    private readonly slots: SlotChoice,
    private readonly writes: AppointmentWrites,
  ) {}

  /**
   * Books the barber who can begin first, at any whole minute from now on.
   * @throws Problem `not-found`, `forbidden`, `client-exists`, `nobody-free` with the `next` start of the following day,
   * `client-blocked`, `client-busy`, `too-many-bookings`
   */
  async book(caller: Caller, body: WalkInDto): Promise<AppointmentDto> {
    return this.unitOfWork.run(async () => {
      const barberId = await this.access.barberToServe(caller, body.locationId, body.barberId);
      const { businessId, timezone } = await this.defaults.find(null, body.locationId, barberId);
      const named = await this.clients.named(businessId, body);
      const client = named && (await this.limits.lock(named.clientId));
      const overrides = new Set<Override>(['notice', 'grid', ...(body.override ?? [])]);
      const start = await this.firstStart(body, barberId, overrides);
      const { locationId, serviceId } = body;
      const slot = await this.slots.choose({ start, locationId, businessId, serviceId, barberId, overrides });
      if (client !== undefined && !overrides.has('limits')) await this.limits.assertMayBook(client, slot);
      const row = await this.writes.insert(slot, {
        clientId: named?.clientId ?? null,
        userId: named?.userId ?? null,
        createdBy: caller.id,
        timezone,
        notes: body.notes ?? null,
        override: body.override,
        overrideReason: body.overrideReason,
      });
      return toAppointmentDto(row, caller.id);
    });
  }

  /** The barbers are locked before their calendars are read, so that the start which is found here is still free when it is chosen. */
  private async firstStart(
    { locationId, serviceId, startsWithinMinutes }: WalkInDto,
    barberId: number | undefined,
    overrides: ReadonlySet<Override>,
  ): Promise<number> {
    await this.slots.lockBarbers(barberId === undefined ? 'location_id' : 'id', barberId ?? locationId);
    const from = Math.ceil(this.clock.now() / MINUTE_MS) * MINUTE_MS;
    const latest = from + startsWithinMinutes * MINUTE_MS;
    const until = from + DAY_MS;
    const shop = await this.calendar.load({ locationId, serviceId, barberId, from, until });
    const rules: SlotRules = {
      ...slotRules(shop, from),
      intervalMinutes: 1,
      earliest: from,
      latest: Infinity,
    };
    const waiting = { from, until: latest + 1 };
    const [beyond] = overrides.has('hours') ? openStarts(beyondHours(shop, waiting), waiting, rules) : [];
    if (beyond !== undefined) return beyond.start;
    const first = await firstStart(shop, { from, until }, rules);
    if (first !== undefined && first.start <= latest) return first.start;
    const next =
      first === undefined ? null : nextSlotOf(first, shop.location.timezone, shop.service.durationMinutes);
    const detail = `No barber can begin within ${startsWithinMinutes} minutes.`;
    throw new Problem('nobody-free', detail, { members: { next } });
  }
}

/** The calendars of barbers who would all work now, so that one who is not busy can begin at any minute. */
function beyondHours(shop: ShopSnapshot, { from, until }: Interval): ShopBarberCalendar[] {
  return barberCalendars(shop, { from, until })
    .filter(({ isActive }) => isActive)
    .map((calendar) => ({ ...calendar, windows: [{ from, until, worksUntil: Infinity }], timeOff: [] }));
}
