import type { AppointmentChangesDto, NewAppointmentDto } from './appointment-bodies.dto.js';

/** Fields that only staff may send. */
const OF_STAFF = [
  'clientId',
  'client',
  'durationMinutes',
  'priceCents',
  'override',
  'overrideReason',
] as const;

/** Whether a request asks for what only staff may do. */
export function isOfStaff(body: NewAppointmentDto | AppointmentChangesDto): boolean {
  return OF_STAFF.some((field) => body[field] !== undefined);
}
