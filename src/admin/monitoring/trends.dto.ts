import {
  HasCount,
  HasFlag,
  HasInstant,
  HasList,
  HasNumber,
  HasOne,
  HasOneOf,
  HasShare,
  HasText,
} from '../../http/openapi/answer-fields.js';
import { type AlertLevel, LEVELS } from './alert-levels.js';
import { type Direction, DIRECTIONS } from './trend.js';
import { type Series, TREND_UNITS, type TrendUnit } from './trend.series.js';

const SERIES: readonly Series[] = [
  'responseTimeMs',
  'availability',
  'usedMemoryBytes',
  'hitRate',
  'connectedClients',
  'expiration',
  'requests',
];

export class TrendSampleDto {
  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly at!: string;

  @HasOneOf(LEVELS)
  readonly status!: AlertLevel;

  @HasShare(0.95, { nullable: true })
  readonly hitRate!: number | null;

  @HasNumber(100, { description: 'Cached reads a minute' })
  readonly requests!: number;

  @HasNumber(96, {
    nullable: true,
    description: 'Cached reads a minute that did not have to load; null: not recorded by an older release',
  })
  readonly databaseReadsSaved!: number | null;

  @HasNumber(0.8, { nullable: true, description: '95th percentile' })
  readonly responseTimeMs!: number | null;

  @HasNumber(1_000_000, { nullable: true })
  readonly usedMemoryBytes!: number | null;

  @HasNumber(4, { nullable: true })
  readonly connectedClients!: number | null;
}

export class TrendDto {
  @HasNumber(980_000)
  readonly first!: number;

  @HasNumber(1_000_000)
  readonly last!: number;

  @HasNumber(980_000)
  readonly min!: number;

  @HasNumber(1_000_000)
  readonly max!: number;

  @HasNumber(830, { description: 'Change an hour; a few outliers do not affect it' })
  readonly slopePerHour!: number;

  @HasOneOf(DIRECTIONS, {
    description: 'steady unless the change is more than noise; unknown: too few samples',
  })
  readonly direction!: Direction;

  @HasOneOf(TREND_UNITS, { description: 'Of the numbers; the slope is in this unit an hour' })
  readonly unit!: TrendUnit;
}

const MEASURED = { nullable: true, description: 'null: nothing was measured' };

export class TrendsSummaryDto implements Record<Series, TrendDto | null> {
  @HasOne(() => TrendDto, MEASURED)
  readonly availability!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly responseTimeMs!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly usedMemoryBytes!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly hitRate!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly connectedClients!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly expiration!: TrendDto | null;

  @HasOne(() => TrendDto, MEASURED)
  readonly requests!: TrendDto | null;
}

export class DegradationDto {
  @HasOneOf(SERIES)
  readonly metric!: Series;

  @HasInstant('2027-03-14T09:10:00.000Z')
  readonly from!: string;

  @HasInstant('2027-03-14T09:14:00.000Z', {
    description: 'Its end so far if it goes on; never later than now',
  })
  readonly to!: string;

  @HasFlag(false, { description: 'It has not ended' })
  readonly isOngoing!: boolean;

  @HasText('The median operation took 80.0 ms, 95 % took at most 140.0 ms')
  readonly message!: string;
}

export class TrendsDto {
  @HasCount(24)
  readonly hours!: number;

  @HasList(() => TrendSampleDto)
  readonly samples!: readonly TrendSampleDto[];

  @HasOne(() => TrendsSummaryDto)
  readonly summary!: TrendsSummaryDto;

  @HasList(() => DegradationDto, { description: 'When a metric was beyond its threshold' })
  readonly degradations!: readonly DegradationDto[];
}

export class RegionSampleDto {
  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly at!: string;

  @HasCount(100)
  readonly reads!: number;

  @HasCount(95)
  readonly hits!: number;
}

class RegionTrendDto {
  @HasText('available slots')
  readonly name!: string;

  @HasList(() => RegionSampleDto, { description: 'Spans of time in which it was read, oldest first' })
  readonly samples!: readonly RegionSampleDto[];
}

export class RegionTrendsDto {
  @HasCount(1)
  readonly hours!: number;

  @HasList(() => RegionTrendDto, { description: 'Regions that were read' })
  readonly items!: readonly RegionTrendDto[];
}
