import { Temporal } from 'temporal-polyfill';
import { invalidField } from '../../http/problem.js';

/** The requested start: an instant, or a date and time in a time zone that may still have to be looked up. */
export type RequestedStart =
  { readonly instant: number } | { readonly date: string; readonly time: string } | undefined;

interface Fields {
  readonly date?: string | undefined;
  readonly time?: string | undefined;
  readonly startsAt?: string | undefined;
}

/**
 * Reads the start from a request body; `undefined` if the body has none.
 * @throws Problem `invalid-request` if both forms are given, or one form is incomplete
 */
export function requestedStart({ date, time, startsAt }: Fields): RequestedStart {
  if (startsAt !== undefined) {
    if (date !== undefined || time !== undefined)
      throw invalidField('startsAt', 'cannot be combined with date and time');
    return { instant: Date.parse(startsAt) };
  }
  if (date === undefined && time === undefined) return undefined;
  if (date === undefined) throw invalidField('date', 'is required with time');
  if (time === undefined) throw invalidField('time', 'is required with date');
  return { date, time };
}

/** The instant of a start, in epoch ms. Wall time is resolved by Temporal's "compatible" rule, like windows. */
export function instantOf(start: NonNullable<RequestedStart>, timezone: string): number {
  if ('instant' in start) return start.instant;
  return Temporal.PlainDateTime.from(`${start.date}T${start.time}`).toZonedDateTime(timezone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
}

/**
 * Reads the service from a body or a query, as `serviceId` or `service`.
 * @throws Problem `invalid-request` if both are given and differ
 */
export function requestedService(fields: {
  serviceId?: number | undefined;
  service?: number | undefined;
}): number | undefined {
  const { serviceId, service } = fields;
  if (serviceId !== undefined && service !== undefined && serviceId !== service) {
    throw invalidField('service', 'differs from serviceId: send only one of them');
  }
  return serviceId ?? service;
}
