import { Body, Controller, Delete, Get, Headers, HttpCode, HttpStatus, Ip, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { Problem } from '../../http/problem.js';
import { AuthService } from '../auth.service.js';
import { type Caller, CurrentCaller, Public, Right } from '../caller.js';
import { RequestCallers } from '../request-callers.js';
import { LoginDto } from '../user.dto.js';
import { Users } from '../users.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionCookie } from './session.cookie.js';
import { SessionDto } from './session.dto.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Sessions } from './sessions.js';

const CSRF_HEADER = {
  name: 'X-CSRF-Token',
  required: false,
  description: 'The `csrfToken` of the session',
  schema: { type: 'string', example: 'Zm9vYmFy' },
} as const;

@ApiTags('Auth')
@Controller('auth/session')
export class PageSessionController {
  constructor(
    private readonly auth: AuthService,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly refreshTokens: RefreshTokens,
    private readonly cookie: SessionCookie,
    private readonly callers: RequestCallers,
  ) {}

  @Post()
  @PrivateAnswer()
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Sign a page in',
    description:
      'Sets the cookie `__Host-bb`, which then stands for the access token. The server renews it. Browsers accept it over HTTPS, and ' +
      'over HTTP from localhost.',
  })
  @ApiOkResponse({ type: SessionDto })
  @Problems('invalid-credentials', 'overloaded')
  async signIn(
    @Body() body: LoginDto,
    @Ip() address: string,
    @Headers('cookie') header: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionDto> {
    const tokens = await this.auth.login(body, address);
    const before = this.cookie.read(header);
    if (before !== undefined) await this.sessions.end(before.refreshToken);
    reply.header('Set-Cookie', this.cookie.of(tokens));
    return { csrfToken: this.cookie.csrfTokenOf(tokens.sessionId), user: tokens.user };
  }

  @Get()
  @PrivateAnswer()
  @Right('account.own')
  @ApiOperation({ summary: 'Get who is signed in', description: 'For a page that was loaded again.' })
  @ApiOkResponse({ type: SessionDto })
  @Problems('not-found')
  async get(@CurrentCaller() caller: Caller): Promise<SessionDto> {
    const user = await this.users.byId(caller.id);
    if (user === undefined) throw new Problem('not-found', 'This account no longer exists.');
    return { csrfToken: this.cookie.csrfTokenOf(this.callers.holder?.sessionId ?? ''), user };
  }

  @Delete()
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiHeader(CSRF_HEADER)
  @ApiOperation({
    summary: 'Sign a page out',
    description: 'Ends the session of the cookie and removes the cookie. Succeeds also without a session.',
  })
  @ApiNoContentResponse({ description: 'The page is signed out' })
  @Problems('invalid-csrf-token')
  async signOut(
    @Headers('cookie') header: string | undefined,
    @Headers('x-csrf-token') csrfToken: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const refreshToken = this.cookie.read(header)?.refreshToken ?? '';
    const session = this.refreshTokens.read(refreshToken);
    if (session !== undefined && !this.cookie.isCsrfTokenOf(session.sessionId, csrfToken)) {
      throw new Problem('invalid-csrf-token', 'Send the csrfToken of the session as X-CSRF-Token.');
    }
    await this.sessions.end(refreshToken);
    reply.header('Set-Cookie', this.cookie.cleared);
  }
}
