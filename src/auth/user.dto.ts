import { isEmail } from 'class-validator';
import {
  HasFlag,
  HasId,
  HasIds,
  HasInstant,
  HasOneOf,
  HasText,
  HasZone,
} from '../http/openapi/answer-fields.js';
import { field, type FieldOptions } from '../http/validation/field.js';
import { IsText } from '../http/validation/text.js';
import { IsZone } from '../http/validation/zone.js';
import { IsNewPassword, PASSWORD } from './password.field.js';
import { type Role, ROLES } from './rights.js';

/** RFC 5321; checked before the patterns, whose work grows with the text. */
const LONGEST_ADDRESS = 254;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/** `string`: an e-mail address, in lower case afterwards. */
export function IsAddress(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be an e-mail address such as ann@example.com',
      // ASCII only, so that PostgreSQL's lower() and ours agree on it.
      accepts: (value) =>
        typeof value === 'string' &&
        value.length <= LONGEST_ADDRESS &&
        PRINTABLE_ASCII.test(value) &&
        isEmail(value, { require_tld: false }),
      normalise: (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
      schema: { type: 'string', maxLength: LONGEST_ADDRESS, example: 'ann@example.com' },
    },
    options,
  );
}

export class RegisterDto {
  @IsAddress()
  email!: string;

  @IsNewPassword()
  password!: string;

  @IsText({ max: 100, example: 'Ann' })
  name!: string;

  @IsZone({
    optional: true,
    description: 'Time zone in which this person sees dates and times, unless a request names another',
  })
  timezone?: string;
}

export class LoginDto {
  @IsAddress()
  email!: string;

  @IsText({ max: PASSWORD.max, example: PASSWORD.example })
  password!: string;
}

/** An account as answered; other personal data is not part of it. */
export class UserDto {
  @HasId({ example: 7 })
  id!: number;

  @HasText('ann@example.com')
  email!: string;

  @HasText('Ann')
  name!: string;

  @HasOneOf(ROLES, { example: 'client' })
  role!: Role;

  @HasZone({ nullable: true, example: 'Europe/Berlin' })
  timezone!: string | null;

  @HasFlag(true, { description: 'Whether the owner has proved that the e-mail address is theirs' })
  verified!: boolean;

  @HasIds({ description: 'Where the account works as staff' })
  locationIds!: readonly number[];

  @HasInstant('2027-03-14T13:00:00.000Z')
  createdAt!: string;
}
