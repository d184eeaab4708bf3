import { HasZone } from '../../http/openapi/answer-fields.js';
import { IsZone } from '../../http/validation/zone.js';

export class UserTimezoneDto {
  @IsZone({
    nullable: true,
    description: 'Time zone in which this person sees dates and times; null: the location’s',
  })
  timezone!: string | null;
}

export class UserTimezoneAnswerDto {
  @HasZone({ nullable: true, example: 'Europe/Berlin' })
  timezone!: string | null;
}
