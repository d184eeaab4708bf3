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
  HasTexts,
} from '../../http/openapi/answer-fields.js';

export const MODES = ['redis', 'memory', 'off'] as const;
export type CacheMode = (typeof MODES)[number];

export class QuantilesDto {
  @HasNumber(4.2, { nullable: true, description: 'Median in ms; null: nothing was measured' })
  readonly p50!: number | null;

  @HasNumber(9.5, { nullable: true, description: '99th percentile in ms; null: nothing was measured' })
  readonly p99!: number | null;
}

export class RegionStatsDto {
  @HasText('available slots')
  readonly name!: string;

  @HasText('slots:{date}[:barber_{id}]:svc_{id}[:{timezone}]', { description: 'The form of its keys' })
  readonly pattern!: string;

  @HasCount(300, { description: 'The longest time that an entry is kept' })
  readonly ttlSeconds!: number;

  @HasCount(95)
  readonly hits!: number;

  @HasCount(5)
  readonly misses!: number;

  @HasShare(0.95, { description: 'hits / (hits + misses); 0 before the first read' })
  readonly hitRate!: number;

  @HasCount(2, { description: 'Misses that found an entry which had been invalidated' })
  readonly invalidatedMisses!: number;

  @HasCount(1, { description: 'Misses that were answered by the load of another read' })
  readonly collapsed!: number;

  @HasCount(0, { description: 'Reads that bypassed the cache; neither hits nor misses' })
  readonly bypasses!: number;

  @HasCount(4, { description: 'Loads that a reader waited for' })
  readonly loads!: number;

  @HasCount(12, { description: 'Loads of the warm-up, of refreshes and of comparisons' })
  readonly jobLoads!: number;

  @HasOne(() => QuantilesDto)
  readonly loadMs!: QuantilesDto;

  @HasOne(() => QuantilesDto)
  readonly jobLoadMs!: QuantilesDto;

  @HasOne(() => QuantilesDto)
  readonly hitMs!: QuantilesDto;
}

export class L1StatsDto {
  @HasCount(40)
  readonly entries!: number;

  @HasCount(81_920)
  readonly bytes!: number;

  @HasCount(67_108_864)
  readonly maxBytes!: number;

  @HasCount(60)
  readonly hits!: number;
}

const NOT_REPORTED = { nullable: true, description: 'null: this Redis does not report it' };

export class RedisInfoDto {
  @HasText('8.2.1')
  readonly version!: string;

  @HasText('master')
  readonly role!: string;

  @HasCount(1_000_000, NOT_REPORTED)
  readonly usedMemoryBytes!: number | null;

  @HasCount(536_870_912, {
    nullable: true,
    description: '0: Redis has no limit; null: it does not report it',
  })
  readonly maxMemoryBytes!: number | null;

  @HasCount(4, NOT_REPORTED)
  readonly connectedClients!: number | null;

  @HasCount(10_000, NOT_REPORTED)
  readonly maxClients!: number | null;

  @HasCount(120)
  readonly keys!: number;

  @HasCount(31, NOT_REPORTED)
  readonly expiredKeys!: number | null;

  @HasCount(0, NOT_REPORTED)
  readonly evictedKeys!: number | null;

  @HasText('volatile-lfu')
  readonly maxmemoryPolicy!: string;
}

export class SuspensionDto {
  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly since!: string;

  @HasTexts(['redis'], { description: 'What the cache cannot do without and does not have' })
  readonly reasons!: readonly string[];
}

export class InvalidationStatsDto {
  @HasCount(12, { description: 'Domain events handled' })
  readonly events!: number;

  @HasCount(57, { description: 'Tags forgotten' })
  readonly tags!: number;

  @HasCount(0, {
    nullable: true,
    description:
      'Changes in the outbox that are not forgotten yet; 5,001 stands for more than 5,000. null: not known, because the database did not answer for 10 s',
  })
  readonly pending!: number | null;

  @HasNumber(0, { nullable: true })
  readonly oldestPendingSeconds!: number | null;

  @HasOne(() => QuantilesDto, { description: 'From the commit of a change until its tags are forgotten' })
  readonly lagMs!: QuantilesDto;
}

export const SCOPES = ['instance', 'fleet'] as const;
export type StatsScope = (typeof SCOPES)[number];

export class CacheStatsDto {
  @HasOneOf(SCOPES, {
    description: 'Whose counters these are: of the instance that answers, or the sum over all that run',
  })
  readonly scope!: StatsScope;

  @HasCount(1, { description: 'Instances in the sum: those that reported within the last minute' })
  readonly instances!: number;

  @HasNumber(0, {
    description:
      'Age of the oldest report in the sum, in seconds; instances report every 10 s. 0 for one instance',
  })
  readonly ageSeconds!: number;

  @HasOneOf(MODES, { description: 'Where entries are stored' })
  readonly mode!: CacheMode;

  @HasCount(95, {
    description:
      'Of all regions but `account`, which requests with a token read beside their answers; as are misses, loads and bypasses',
  })
  readonly hits!: number;

  @HasCount(5)
  readonly misses!: number;

  @HasShare(0.95, { description: 'hits / (hits + misses); 0 before the first read' })
  readonly hitRate!: number;

  @HasCount(5)
  readonly loads!: number;

  @HasCount(0, { description: 'Reads that bypassed the cache' })
  readonly bypasses!: number;

  @HasList(() => RegionStatsDto)
  readonly regions!: readonly RegionStatsDto[];

  @HasOne(() => L1StatsDto, { description: 'The tier in the memory of this instance' })
  readonly l1!: L1StatsDto;

  @HasOne(() => RedisInfoDto, {
    nullable: true,
    description: 'null without Redis, or while it does not answer',
  })
  readonly redis!: RedisInfoDto | null;

  @HasOne(() => SuspensionDto, {
    nullable: true,
    description: 'Why reads bypass the cache; null: they do not',
  })
  readonly suspended!: SuspensionDto | null;

  @HasOne(() => InvalidationStatsDto)
  readonly invalidation!: InvalidationStatsDto;
}

export class CacheAvailabilityDto {
  @HasFlag(true)
  readonly available!: boolean;

  @HasOneOf(MODES)
  readonly mode!: CacheMode;

  @HasNumber(0.4, { nullable: true, description: 'Median of recent operations; null without any' })
  readonly latencyMs!: number | null;
}
