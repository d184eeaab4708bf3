import { field, type FieldOptions } from '../../http/validation/field.js';

const CODE = /^[A-Z]{3}$/;

/** `string`: a currency, as its code of ISO 4217. */
export function IsCurrency(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be a currency code of ISO 4217 such as USD',
      accepts: (value) => typeof value === 'string' && CODE.test(value),
      schema: { type: 'string', pattern: CODE.source, example: 'USD' },
    },
    options,
  );
}
