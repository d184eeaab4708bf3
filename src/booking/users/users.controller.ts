import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { UserDto } from '../../auth/user.dto.js';
import { Users } from '../../auth/users.js';
import { AnswersFromCache } from '../../http/answers-from-cache.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { Problem } from '../../http/problem.js';
import { UserTimezoneAnswerDto, UserTimezoneDto } from './user-timezone.dto.js';
import { UserTimezoneService } from './user-timezone.service.js';

@ApiTags('Users')
@Right('account.own')
@Controller('users/me')
export class UsersController {
  constructor(
    private readonly users: Users,
    private readonly timezones: UserTimezoneService,
  ) {}

  @Get()
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
