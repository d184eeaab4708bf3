import { ValidateBy } from 'class-validator';
import type { FieldOptions } from '../../http/validation/field.js';
import { IsList } from '../../http/validation/list.js';
import { IsWhole } from '../../http/validation/number.js';
import { END_OF_DAY, isWallTime, IsWallTime } from '../../http/validation/wall-time.js';
import { areApart, toWindows } from './windows.js';

const MOST_WINDOWS = 24;

/** A part of a day on the wall clock. */
export class WindowDto {
  @IsWallTime({ example: '09:00' })
  start!: string;

  @IsWallTime({
    endOfDay: true,
    example: '17:30',
    description: '`24:00` is the end of the day; an end at or before the start is on the next day',
  })
  end!: string;
}

/** `WindowDto[]`: in any order, none overlapping another; only the last one can end the next day. */
export function IsWindows(options: FieldOptions = {}): PropertyDecorator {
  const list = IsList(() => WindowDto, {
    max: MOST_WINDOWS,
    description: 'Without overlaps; none: closed',
    example: [{ start: '09:00', end: '17:30' }],
    ...options,
  });
  const apart = ValidateBy({
    name: 'apart',
    validator: {
      // Anything but a list of windows is refused above.
      validate: (value) => !isWindowList(value) || areApart(toWindows(value)),
      defaultMessage: () =>
        'must list windows of which none overlaps another: join them, or end one where the next begins; only the last one may end the next day',
    },
  });
  return (target, key) => {
    list(target, key);
    apart(target, key);
  };
}

/** The windows of one weekday. */
export class WeekDayDto {
  @IsWhole(1, 7, { description: 'ISO weekday: 1 is Monday, 7 Sunday', example: 1 })
  day!: number;

  @IsWindows()
  windows!: WindowDto[];
}

/** `WeekDayDto[]`: each weekday at most once; one that is left out has no windows. */
function IsWeek(): PropertyDecorator {
  const list = IsList(() => WeekDayDto, {
    max: 7,
    description: 'Each weekday at most once; a day that is left out is closed',
    example: [{ day: 1, windows: [{ start: '09:00', end: '17:30' }] }],
  });
  const unique = ValidateBy({
    name: 'unique',
    validator: {
      validate: (value) =>
        !Array.isArray(value) ||
        new Set(value.map((entry: WeekDayDto | null) => entry?.day)).size === value.length,
      defaultMessage: () => 'must name each weekday at most once',
    },
  });
  return (target, key) => {
    list(target, key);
    unique(target, key);
  };
}

/** A week as a body or an answer. */
export class WeekDto {
  @IsWeek()
  weekly!: WeekDayDto[];
}

/** A day's windows as a body. */
export class WindowsDto {
  @IsWindows()
  windows!: WindowDto[];
}

function isWindowList(value: unknown): value is WindowDto[] {
  return (
    Array.isArray(value) &&
    value.every(
      (entry: Partial<WindowDto> | null) =>
        isWallTime(entry?.start) && (isWallTime(entry?.end) || entry?.end === END_OF_DAY),
    )
  );
}
