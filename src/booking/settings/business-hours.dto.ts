import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { HasId, HasList, HasZone } from '../../http/openapi/answer-fields.js';
import { IsId } from '../../http/validation/number.js';
import { PublicClosureDto } from '../closures/closure.dto.js';
import type { WallDay } from '../wall-time/windows.js';
import { WeekDayDto } from '../wall-time/windows.dto.js';

export class LocationQueryDto {
  @IsId({ optional: true, description: 'Default: the first location' })
  locationId?: number;
}

export class BusinessHoursDto {
  @HasId()
  locationId!: number;

  @HasZone()
  timezone!: string;

  @HasList(() => WeekDayDto, { description: 'All seven days, Monday first' })
  weekly!: readonly WallDay[];

  @HasList(() => PublicClosureDto, {
    optional: true,
    description:
      'Dates on which it is closed, or open at other hours; those that are not over, by their first date; left out if there are none',
  })
  closures?: readonly PublicClosureDto[];
}

export class ChangedHoursQueryDto extends IntersectionType(LocationQueryDto, PreviewQueryDto) {}

export class ChangedBusinessHoursDto extends IntersectionType(BusinessHoursDto, AffectedDto) {}
