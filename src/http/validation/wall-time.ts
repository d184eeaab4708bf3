import { field, type FieldOptions } from './field.js';

const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export const END_OF_DAY = '24:00';

/** Whether `value` is a time on the wall clock, `HH:mm` from `00:00` to `23:59`. */
export function isWallTime(value: unknown): value is string {
  return typeof value === 'string' && WALL_TIME.test(value);
}

/** `string`: a time on the wall clock. `endOfDay` takes `24:00` too. */
export function IsWallTime(options: FieldOptions & { endOfDay?: boolean } = {}): PropertyDecorator {
  const { endOfDay = false, ...rest } = options;
  return field(
    {
      says: `must be a time from 00:00 to ${endOfDay ? END_OF_DAY : '23:59'}, as HH:mm`,
      accepts: (value) => isWallTime(value) || (endOfDay && value === END_OF_DAY),
      schema: { type: 'string', pattern: '^\\d{2}:\\d{2}$', example: '09:30' },
    },
    rest,
  );
}
