import { Body, Controller, HttpCode, HttpStatus, Ip, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problems } from '../http/openapi/problems.decorator.js';
import { Registration } from './registration.js';
import { AuthService } from './auth.service.js';
import { Public } from './caller.js';
import { AccessTokens } from './access-tokens.js';
import { toLoginAnswer } from './session/login-answer.js';
import { LoginAnswerDto } from './session/session.dto.js';
import { PrivateAnswer } from '../http/answers/private-answer.decorator.js';
import { LoginDto, RegisterDto, UserDto } from './user.dto.js';

@ApiTags('Auth')
@Public({ ignoresToken: true })
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly registration: Registration,
    private readonly tokens: AccessTokens,
  ) {}

  @Post('register')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Create a client account',
    description:
      'Log in afterwards to get an access token. The answer does not reveal whether the address has an account already: then nothing is ' +
      'made, and its owner gets a mail. One address may register half as many accounts an hour as `RATE_LIMIT_PER_MINUTE`.',
  })
  @ApiCreatedResponse({ type: UserDto })
  @Problems('overloaded')
  register(@Body() body: RegisterDto, @Ip() address: string): Promise<UserDto> {
    return this.registration.register(body, address);
  }

  @Post('login')
  @PrivateAnswer()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Log in',
    description:
      'Returns an access token for the header `Authorization: Bearer …`, and a refresh token for when it has expired.',
  })
  @ApiOkResponse({ type: LoginAnswerDto })
  @Problems('invalid-credentials', 'overloaded')
  async login(@Body() body: LoginDto, @Ip() address: string): Promise<LoginAnswerDto> {
    return toLoginAnswer(await this.auth.login(body, address), this.tokens.lifetimeSeconds);
  }
}
