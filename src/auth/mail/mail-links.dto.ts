import { HasText } from '../../http/openapi/answer-fields.js';
import { IsText } from '../../http/validation/text.js';
import { IsNewPassword } from '../password.field.js';
import { IsAddress } from '../user.dto.js';

const TOKEN = {
  max: 200,
  example: 'p8EQC4z9qS7mXr0Vb1nT3ww7yQ0lZ8m2KfE5dHs',
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
