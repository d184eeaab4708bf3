import { field, type FieldOptions } from '../../http/validation/field.js';

const CODES = new Set<unknown>(Intl.supportedValuesOf('currency'));

/** `string`: a currency, as its code of ISO 4217. */
export function IsCurrency(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be a currency code of ISO 4217 such as USD',
      accepts: (value) => CODES.has(value),
      schema: { type: 'string', pattern: '^[A-Z]{3}$', example: 'USD' },
    },
    options,
  );
}
