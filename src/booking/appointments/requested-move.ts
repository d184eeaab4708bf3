import type { AppointmentChangesDto } from './appointment.dto.js';
import type { AppointmentRow } from './appointment.row.js';
import { instantOf, requestedService, requestedStart } from './requested-start.js';

/** The slot that an appointment is to have instead of its own. */
export interface RequestedMove {
  /** Epoch ms. */
  readonly start: number;
  readonly serviceId: number;
  /** `undefined`: anybody at the location, since another one was asked for. */
  readonly barberId: number | undefined;
  /** `undefined`: the barber's. */
  readonly locationId: number | undefined;
}

/**
 * The move that a change asks for; `undefined` where it says nothing of the slot or names the one that is, since who sends
 * back what he read moves nothing. Wall time is read in the zone named, else in the appointment's own.
 * @throws Problem `invalid-request`
 */
export function requestedMove(row: AppointmentRow, body: AppointmentChangesDto): RequestedMove | undefined {
  const { barberId, locationId } = body;
  const wanted = requestedStart(body);
  const start = wanted && instantOf(wanted, body.timezone ?? row.timezone);
  const serviceId = requestedService(body);
  const leavesLocation = differs(locationId, row.location_id);
  const moves =
    leavesLocation ||
    differs(start, row.starts_at.getTime()) ||
    differs(serviceId, row.service_id) ||
    differs(barberId, row.barber_id);
  if (!moves) return undefined;
  return {
    start: start ?? row.starts_at.getTime(),
    serviceId: serviceId ?? row.service_id,
    barberId: barberId ?? (leavesLocation ? undefined : row.barber_id),
    locationId,
  };
}

function differs(asked: number | undefined, present: number): boolean {
  return asked !== undefined && asked !== present;
}
