import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { MINUTE_MS } from '../../time/durations.js';
import { AppointmentAccess } from '../appointments/appointment.access.js';
import { notFound } from '../missing.problem.js';
import type { ShopQuery } from './shop-calendar.js';
import type { ShopSnapshot } from './shop-snapshot.js';
import type { SlotQuery } from './slot.query.js';
import type { SlotRules } from './slots.js';

/** An appointment that is about to be moved: slots are listed as if its own time were free. */
export interface MovedAppointment {
  readonly id: number;
  readonly barberId: number;
  readonly serviceId: number;
  readonly locationId: number;
  readonly businessId: number;
  /** Epoch ms. */
  readonly start: number;
  readonly durationMinutes: number;
  /** Whether staff move it. */
  readonly isByStaff: boolean;
}

interface Row {
  readonly barber_id: number;
  readonly service_id: number;
  readonly location_id: number;
  readonly business_id: number;
  readonly user_id: number | null;
  readonly starts_at: Date;
  readonly ends_at: Date;
}

/** Reads the appointment that a slot query shall ignore. */
@Injectable()
export class MovedAppointments {
  constructor(
    private readonly database: Database,
    private readonly access: AppointmentAccess,
  ) {}

  /** @throws Problem `unauthenticated` without a caller, `not-found` if the caller may not see the appointment */
  async find(id: number, caller: Caller | undefined): Promise<MovedAppointment> {
    if (caller === undefined) {
      throw new Problem('unauthenticated', 'Log in to name a booking that shall not count as busy.');
    }
    const [row] = await this.database.query<Row>(
      `SELECT barber_id, service_id, location_id, business_id, user_id, starts_at, ends_at
       FROM appointments JOIN locations ON locations.id = location_id WHERE appointments.id = $1`,
      [id],
    );
    if (row === undefined) throw notFound('appointment', id);
    const start = row.starts_at.getTime();
    return {
      id,
      barberId: row.barber_id,
      serviceId: row.service_id,
      locationId: row.location_id,
      businessId: row.business_id,
      start,
      durationMinutes: (row.ends_at.getTime() - start) / MINUTE_MS,
      isByStaff: await this.access.checkedIsStaff(caller, { ...row, id }),
    };
  }
}

/** The query of a move: where it names no location or service, those of the appointment, as when it is moved. */
export function queryOfMove(query: SlotQuery, moved: MovedAppointment): SlotQuery {
  const keepsBarber = query.barberId === undefined || query.barberId === moved.barberId;
  return {
    ...query,
    serviceId: query.serviceId ?? moved.serviceId,
    locationId: query.locationId ?? (keepsBarber ? moved.locationId : undefined),
  };
}

/** What the calendar must be loaded with, so that it has exactly the slots to which the appointment can be moved. */
export function calendarOfMove(
  { serviceId }: SlotQuery,
  moved: MovedAppointment | undefined,
): Partial<ShopQuery> {
  if (moved === undefined) return {};
  if (serviceId !== moved.serviceId) return { ignoreAppointmentId: moved.id };
  return {
    ignoreAppointmentId: moved.id,
    keptAtLocationId: moved.locationId,
    offeringBarberId: moved.barberId,
    durationMinutes: moved.durationMinutes,
  };
}

/** The shop without barbers if it is another business's, to which the appointment cannot be moved. */
export function shopOfMove(shop: ShopSnapshot, moved: MovedAppointment | undefined): ShopSnapshot {
  if (moved === undefined || moved.businessId === shop.location.businessId) return shop;
  return { ...shop, barbers: [] };
}

/** Staff may move what begins within the minimum notice already to any start from now on. */
export function rulesOfMove(
  rules: SlotRules,
  moved: Pick<MovedAppointment, 'start' | 'isByStaff'> | undefined,
  now: number,
): SlotRules {
  return moved?.isByStaff === true && moved.start < rules.earliest ? { ...rules, earliest: now } : rules;
}
