import { isDay } from './day.js';
import { field, type FieldOptions } from './field.js';

const INSTANT =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;

/** Whether `value` is an instant of RFC 3339 with `Z` or an offset. `Date.parse` reads it and cuts digits beyond milliseconds. */
function isInstant(value: unknown): value is string {
  const parts = typeof value === 'string' ? INSTANT.exec(value) : null;
  return parts !== null && isDay(parts[1]);
}

/** `string`: an instant, to be read with `Date.parse`. */
export function IsInstant(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be an instant with Z or an offset, such as 2027-03-14T13:00:00.000Z',
      accepts: isInstant,
      schema: { type: 'string', format: 'date-time', example: '2027-03-15T15:00:00.000Z' },
    },
    options,
  );
}
