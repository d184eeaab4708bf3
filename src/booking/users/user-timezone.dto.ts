import { ApiProperty } from '@nestjs/swagger';
import { IsZone } from '../../http/validation/zone.js';

export class UserTimezoneDto {
  @IsZone({ nullable: true, description: 'Where dates and times of this person are; null: the location’s' })
  timezone!: string | null;
}

export class UserTimezoneAnswerDto {
  @ApiProperty({ type: String, nullable: true, example: 'Europe/Berlin' })
  timezone!: string | null;
}
