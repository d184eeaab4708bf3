import { Temporal } from 'temporal-polyfill';
import { invalidField } from '../../http/problem.js';

/** When somebody wants to come: an instant, or a date and time on a clock that may still have to be found. */
export type RequestedStart =
  { readonly instant: number } | { readonly date: string; readonly time: string } | undefined;

interface Fields {
  readonly date?: string | undefined;
  readonly time?: string | undefined;
  readonly startsAt?: string | undefined;
}

/**
 * What the body says about the start; `undefined` where it says nothing.
 * @throws Problem `invalid-request` for both forms at once, or half of one
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

/** The instant of a start, in epoch ms. Wall time by Temporal's "compatible" rule, as windows are resolved. */
export function instantOf(start: NonNullable<RequestedStart>, timezone: string): number {
  if ('instant' in start) return start.instant;
  return Temporal.PlainDateTime.from(`${start.date}T${start.time}`).toZonedDateTime(timezone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
}

/**
 * The service that a body or a query names, by either name.
 * @throws Problem `invalid-request` when both are given and differ
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
