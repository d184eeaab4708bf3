import { ListQueryDto } from '../http/lists/list.query.js';
import { IsDay } from '../http/validation/day.js';
import { EndsDayRange } from '../http/validation/day-range.js';
import { IsId, IsIds, IsWhole } from '../http/validation/number.js';
import { IsFlag } from '../http/validation/flag.js';
import { IsOneOf, IsText } from '../http/validation/text.js';
import { type StatsScope, SCOPES } from './monitoring/cache-stats.dto.js';

const ID_LENGTH = 36;
const IsInstance = (description: string) =>
  IsText({
    optional: true,
    max: ID_LENGTH,
    example: '0b0c6c5e-54a5-4d0e-9d3a-1f6a7e2b9c11',
    description,
  });

export class HoursQueryDto {
  @IsWhole(1, 168, { optional: true, default: 24, example: 24, description: 'How far back' })
  hours: number = 24;

  @IsInstance('The `id` of an instance: only its samples')
  instance?: string;
}

export class ScopeQueryDto {
  @IsOneOf(SCOPES, {
    optional: true,
    default: 'instance',
    description: '`fleet`: the sum over all instances that reported within the last minute',
  })
  scope: StatsScope = 'instance';
}

export class StatsQueryDto extends ScopeQueryDto {
  @IsInstance(
    'The `id` of an instance of `/cache/instances`: its counters as of its last report, whichever instance answers; `scope` is then ignored',
  )
  instance?: string;
}

export class NewestQueryDto {
  @IsWhole(1, 100, { optional: true, default: 20, example: 20, description: 'How many at most' })
  limit: number = 20;
}

export class DryRunQueryDto {
  @IsFlag({
    optional: true,
    default: false,
    description: 'Only count: answers what would be forgotten, and forgets nothing',
  })
  dryRun: boolean = false;
}

export class AuditQueryDto extends ListQueryDto {
  @IsWhole(1, 1_000_000, {
    optional: true,
    default: 1,
    description: 'Where neither `limit` nor `cursor` is sent',
  })
  page: number = 1;
}

export class DateRangeDto {
  @IsDay()
  startDate!: string;

  @IsDay({ description: 'Included; at most 62 days' })
  @EndsDayRange('startDate')
  endDate!: string;

  @IsId({ optional: true })
  locationId?: number;

  @IsId({ optional: true })
  barberId?: number;
}

export class WarmUpDto {
  @IsDay({ optional: true, description: 'Default: today' })
  startDate?: string;

  @IsDay({ optional: true, description: 'Included; at most 62 days' })
  endDate?: string;

  @IsWhole(1, 62, { optional: true, description: 'Instead of `endDate`; default 7', example: 7 })
  daysAhead?: number;

  @IsIds({ optional: true, description: 'Default: all barbers' })
  barberIds?: number[];

  @IsId({ optional: true, description: 'Default: all locations' })
  locationId?: number;
}
