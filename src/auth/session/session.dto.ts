import { HasCount, HasOne, HasOneOf, HasText } from '../../http/openapi/answer-fields.js';
import { IsText } from '../../http/validation/text.js';
import { UserDto } from '../user.dto.js';

const REFRESH_TOKEN = '8e03978e-40d5-43e8-bc93-6894a57f9324.1.Zm9v…';

export class RefreshDto {
  @IsText({ max: 200, example: REFRESH_TOKEN })
  refreshToken!: string;
}

export class LoginAnswerDto {
  @HasText('eyJhbGciOiJIUzI1NiJ9.eyJzdWIi…', { description: 'A JWT for the Authorization header' })
  accessToken!: string;

  @HasOneOf(['Bearer'])
  tokenType!: 'Bearer';

  @HasCount(900, { description: 'Seconds until the access token expires' })
  expiresIn!: number;

  @HasText(REFRESH_TOKEN, {
    description:
      'For `POST /auth/refresh`, once: its answer has the next one. Using it again later ends the session',
  })
  refreshToken!: string;

  @HasOne(() => UserDto)
  user!: UserDto;
}

export class SessionDto {
  @HasText('Zm9vYmFy…', { description: 'Send it as `X-CSRF-Token` with every POST, PUT, PATCH and DELETE' })
  csrfToken!: string;

  @HasOne(() => UserDto)
  user!: UserDto;
}
