import { Body, Controller, HttpCode, HttpStatus, Ip, Patch, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { type Caller, CurrentCaller, Right } from '../caller.js';
import { UserDto } from '../user.dto.js';
import { ofOwnAccount } from './account.conditions.js';
import { OwnAccount } from './own-account.js';
import { OwnAccountChangesDto, PasswordChangeDto } from './own-account.dto.js';

@ApiTags('Users')
@Right('account.own')
@Controller('users/me')
export class OwnAccountController {
  constructor(readonly account: OwnAccount) {}

  @Patch()
  @ChecksIfMatch(ofOwnAccount(({ account }: OwnAccountController, { id }) => account.present(id)))
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Change the caller’s account',
    description:
      'Fields that are left out stay as they are. Another e-mail address is unverified until its owner proves that it is theirs.',
  })
  @ApiOkResponse({ type: UserDto })
  @Problems('email-taken', 'not-found')
  change(
    @CurrentCaller() caller: Caller,
    @Body() body: OwnAccountChangesDto,
    @Ip() address: string,
  ): Promise<UserDto> {
    return this.account.change(caller, body, address);
  }

  @Put('password')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Change the caller’s password',
    description:
      'Ends all other sessions of the account at once, on every instance. The session of this request goes on with the tokens that it ' +
      'has. A wrong `currentPassword` counts as a failed login.',
  })
  @ApiNoContentResponse({ description: 'The password is changed' })
  @Problems('invalid-credentials', 'overloaded', 'not-found')
  changePassword(
    @CurrentCaller() caller: Caller,
    @Body() body: PasswordChangeDto,
    @Ip() address: string,
  ): Promise<void> {
    return this.account.changePassword(caller, body, address);
  }
}
