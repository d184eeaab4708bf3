import { HasCount, HasFlag, HasList, HasShare, HasText } from '../../http/openapi/answer-fields.js';

export class PatternSummaryDto {
  @HasText('user_tz:user_{id}')
  readonly pattern!: string;

  @HasText('user timezone', { nullable: true, description: 'null for keys of no region, such as tokens' })
  readonly region!: string | null;

  @HasCount(3600, { nullable: true })
  readonly ttlSeconds!: number | null;

  @HasCount(1)
  readonly keys!: number;

  @HasCount(200)
  readonly bytes!: number;

  @HasShare(1, { description: 'Share of all bytes of the cache' })
  readonly share!: number;
}

export class KeysSummaryDto {
  @HasFlag(true, { description: 'Whether the store could be scanned to the end' })
  readonly available!: boolean;

  @HasCount(1, { description: 'Keys of the cache' })
  readonly total!: number;

  @HasCount(1, { description: 'Keys that were scanned, including keys of other applications' })
  readonly scanned!: number;

  @HasFlag(false, { description: 'Not all keys were scanned: the other numbers are estimates' })
  readonly truncated!: boolean;

  @HasList(() => PatternSummaryDto)
  readonly patterns!: readonly PatternSummaryDto[];
}
