import { ApiProperty } from '@nestjs/swagger';
import { IsDay } from '../../http/validation/day.js';
import { EndsDayRange } from '../../http/validation/day-range.js';

/** In the order in which blocks that start together are listed. */
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
  @ApiProperty({ enum: BLOCK_KINDS, example: 'appointment' })
  kind!: BlockKind;

  @ApiProperty({ format: 'date-time', example: '2027-03-14T13:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-14T13:30:00.000Z' })
  endsAt!: string;

  @ApiProperty({ required: false, example: 42, description: 'Of appointments' })
  appointmentId?: number;
}

export class ScheduleDto {
  @ApiProperty({ example: 1 })
  barberId!: number;

  @ApiProperty({ format: 'date', example: '2027-03-14' })
  from!: string;

  @ApiProperty({ format: 'date', example: '2027-03-20' })
  to!: string;

  @ApiProperty({ example: 'America/New_York' })
  timezone!: string;

  @ApiProperty({ type: [BlockDto], description: 'By startsAt, then working, appointment, time_off' })
  blocks!: readonly BlockDto[];
}
