import {
  HasCount,
  HasInstant,
  HasList,
  HasNumber,
  HasOne,
  HasText,
  HasTexts,
} from '../../http/openapi/answer-fields.js';
import { CacheHealthDto } from './cache-health.dto.js';
import { CacheStatsDto } from './cache-stats.dto.js';
import { TrendsDto } from './trends.dto.js';
import { UtilizationDto } from './utilization.dto.js';

class TotalEffectDto {
  @HasCount(100, { description: 'Reads since the start of the instance or, of the fleet, of its instances' })
  readonly readsServed!: number;

  @HasCount(96, {
    description: 'Reads that did not have to load: hits, and reads that joined the load of another',
  })
  readonly databaseReadsSaved!: number;

  @HasNumber(380, {
    nullable: true,
    description:
      'Hits times the median load, less the time that the hits took; null: no load was measured. A total is of the regions of which it is known',
  })
  readonly millisecondsSaved!: number | null;

  @HasNumber(420, {
    nullable: true,
    description: 'Time that the same reads would have taken without the cache; null: no load was measured',
  })
  readonly millisecondsWithout!: number | null;
}

export class RegionEffectDto extends TotalEffectDto {
  @HasText('available slots')
  readonly name!: string;
}

export class CacheEffectDto extends TotalEffectDto {
  @HasList(() => RegionEffectDto)
  readonly regions!: readonly RegionEffectDto[];
}

export class CacheReportDto {
  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly timestamp!: string;

  @HasOne(() => CacheEffectDto, { description: 'What the cache saved the database' })
  readonly effect!: CacheEffectDto;

  @HasOne(() => CacheHealthDto)
  readonly health!: CacheHealthDto;

  @HasOne(() => CacheStatsDto)
  readonly stats!: CacheStatsDto;

  @HasOne(() => TrendsDto)
  readonly trends!: TrendsDto;

  @HasOne(() => UtilizationDto)
  readonly utilization!: UtilizationDto;

  @HasTexts(['Set maxmemory in redis.conf: without a limit Redis can use all memory of the machine.'])
  readonly recommendations!: readonly string[];
}
