import { Body, Controller, HttpCode, HttpStatus, Ip, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { type Caller, CurrentCaller, Public, Right } from '../caller.js';
import { MailLinks } from './mail-links.js';
import { ForgotPasswordDto, MailAnswerDto, ResetPasswordDto, VerifyEmailDto } from './mail-links.dto.js';

@ApiTags('Auth')
@Controller()
export class MailLinksController {
  constructor(private readonly links: MailLinks) {}

  @Post('auth/forgot-password')
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Ask for a link to set a new password',
    description:
      'The answer is the same whether there is an account with this address or not. At most five mails an hour go to one address. ' +
      'Without `MAIL_URL` the link is printed by a development server; in production the answer is then 503 `mail-not-configured`.',
  })
  @ApiAcceptedResponse({ type: MailAnswerDto })
  @Problems('mail-not-configured')
  async forgotPassword(@Body() { email }: ForgotPasswordDto, @Ip() address: string): Promise<MailAnswerDto> {
    await this.links.forgotPassword(email, address);
    return { message: 'If there is an account with this address, a mail is on its way.' };
  }

  @Post('auth/reset-password')
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Set a new password by a mailed link',
    description:
      'For a forgotten password (an hour, once) and for an invitation (seven days, once). Ends all sessions of the account, and its wait ' +
      'after failed logins.',
  })
  @ApiNoContentResponse({ description: 'The password is set: log in with it' })
  @Problems('invalid-token', 'overloaded')
  resetPassword(@Body() { token, password }: ResetPasswordDto): Promise<void> {
    return this.links.resetPassword(token, password);
  }

  @Post('auth/verify-email')
  @Public({ ignoresToken: true })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({
    summary: 'Prove by a mailed link that an e-mail address is one’s own',
    description: 'Registering and changing the address mail the link, which is valid for three days, once.',
  })
  @ApiNoContentResponse({ description: 'The address is verified' })
  @Problems('invalid-token')
  verifyEmail(@Body() { token }: VerifyEmailDto): Promise<void> {
    return this.links.verifyEmail(token);
  }

  @Post('users/me/verification')
  @Right('account.own')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiTags('Users')
  @ApiOperation({
    summary: 'Ask for another mail that verifies the caller’s address',
    description: 'At most five mails an hour go to one address.',
  })
  @ApiAcceptedResponse({ type: MailAnswerDto })
  @Problems('mail-not-configured', 'conflict')
  async sendVerification(@CurrentCaller() caller: Caller, @Ip() address: string): Promise<MailAnswerDto> {
    await this.links.sendVerification(caller, address);
    return { message: 'A mail is on its way.' };
  }
}
