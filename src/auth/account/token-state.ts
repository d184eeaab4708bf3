/** What an access token says. It proves who calls; what they may do is read anew for every request. */
export interface TokenHolder {
  readonly id: number;
  readonly tokenVersion: number;
  /** Empty in tokens of earlier releases. */
  readonly sessionId: string;
  /** Epoch ms at which the token ends; of a verified token. */
  readonly expiresAt?: number;
}

/** Which tokens of an account are valid. */
export interface TokenState {
  /** Tokens that name it are valid. */
  readonly tokenVersion: number;
  /** Tokens of this session are valid as well, if they name `keptVersion` or a later version. */
  readonly keptSession: string | null;
  readonly keptVersion: number | null;
  /** Tokens of these sessions are not valid: they were ended. */
  readonly endedSessions: readonly string[];
}

/** The columns of a {@link TokenState}. */
export const TOKEN_COLUMNS = `users.token_version AS "tokenVersion", kept_session AS "keptSession", kept_version AS "keptVersion",
   ARRAY(SELECT ended ->> 'id' FROM jsonb_array_elements(ended_sessions) AS ended) AS "endedSessions"`;

/** Whether a token is not revoked. */
export function isCurrent({ tokenVersion, sessionId }: TokenHolder, state: TokenState): boolean {
  if (state.endedSessions.includes(sessionId)) return false;
  if (tokenVersion === state.tokenVersion) return true;
  return (
    sessionId !== '' && sessionId === state.keptSession && tokenVersion >= (state.keptVersion ?? Infinity)
  );
}
