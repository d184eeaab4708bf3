import { isEmail } from 'class-validator';
import { field, type FieldOptions } from '../../http/validation/field.js';
import { IsText } from '../../http/validation/text.js';
import { IsName } from '../shop/name.field.js';

const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;
/** To be replaced with `$1`. */
export const TRUNK_ZERO = /^((?:\+|00)[\d\s]{1,6})\(0\)\s*/;
const PHONE = /^\+?[\d\s().\-/]{3,40}$/;

/** `string`: the name of a person. */
export const IsPersonName = (options: FieldOptions = {}) => IsName({ ...options, example: 'Ann Lee' });

/** `string`: the shop's notes about a person. */
export const IsPersonNotes = (options: FieldOptions = {}) =>
  IsText({
    min: 0,
    max: 2000,
    description: 'For the shop’s staff; never shown to the client',
    ...options,
    example: 'Allergic to nuts',
  });

/** `string`: an e-mail address, in lower case afterwards. */
export function IsPersonEmail(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be an e-mail address such as ann@example.com',
      accepts: (value) =>
        typeof value === 'string' && PRINTABLE_ASCII.test(value) && isEmail(value, { require_tld: false }),
      normalise: (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
      schema: { type: 'string', maxLength: 254, example: 'ann@example.com' },
    },
    options,
  );
}

/**
 * `string`: a phone number as people write it, of 3 to 20 digits. The `(0)` that some write after the code of their country is left out:
 * it is dialled only within the country, and the same number without it would be another client.
 */
export function IsPhone(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be a phone number such as +1 555 0100',
      accepts: (value) => typeof value === 'string' && PHONE.test(value) && hasDigits(value),
      normalise: (value) => (typeof value === 'string' ? value.trim().replace(TRUNK_ZERO, '$1') : value),
      schema: { type: 'string', maxLength: 40, example: '+1 555 0100' },
    },
    options,
  );
}

function hasDigits(value: string): boolean {
  const digits = value.replaceAll(/\D/g, '').length;
  return digits >= 3 && digits <= 20;
}
