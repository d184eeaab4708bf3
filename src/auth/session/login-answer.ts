import type { LoginAnswerDto } from './session.dto.js';
import type { SessionTokens } from './sessions.js';

/** The answer of a login and a refresh. `expiresIn`: lifetime of access tokens in seconds. */
export function toLoginAnswer(
  { accessToken, refreshToken, user }: SessionTokens,
  expiresIn: number,
): LoginAnswerDto {
  return { accessToken, tokenType: 'Bearer', expiresIn, refreshToken, user };
}
