import { HasZone } from '../../http/openapi/answer-fields.js';
import { IsZone } from '../../http/validation/zone.js';

export class UserTimezoneDto {
  @IsZone({
    nullable: true,
    description: 'The clock of this person’s dates and times; null: that of the location',
  })
  timezone!: string | null;
}

export class UserTimezoneAnswerDto {
  @HasZone({ nullable: true, example: 'Europe/Berlin' })
  timezone!: string | null;
}
