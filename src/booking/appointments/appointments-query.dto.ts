import { type AppointmentStatus, STATUSES } from './appointment.states.js';
import { IsDay } from '../../http/validation/day.js';
import { MOST_ITEMS, ListQueryDto } from '../../http/lists/list.query.js';
import { EndsDayRange } from '../../http/validation/day-range.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { AreOneOf, IsOneOf } from '../../http/validation/text.js';
import { IsZone } from '../../http/validation/zone.js';

export const SORTS = ['startsAt', '-startsAt'] as const;

export class AppointmentsQueryDto extends ListQueryDto {
  @IsDay({ optional: true, description: 'First day, in `timezone`' })
  from?: string;

  @IsDay({ optional: true, description: 'Last day, included' })
  @EndsDayRange('from', Number.POSITIVE_INFINITY)
  to?: string;

  @IsZone({
    optional: true,
    description: 'Default: the zone of the location named, else the caller’s own, else the first location’s',
  })
  timezone?: string;

  @IsId({ optional: true })
  barberId?: number;

  @IsId({ optional: true, description: 'Where they were booked' })
  locationId?: number;

  @IsId({ optional: true, example: 12 })
  clientId?: number;

  @IsId({ optional: true })
  serviceId?: number;

  @IsId({ optional: true, description: 'The same as `serviceId`' })
  service?: number;

  @AreOneOf(STATUSES, {
    optional: true,
    description: 'One or several, separated by commas',
    example: 'confirmed,completed',
  })
  status?: AppointmentStatus[];

  @IsFlag({
    optional: true,
    example: true,
    description:
      'true: only confirmed ones that a change of hours, services or location has left uncovered; from now on unless `from` is sent',
  })
  uncovered?: boolean;

  @IsOneOf(SORTS, { optional: true, default: 'startsAt', description: 'By start: oldest or newest first' })
  sort?: (typeof SORTS)[number];

  @IsWhole(1, 1_000_000, {
    optional: true,
    default: 1,
    description: 'Instead of `limit` and `cursor`; pages reach the 10,000th appointment',
  })
  page?: number;

  @IsWhole(1, MOST_ITEMS, { optional: true, default: 20, example: 20 })
  pageSize?: number;
}
