import type { AppointmentChangesDto } from './appointment-bodies.dto.js';
import { type AppointmentRow, durationOf } from './appointment.row.js';
import { dateAt, wallTimeAt, zoneDay } from '../wall-time/zone-day.js';
import { instantOf, requestedService, requestedStart } from './requested-start.js';

/** The slot that an appointment shall move to. */
export interface RequestedMove {
  /** Epoch ms. */
  readonly start: number;
  readonly serviceId: number;
  /** `undefined`: any barber of the location, because the client requested another location. */
  readonly barberId: number | undefined;
  /** `undefined`: the location of the barber, because the client requested another barber. */
  readonly locationId: number | undefined;
  /** Minutes; `undefined`: those of the service, because another service was requested. */
  readonly durationMinutes: number | undefined;
}

/**
 * Reads the requested move from a change; `undefined` if the change names no slot or the current one, so that a client may send
 * back the appointment as it was read. A date or a time alone keeps the other.
 * @param zone of the wall time, if the change names none; default: that of the appointment
 * @throws Problem `invalid-request`
 */
export function requestedMove(
  row: AppointmentRow,
  body: AppointmentChangesDto,
  zone: string = row.timezone,
): RequestedMove | undefined {
  const { barberId, locationId } = body;
  const start = requestedInstant(row, body, zone);
  const serviceId = requestedService(body);
  const leavesLocation = differs(locationId, row.location_id);
  const hasOtherService = differs(serviceId, row.service_id);
  const moves =
    leavesLocation ||
    differs(body.durationMinutes, durationOf(row)) ||
    differs(start, row.starts_at.getTime()) ||
    hasOtherService ||
    differs(barberId, row.barber_id);
  if (!moves) return undefined;
  return {
    start: start ?? row.starts_at.getTime(),
    serviceId: serviceId ?? row.service_id,
    barberId: barberId ?? (leavesLocation ? undefined : row.barber_id),
    // A barber who has moved to another location since takes no client there.
    locationId: locationId ?? (differs(barberId, row.barber_id) ? undefined : row.location_id),
    // Whatever has become of the service since, the length was agreed on.
    durationMinutes: body.durationMinutes ?? (hasOtherService ? undefined : durationOf(row)),
  };
}

function requestedInstant(
  row: AppointmentRow,
  body: AppointmentChangesDto,
  usualZone: string,
): number | undefined {
  const { startsAt, date, time, timezone: zone = usualZone } = body;
  if (startsAt !== undefined || (date ?? time) === undefined) {
    const requested = requestedStart(body);
    return requested && instantOf(requested, zone);
  }
  const start = row.starts_at.getTime();
  const present = dateAt(zone, start);
  const shown = wallTimeAt(zoneDay(zone, present), start);
  // Where clocks show it twice, the appointment's own wall time is the one that it has.
  if ((date ?? present) === present && (time ?? shown) === shown) return start;
  return instantOf({ date: date ?? present, time: time ?? shown }, zone);
}

function differs(requested: number | undefined, present: number): boolean {
  return requested !== undefined && requested !== present;
}
