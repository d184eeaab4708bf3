import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Created } from '../../http/answers/created.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { type Caller, CurrentCaller, Right } from '../caller.js';
import { ofAccount } from './account.conditions.js';
import {
  AccountChangesDto,
  AccountDto,
  AccountsPageDto,
  AccountsQueryDto,
  NewAccountDto,
} from './account.dto.js';
import { AccountReplay } from './account.replay.js';
import { AccountsAdmin } from './accounts.admin.js';

@ApiTags('Users')
@Right('accounts.manage')
@Controller('users')
export class AccountsController {
  constructor(private readonly accounts: AccountsAdmin) {}

  @Get()
  @PrivateAnswer()
  @ApiOperation({ summary: 'List accounts, by id', description: 'Without those that were erased.' })
  @ApiOkResponse({ type: AccountsPageDto })
  list(@Query() query: AccountsQueryDto): Promise<AccountsPageDto> {
    return this.accounts.list(query);
  }

  @Post()
  @ApiOperation({
    summary: 'Add an account',
    description:
      'Staff belong to the locations in `locationIds`. Without `password`, the owner gets a mail with a link to set one, valid for seven ' +
      'days; a development server without `MAIL_URL` prints it.',
  })
  @PrivateAnswer()
  @Created(AccountDto)
  @Idempotent(AccountReplay)
  @Problems('email-taken', 'overloaded', 'mail-not-configured')
  create(@Body() body: NewAccountDto): Promise<AccountDto> {
    return this.accounts.create(body);
  }

  @Get(':id')
  @HasEtag()
  @PrivateAnswer()
  @ApiOperation({ summary: 'Get an account', description: 'An account that was erased is not found.' })
  @ApiOkResponse({ type: AccountDto })
  get(@Param('id', ParseId) id: number): Promise<AccountDto> {
    return this.accounts.get(id);
  }

  @Patch(':id')
  @ChecksIfMatch(ofAccount((accounts: AccountsController, id) => accounts.get(id)))
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Change an account',
    description:
      'Fields that are left out stay as they are; `locationIds` replaces the list. A right that is taken away ends at once, on ' +
      'every instance. The last admin can be neither deactivated nor given another role.',
  })
  @ApiOkResponse({ type: AccountDto })
  @Problems('conflict')
  change(
    @Param('id', ParseId) id: number,
    @Body() body: AccountChangesDto,
    @CurrentCaller() caller: Caller,
  ): Promise<AccountDto> {
    return this.accounts.change(id, body, caller);
  }
}
