import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { field, type FieldOptions } from './field.js';

const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;
/** Validating a name with Intl takes tens of microseconds; there are some 600 names. */
const seen = new LRUCache<string, string>({ max: 1000 });

/**
 * The IANA name in its usual spelling (`europe/berlin` → `Europe/Berlin`), `undefined` for anything else. Links such as
 * `Asia/Calcutta` are kept; offsets such as `+01:00` are not names.
 */
function zoneName(value: unknown): string | undefined {
  if (typeof value !== 'string' || !NAME.test(value)) return undefined;
  const known = seen.get(value);
  if (known !== undefined) return known;
  try {
    const name = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value).timeZoneId;
    seen.set(value, name);
    return name;
  } catch {
    return undefined;
  }
}

/** `string`: an IANA time zone, in its usual spelling. */
export function IsZone(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be an IANA time zone such as Europe/Berlin',
      accepts: (value) => zoneName(value) !== undefined,
      normalise: (value) => zoneName(value) ?? value,
      schema: { type: 'string', example: 'Europe/Berlin' },
    },
    options,
  );
}
