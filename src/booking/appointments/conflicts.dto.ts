import { HasDay, HasId, HasInstant, HasList } from '../../http/openapi/answer-fields.js';
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
    description:
      'With `durationMinutes`: conflicts of one interval that begins at this time in the location’s time zone',
  })
  time?: string;

  @IsWhole(1, 1440, { optional: true, description: 'With `time`', example: 30 })
  durationMinutes?: number;
}

export class ConflictDto {
  @HasId({ example: 42 })
  appointmentId!: number;

  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T13:30:00.000Z')
  endsAt!: string;

  @HasInstant('2027-03-15T12:55:00.000Z', { description: 'With its buffer' })
  blockedFrom!: string;

  @HasInstant('2027-03-15T13:40:00.000Z', {
    description: 'With its buffer; of one that was missed, the minute in which it was marked',
  })
  blockedUntil!: string;
}

export class ConflictsDto {
  @HasId()
  barberId!: number;

  @HasDay('2027-03-15')
  date!: string;

  @HasList(() => ConflictDto)
  conflicts!: ConflictDto[];
}
