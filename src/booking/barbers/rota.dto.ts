import { ApiExtraModels, ApiProperty, getSchemaPath, IntersectionType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { AffectedDto } from '../affected/affected.dto.js';
import { HasDay, HasId } from '../../http/openapi/answer-fields.js';
import { IsDay } from '../../http/validation/day.js';
import { field } from '../../http/validation/field.js';
import type { WallDay } from '../wall-time/windows.js';
import { WeekDayDto } from '../wall-time/windows.dto.js';

const MOST_WEEKS = 8;
const EXAMPLE = [
  [{ day: 1, windows: [{ start: '09:00', end: '13:00' }] }],
  [{ day: 1, windows: [{ start: '13:00', end: '17:30' }] }],
];
const SAYS =
  'The first one is that of the calendar week, Monday to Sunday, of `startDate`; after the last one, the first follows again. ' +
  'A day that is left out is off';
const SCHEMA = {
  type: 'array',
  items: { type: 'array', items: { $ref: getSchemaPath(WeekDayDto) } },
} as const;

const isWeek = (value: unknown) =>
  Array.isArray(value) &&
  value.length <= 7 &&
  value.every((day) => day instanceof WeekDayDto) &&
  new Set(value.map(({ day }: WeekDayDto) => day)).size === value.length;

/** `WeekDayDto[][]`: one to eight weeks, each of which names each weekday at most once. */
function AreWeeks(): PropertyDecorator {
  const decorators = [
    field(
      {
        says: `must be a list of 1 to ${MOST_WEEKS} weeks: lists that name each weekday at most once`,
        accepts: (value) =>
          Array.isArray(value) && value.length > 0 && value.length <= MOST_WEEKS && value.every(isWeek),
        schema: { ...SCHEMA, minItems: 1, maxItems: MOST_WEEKS, items: { ...SCHEMA.items, maxItems: 7 } },
      },
      { description: SAYS, example: EXAMPLE },
    ),
    Type(() => WeekDayDto),
    ValidateNested({ each: true }),
  ];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}

@ApiExtraModels(WeekDayDto)
export class NewRotaDto {
  @IsDay({
    example: '2027-03-01',
    description: 'The first date that it applies to, on the calendar of the location',
  })
  startDate!: string;

  @AreWeeks()
  weeks!: WeekDayDto[][];
}

/** Weeks that alternate. */
export class RotaWeeksDto {
  @HasDay('2027-03-01', { description: 'The first date that it applies to, on the calendar of the location' })
  startDate!: string;

  @ApiProperty({ ...SCHEMA, description: SAYS, example: EXAMPLE })
  weeks!: readonly (readonly WallDay[])[];
}

export class RotaDto extends RotaWeeksDto {
  @HasId()
  barberId!: number;
}

export class ChangedRotaDto extends IntersectionType(RotaDto, AffectedDto) {}
