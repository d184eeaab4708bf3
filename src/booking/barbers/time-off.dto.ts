import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { HasId, HasInstant, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { Requires } from '../../http/openapi/requires.decorator.js';
import { IsDay } from '../../http/validation/day.js';
import { IsInstant } from '../../http/validation/instant.js';
import { IsText } from '../../http/validation/text.js';

@Requires('oneOf', ['startsAt', 'endsAt'], ['startDate', 'endDate'])
export class NewTimeOffDto {
  @IsInstant({ optional: true, example: '2027-07-01T04:00:00.000Z' })
  startsAt?: string;

  @IsInstant({
    optional: true,
    example: '2027-07-15T04:00:00.000Z',
    description: 'After startsAt, by five years at most',
  })
  endsAt?: string;

  @IsDay({
    optional: true,
    example: '2027-07-01',
    description:
      'The first date, on the calendar of the barber’s location; with `endDate`, instead of instants',
  })
  startDate?: string;

  @IsDay({
    optional: true,
    example: '2027-07-14',
    description: 'The last date, included, with the night that begins on it',
  })
  endDate?: string;

  @IsText({
    max: 500,
    example: 'Holiday',
    optional: true,
    nullable: true,
    description: 'For the shop’s staff; not shown to clients',
  })
  reason: string | null = null;
}

export class TimeOffDto {
  @HasId({ example: 3 })
  id!: number;

  @HasId()
  barberId!: number;

  @HasInstant('2027-07-01T04:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-07-15T04:00:00.000Z')
  endsAt!: string;

  @HasText('Holiday', { nullable: true })
  reason!: string | null;
}

export class AddedTimeOffDto extends IntersectionType(TimeOffDto, AffectedDto) {}

export class TimeOffQueryDto extends ListQueryDto {}

export class TimeOffListDto extends ListPageDto {
  @HasList(() => TimeOffDto)
  items!: readonly TimeOffDto[];
}
