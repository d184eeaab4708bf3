import { HasFlag, HasList } from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsIds } from '../../http/validation/number.js';
import { IsOneOf, IsText } from '../../http/validation/text.js';
import { type Role, ROLES } from '../rights.js';
import { IsNewPassword } from '../password.field.js';
import { IsAddress, UserDto } from '../user.dto.js';

const LOCATIONS = {
  optional: true,
  description: 'The locations that the account works at; clients have none',
};

export class NewAccountDto {
  @IsAddress()
  email!: string;

  @IsText({ max: 100, example: 'Ann' })
  name!: string;

  @IsOneOf(ROLES)
  role!: Role;

  @IsIds({ ...LOCATIONS, default: [] })
  locationIds: number[] = [];

  @IsNewPassword({ optional: true, description: 'Without it, a link to set one is mailed' })
  password?: string;
}

export class AccountChangesDto {
  @IsText({ max: 100, example: 'Ann', optional: true })
  name?: string;

  @IsOneOf(ROLES, { optional: true })
  role?: Role;

  @IsIds(LOCATIONS)
  locationIds?: number[];

  @IsFlag({ optional: true, description: 'false: the account cannot be used, and its tokens are revoked' })
  active?: boolean;
}

export class AccountsQueryDto extends ListQueryDto {
  @IsOneOf(ROLES, { optional: true })
  role?: Role;

  @IsText({
    max: 100,
    optional: true,
    example: 'ann',
    description: 'A part of the name or the e-mail address',
  })
  q?: string;
}

/** An account as admins see it. */
export class AccountDto extends UserDto {
  @HasFlag(true, { description: 'Whether the account can be used' })
  active!: boolean;
}

export class AccountsPageDto extends ListPageDto {
  @HasList(() => AccountDto)
  items!: readonly AccountDto[];
}
