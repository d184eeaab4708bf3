import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { HasDay, HasId, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { IsDay } from '../../http/validation/day.js';
import { EndsDayRange } from '../../http/validation/day-range.js';
import { IsText } from '../../http/validation/text.js';
import type { WallWindow } from '../wall-time/windows.js';
import { IsWindows, WindowDto } from '../wall-time/windows.dto.js';

const FIVE_YEARS = 5 * 366;

export class NewClosureDto {
  @IsDay({ example: '2027-12-24', description: 'The first date, on the calendar of the location' })
  from!: string;

  @IsDay({ example: '2027-12-26', description: 'The last date, included' })
  @EndsDayRange('from', FIVE_YEARS)
  to!: string;

  @IsWindows({
    optional: true,
    description: 'When it is open on each of these dates instead of its business hours; none: closed',
  })
  windows?: WindowDto[];

  @IsText({
    max: 500,
    example: 'Christmas',
    optional: true,
    nullable: true,
    description: 'For the shop’s staff; not shown to clients',
  })
  reason: string | null = null;
}

export class ClosuresQueryDto extends ListQueryDto {}

/** What anyone may know of a closure. */
export class PublicClosureDto {
  @HasId({ example: 3 })
  id!: number;

  @HasDay('2027-12-24', { description: 'The first date' })
  from!: string;

  @HasDay('2027-12-26', { description: 'The last date, included' })
  to!: string;

  @HasList(() => WindowDto, { description: 'None: closed' })
  windows!: readonly WallWindow[];
}

export class ClosureDto extends PublicClosureDto {
  @HasId()
  locationId!: number;

  @HasText('Christmas', { nullable: true })
  reason!: string | null;
}

export class ClosuresDto extends ListPageDto {
  @HasList(() => ClosureDto)
  items!: readonly ClosureDto[];
}

export class AddedClosureDto extends IntersectionType(ClosureDto, AffectedDto) {}
