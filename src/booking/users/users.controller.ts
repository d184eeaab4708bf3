import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Put, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ofOwnAccount } from '../../auth/account/account.conditions.js';
import { LOCK_ACCOUNT_AND_APPOINTMENTS } from '../../auth/account/account.lock.js';
import { SessionCookie } from '../../auth/session/session.cookie.js';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { UserDto } from '../../auth/user.dto.js';
import { Users } from '../../auth/users.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { Problem } from '../../http/problem.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { AccountErasure } from './account-erasure.service.js';
import { UserTimezoneAnswerDto, UserTimezoneDto } from './user-timezone.dto.js';
import { UserTimezoneService } from './user-timezone.service.js';

@ApiTags('Users')
@Right('account.own')
@Controller('users/me')
export class UsersController {
  constructor(
    private readonly users: Users,
    private readonly timezones: UserTimezoneService,
    private readonly erasure: AccountErasure,
    private readonly cookie: SessionCookie,
  ) {}

  @Get()
  @HasEtag()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Get the caller’s account',
    description: 'The account that the access token belongs to.',
  })
  @ApiOkResponse({ type: UserDto })
  @Problems('not-found')
  async me(@CurrentCaller() caller: Caller): Promise<UserDto> {
    const user = await this.users.byId(caller.id);
    if (user === undefined)
      throw new Problem('not-found', 'This account no longer exists: log in with another one.');
    return user;
  }

  @Delete()
  @ChecksIfMatch(
    ofOwnAccount((users: UsersController, caller) => users.me(caller), LOCK_ACCOUNT_AND_APPOINTMENTS),
  )
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Erase the caller’s account',
    description:
      'The person is erased before the answer: name, addresses, notes, sessions and stored answers, at every business that they were a ' +
      'client of. Appointments ahead are cancelled, those of the past stay as times. The last admin cannot be erased.',
  })
  @ApiNoContentResponse({ description: 'The account is erased' })
  @Problems('conflict')
  async erase(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.erasure.erase(caller);
    reply.header('Set-Cookie', this.cookie.cleared);
  }

  @Get('timezone')
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get the caller’s time zone',
    description:
      'Dates and times are in this zone unless a request names another; null: the location’s zone.',
  })
  @ApiOkResponse({ type: UserTimezoneAnswerDto })
  getTimezone(@CurrentCaller() caller: Caller): Promise<UserTimezoneAnswerDto> {
    return this.timezones.get(caller.id);
  }

  @Put('timezone')
  @ChecksIfMatch(ofOwnAccount((users: UsersController, caller) => users.getTimezone(caller)))
  @ApiOperation({ summary: 'Set the caller’s time zone', description: 'null removes it.' })
  @ApiOkResponse({ type: UserTimezoneAnswerDto })
  @Problems('not-found')
  setTimezone(
    @CurrentCaller() caller: Caller,
    @Body() body: UserTimezoneDto,
  ): Promise<UserTimezoneAnswerDto> {
    return this.timezones.set(caller.id, body.timezone);
  }
}
