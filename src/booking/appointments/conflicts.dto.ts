import { ApiProperty } from '@nestjs/swagger';
import { IsDay } from '../../http/validation/day.js';
import { IsId, IsWhole } from '../../http/validation/number.js';
import { IsWallTime } from '../../http/validation/wall-time.js';

export class ConflictsQueryDto {
  @IsId()
  barberId!: number;

  @IsDay({ description: 'A day of the shop’s calendar' })
  date!: string;

  @IsWallTime({
    optional: true,
    description: 'With `durationMinutes`: asks of one interval that begins then, on the shop’s clock',
  })
  time?: string;

  @IsWhole(1, 1440, { optional: true, description: 'With `time`', example: 30 })
  durationMinutes?: number;
}

export class ConflictDto {
  @ApiProperty({ example: 42 })
  appointmentId!: number;

  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:30:00.000Z' })
  endsAt!: string;

  @ApiProperty({ format: 'date-time', description: 'With its buffer', example: '2027-03-15T12:55:00.000Z' })
  blockedFrom!: string;

  @ApiProperty({ format: 'date-time', description: 'With its buffer', example: '2027-03-15T13:40:00.000Z' })
  blockedUntil!: string;
}

export class ConflictsDto {
  @ApiProperty({ example: 1 })
  barberId!: number;

  @ApiProperty({ format: 'date', example: '2027-03-15' })
  date!: string;

  @ApiProperty({ type: [ConflictDto] })
  conflicts!: ConflictDto[];
}
