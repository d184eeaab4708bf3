import { HasText } from '../../http/openapi/answer-fields.js';
import { IsText } from '../../http/validation/text.js';
import { IsNewPassword } from '../password.field.js';
import { IsAddress } from '../user.dto.js';

const TOKEN = {
  max: 200,
  example: '8e03978e-40d5-43e8-bc93-6894a57f9324.Zm9v…',
  description: 'What follows `#token=` in the link of the mail',
};

export class ForgotPasswordDto {
  @IsAddress()
  email!: string;
}

export class ResetPasswordDto {
  @IsText(TOKEN)
  token!: string;

  @IsNewPassword()
  password!: string;
}

export class VerifyEmailDto {
  @IsText(TOKEN)
  token!: string;
}

export class MailAnswerDto {
  @HasText('If there is an account with this address, a mail is on its way.')
  message!: string;
}
