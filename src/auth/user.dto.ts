import { isEmail } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { field } from '../http/validation/field.js';
import { IsText } from '../http/validation/text.js';
import { IsZone } from '../http/validation/zone.js';
import { type Role, ROLES } from './caller.js';

const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/** A password's length when it is chosen. */
const PASSWORD = { min: 8, max: 128, example: 'correct horse battery staple' };

/** `string`: an e-mail address, in lower case afterwards. */
function IsAddress(): PropertyDecorator {
  return field({
    says: 'must be an e-mail address such as ann@example.com',
    // ASCII only, so that PostgreSQL's lower() and ours agree on it.
    accepts: (value) =>
      typeof value === 'string' && PRINTABLE_ASCII.test(value) && isEmail(value, { require_tld: false }),
    normalise: (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    schema: { type: 'string', format: 'email', maxLength: 254, example: 'ann@example.com' },
  });
}

export class RegisterDto {
  @IsAddress()
  email!: string;

  @IsText(PASSWORD)
  password!: string;

  @IsText({ max: 100, example: 'Ann' })
  name!: string;

  @IsZone({
    optional: true,
    description: 'Where dates and times of this person are, unless a request says so',
  })
  timezone?: string;
}

export class LoginDto {
  @IsAddress()
  email!: string;

  @IsText({ max: PASSWORD.max, example: PASSWORD.example })
  password!: string;
}

/** A user as answered: whatever else is known of a person stays inside. */
export class UserDto {
  @ApiProperty({ example: 7 })
  id!: number;

  @ApiProperty({ format: 'email', example: 'ann@example.com' })
  email!: string;

  @ApiProperty({ example: 'Ann' })
  name!: string;

  @ApiProperty({ enum: ROLES, example: 'client' })
  role!: Role;

  @ApiProperty({ type: String, nullable: true, example: 'Europe/Berlin' })
  timezone!: string | null;

  @ApiProperty({ format: 'date-time', example: '2027-03-14T13:00:00.000Z' })
  createdAt!: string;
}

export class LoginAnswerDto {
  @ApiProperty({
    description: 'A JWT for the Authorization header',
    example: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIi…',
  })
  accessToken!: string;

  @ApiProperty({ enum: ['Bearer'], example: 'Bearer' })
  tokenType!: 'Bearer';

  @ApiProperty({ description: 'Seconds until the token expires', example: 3600 })
  expiresIn!: number;

  @ApiProperty({ type: UserDto })
  user!: UserDto;
}
