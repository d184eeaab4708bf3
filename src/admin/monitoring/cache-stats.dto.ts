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

export class RedisInfoDto {
  @HasText('8.2.1')
  readonly version!: string;

  @HasText('master')
  readonly role!: string;

  @HasCount(1_000_000)
  readonly usedMemoryBytes!: number;

  @HasCount(536_870_912, { description: '0: Redis has no limit' })
  readonly maxMemoryBytes!: number;

  @HasCount(4)
  readonly connectedClients!: number;

  @HasCount(10_000, { description: '0: this version of Redis does not report it' })
  readonly maxClients!: number;

  @HasCount(120)
  readonly keys!: number;

  @HasCount(31)
  readonly expiredKeys!: number;

  @HasCount(0)
  readonly evictedKeys!: number;

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
    description: 'Changes in the outbox that are not forgotten yet; 5,001 stands for more than 5,000',
  })
  readonly pending!: number;

  @HasNumber(0)
  readonly oldestPendingSeconds!: number;

  @HasOne(() => QuantilesDto, { description: 'From the commit of a change until its tags are forgotten' })
  readonly lagMs!: QuantilesDto;
}

export class CacheStatsDto {
  @HasOneOf(MODES, { description: 'Where entries are stored' })
  readonly mode!: CacheMode;

  @HasCount(95)
  readonly hits!: number;

  @HasCount(5)
  readonly misses!: number;

  @HasShare(0.95)
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
