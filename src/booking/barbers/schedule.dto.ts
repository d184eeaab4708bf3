import { HasDay, HasId, HasInstant, HasList, HasOneOf, HasZone } from '../../http/openapi/answer-fields.js';
import { IsDay } from '../../http/validation/day.js';
import { EndsDayRange } from '../../http/validation/day-range.js';

/** Blocks that start at the same time are listed in this order. */
export const BLOCK_KINDS = ['working', 'appointment', 'time_off'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export class ScheduleQueryDto {
  @IsDay({ description: 'The first date, on the calendar of the barber’s location' })
  from!: string;

  @IsDay({ example: '2027-03-20', description: 'The last date, included; at most 62 days in all' })
  @EndsDayRange('from')
  to!: string;
}

export class BlockDto {
  @HasOneOf(BLOCK_KINDS, { example: 'appointment' })
  kind!: BlockKind;

  @HasInstant('2027-03-14T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-14T13:30:00.000Z')
  endsAt!: string;

  @HasId({ optional: true, description: 'Only of appointments', example: 42 })
  appointmentId?: number;
}

export class ScheduleDto {
  @HasId()
  barberId!: number;

  @HasDay('2027-03-14')
  from!: string;

  @HasDay('2027-03-20')
  to!: string;

  @HasZone()
  timezone!: string;

  @HasList(() => BlockDto, { description: 'By startsAt, then working, appointment, time_off' })
  blocks!: readonly BlockDto[];
}
