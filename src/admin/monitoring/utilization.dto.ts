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

export const OUTLOOKS = ['unknown', 'unlimited', 'steady', 'filling'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

export class UseDto {
  @HasNumber(1_000_000, { nullable: true, description: 'null while the store does not answer' })
  readonly used!: number | null;

  @HasNumber(536_870_912, { nullable: true, description: 'null: no limit is set, or it is not known' })
  readonly available!: number | null;

  @HasNumber(0.0019, { nullable: true, description: 'used / available' })
  readonly share!: number | null;
}

export class MemoryUseDto extends UseDto {
  @HasInstant('2027-04-10T03:00:00.000Z', {
    nullable: true,
    description: 'When memory is full at the slope of the last day; null: see `outlook`',
  })
  readonly fullAt!: string | null;

  @HasOneOf(OUTLOOKS, {
    description:
      'filling: full at `fullAt`. steady: not at the slope of the last day. unlimited: no limit is set. unknown: the store does not answer, less than an hour was measured, or the store is the memory of this process, which is expected to fill up and then evicts',
  })
  readonly outlook!: Outlook;
}

export class ConnectionsUseDto extends UseDto {
  @HasCount(100, { description: 'From how many connections on the alert rule warns' })
  readonly threshold!: number;
}

export class RegionUseDto {
  @HasText('available slots')
  readonly name!: string;

  @HasCount(300)
  readonly ttlSeconds!: number;

  @HasCount(95)
  readonly hits!: number;

  @HasCount(5)
  readonly misses!: number;

  @HasShare(0.95, { description: '0 before the first read' })
  readonly hitRate!: number;

  @HasCount(80, { nullable: true, description: 'Keys in the store; null while it does not answer' })
  readonly keys!: number | null;

  @HasCount(65_536, { nullable: true })
  readonly bytes!: number | null;
}

export class UtilizationDto {
  @HasOne(() => MemoryUseDto)
  readonly memory!: MemoryUseDto;

  @HasOne(() => UseDto)
  readonly l1!: UseDto;

  @HasOne(() => ConnectionsUseDto)
  readonly connections!: ConnectionsUseDto;

  @HasCount(120, {
    nullable: true,
    description: 'All keys of the store, including other applications’; null while it does not answer',
  })
  readonly keys!: number | null;

  @HasList(() => RegionUseDto)
  readonly regions!: readonly RegionUseDto[];

  @HasFlag(false, { description: 'The keys and bytes of regions are estimated from the first 2000 keys' })
  readonly estimated!: boolean;
}
