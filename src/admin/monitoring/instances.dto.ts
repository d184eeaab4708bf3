import {
  HasCount,
  HasFlag,
  HasInstant,
  HasList,
  HasShare,
  HasText,
} from '../../http/openapi/answer-fields.js';

export class InstanceDto {
  @HasText('0b0c6c5e-54a5-4d0e-9d3a-1f6a7e2b9c11')
  readonly id!: string;

  @HasInstant('2027-03-14T08:00:00.000Z')
  readonly startedAt!: string;

  @HasInstant('2027-03-14T13:00:00.000Z', { description: 'When it last reported' })
  readonly seenAt!: string;

  @HasText('0.1.0')
  readonly version!: string;

  @HasText('redis', { description: 'Where it stores entries: redis, memory or off' })
  readonly mode!: string;

  @HasFlag(false, { description: 'Its reads bypass a cache that should serve them' })
  readonly suspended!: boolean;

  @HasCount(100, { description: 'Cached reads since its start' })
  readonly requests!: number;

  @HasShare(0.95, { nullable: true, description: 'null without any reads' })
  readonly hitRate!: number | null;
}

export class InstancesDto {
  @HasList(() => InstanceDto, { description: 'Oldest first' })
  readonly items!: readonly InstanceDto[];
}
