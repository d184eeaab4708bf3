import { ApiProperty } from '@nestjs/swagger';
import { IsInstant } from '../../http/validation/instant.js';
import { IsText } from '../../http/validation/text.js';

export class NewTimeOffDto {
  @IsInstant({ example: '2027-07-01T04:00:00.000Z' })
  startsAt!: string;

  @IsInstant({ example: '2027-07-15T04:00:00.000Z', description: 'After startsAt, by five years at most' })
  endsAt!: string;

  @IsText({
    max: 500,
    example: 'Holiday',
    optional: true,
    nullable: true,
    description: 'For the shop; shown to nobody else',
  })
  reason: string | null = null;
}

export class TimeOffDto {
  @ApiProperty({ example: 3 })
  id!: number;

  @ApiProperty({ example: 1 })
  barberId!: number;

  @ApiProperty({ format: 'date-time', example: '2027-07-01T04:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-07-15T04:00:00.000Z' })
  endsAt!: string;

  @ApiProperty({ type: String, nullable: true, example: 'Holiday' })
  reason!: string | null;
}
