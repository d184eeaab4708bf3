import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { AccessTokens } from '../access-tokens.js';
import { type Caller, CurrentCaller, Public, Right } from '../caller.js';
import { Revocation } from './revocation.js';
import { LoginAnswerDto, RefreshDto } from './session.dto.js';
import { SessionCookie } from './session.cookie.js';
import { Sessions } from './sessions.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { toLoginAnswer } from './login-answer.js';

@ApiTags('Auth')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly revocation: Revocation,
    private readonly tokens: AccessTokens,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('refresh')
  @PrivateAnswer()
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Get a new access token',
    description:
      'The refresh token is used up: the answer has its successor. Within 10 seconds the same request is answered with the same ' +
      'successor, unless that was used. Later use ends the session, because another client may have the token.',
  })
  @ApiOkResponse({ type: LoginAnswerDto })
  @Problems('invalid-refresh-token')
  async refresh(@Body() { refreshToken }: RefreshDto): Promise<LoginAnswerDto> {
    return toLoginAnswer(await this.sessions.refresh(refreshToken), this.tokens.lifetimeSeconds);
  }

  @Post('logout')
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Log out',
    description: 'Ends the session of the refresh token. Succeeds also if it has ended before.',
  })
  @ApiNoContentResponse({ description: 'The session is ended' })
  logout(@Body() { refreshToken }: RefreshDto): Promise<void> {
    return this.sessions.end(refreshToken);
  }

  @Post('logout-all')
  @Right('account.own')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Log out everywhere',
    description:
      'Revokes all access and refresh tokens of the caller at once, the one of this request as well.',
  })
  @ApiNoContentResponse({ description: 'All sessions are ended' })
  async logoutAll(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.revocation.ofOwn(caller);
    reply.header('Set-Cookie', this.cookie.cleared);
  }
}
