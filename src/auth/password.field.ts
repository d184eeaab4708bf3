import { field, type FieldOptions } from '../http/validation/field.js';
import { isText } from '../http/validation/text.js';
import { isCommonPassword } from '../config/common-passwords.js';

/** The length of a password when it is set. */
export const PASSWORD = { min: 8, max: 128, example: 'correct horse battery staple' };

/** `string`: a new password. None that is on the list of common ones. */
export function IsNewPassword(options: FieldOptions = {}): PropertyDecorator {
  const { min, max, example } = PASSWORD;
  return field(
    {
      says: `must be a text of ${min} to ${max} characters, and none that many people use`,
      accepts: (value) => isText(value, min, max) && !isCommonPassword(value),
      schema: { type: 'string', minLength: min, maxLength: max },
    },
    { example, ...options },
  );
}
