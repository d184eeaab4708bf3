import { Injectable, Logger } from '@nestjs/common';
import { AuthSettings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import type { UserDto } from '../user.dto.js';
import { toUserDto, USER_COLUMNS, type UserRow } from '../users.js';
import { AccessTokens } from '../access-tokens.js';
import { type NumberedToken, RefreshTokens } from './refresh-tokens.js';

/** A used token is answered with the same successor for this long: two tabs, or an answer that was lost. */
const GRACE = `interval '10 seconds'`;
/** Most sessions of one account: the oldest ones end. */
const MOST_SESSIONS = 50;

/** What a session gives to the client that holds it. */
export interface SessionTokens {
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: UserDto;
}

interface Opened {
  readonly sessionId: string;
  readonly number: number;
  readonly tokenVersion: number;
  readonly user: UserDto;
}

type Row = UserRow & Omit<Opened, 'user'>;

/**
 * Sessions: families of refresh tokens, of which only the latest is valid. A token that is used twice ends its session, since one
 * of the two users is not the owner.
 */
@Injectable()
export class Sessions {
  private readonly logger = new Logger('Sessions');

  constructor(
    private readonly settings: AuthSettings,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** Begins a session of an account whose password was checked. `tokenVersion`: as it was then. */
  async open(user: UserDto, tokenVersion: number): Promise<SessionTokens> {
    const [{ id } = { id: '' }] = await this.database.query<{ id: string }>(
      `WITH pruned AS (
         DELETE FROM sessions WHERE id IN (
           SELECT id FROM sessions WHERE expires_at < now() ORDER BY expires_at LIMIT 10 FOR UPDATE SKIP LOCKED)
       ), surplus AS (
         DELETE FROM sessions WHERE id IN (
           SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC OFFSET $4)
       )
       INSERT INTO sessions (user_id, token_version, expires_at)
       VALUES ($1, $2, now() + make_interval(secs => $3)) RETURNING id`,
      [user.id, tokenVersion, this.settings.REFRESH_TOKEN_TTL_SECONDS, MOST_SESSIONS - 1],
    );
    return this.tokensOf({ sessionId: id, number: 1, tokenVersion, user });
  }

  /**
   * The successor of a refresh token. Within 10 s, and as long as the successor is not used, the same one again.
   * @throws Problem `invalid-refresh-token`; a token that was used before also ends its session
   */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const generation = this.refreshTokens.read(refreshToken);
    const next = generation && ((await this.rotate(generation)) ?? (await this.repeat(generation)));
    if (next !== undefined) return this.tokensOf(next);
    if (generation !== undefined) await this.endIfReused(generation);
    throw new Problem(
      'invalid-refresh-token',
      'The refresh token is invalid, has expired, or was used before: log in again.',
    );
  }

  /** Ends the session of a refresh token, if it is one, and its access tokens at once, on every instance. */
  async end(refreshToken: string): Promise<void> {
    const token = this.refreshTokens.read(refreshToken);
    if (token !== undefined) await this.endAfter(token.sessionId, 0);
  }

  /** Concurrent requests with the same token wait for each other here; the second finds that the session's current token is a later one. */
  private async rotate({ sessionId, number }: NumberedToken): Promise<Opened | undefined> {
    const rows = await this.database.query<Row>(
      `WITH rotated AS (
         UPDATE sessions SET generation = generation + 1, rotated_at = now(), expires_at = now() + make_interval(secs => $3)
         FROM users AS owner
         WHERE sessions.id = $1 AND generation = $2 AND expires_at > now() AND ${VALID}
         RETURNING sessions.*
       ) ${OPENED('rotated')}`,
      [sessionId, number, this.settings.REFRESH_TOKEN_TTL_SECONDS],
    );
    return opened(rows);
  }

  private async repeat({ sessionId, number }: NumberedToken): Promise<Opened | undefined> {
    const rows = await this.database.query<Row>(
      `WITH again AS (
         SELECT sessions.* FROM sessions, users AS owner
         WHERE sessions.id = $1 AND generation = $2 + 1 AND rotated_at > now() - ${GRACE} AND ${VALID}
       ) ${OPENED('again')}`,
      [sessionId, number],
    );
    return opened(rows);
  }

  private async endIfReused({ sessionId, number }: NumberedToken): Promise<void> {
    const userId = await this.endAfter(sessionId, number);
    if (userId === undefined) return;
    this.logger.warn(
      `A refresh token of account ${userId} was used twice: its session is ended, and another client may have copied it`,
    );
  }

  /**
   * Ends a session whose token has a number above the given one. Its access tokens are not valid from then on: the account names the
   * session until the last of them would have expired.
   * @returns whose session it was
   */
  private async endAfter(sessionId: string, number: number): Promise<number | undefined> {
    return this.unitOfWork.run(async () => {
      const [ended] = await this.database.query<{ userId: number }>(
        'DELETE FROM sessions WHERE id = $1 AND generation > $2 RETURNING user_id AS "userId"',
        [sessionId, number],
      );
      if (ended === undefined) return undefined;
      await this.database.query(
        `UPDATE users SET ended_sessions = jsonb_build_array(jsonb_build_object('id', $2::text, 'until', epoch + $3::int)) || (
           SELECT coalesce(jsonb_agg(known), '[]') FROM (
             SELECT known FROM jsonb_array_elements(ended_sessions) WITH ORDINALITY AS list (known, place)
             WHERE (known ->> 'until')::bigint > epoch ORDER BY place LIMIT $4) AS kept)
         FROM (SELECT ceil(date_part('epoch', now()))::bigint AS epoch) AS present WHERE id = $1`,
        [ended.userId, sessionId, this.accessTokens.lifetimeSeconds, MOST_SESSIONS - 1],
      );
      return ended.userId;
    });
  }

  private tokensOf({ sessionId, number, tokenVersion, user }: Opened): SessionTokens {
    return {
      sessionId,
      accessToken: this.accessTokens.issue({ id: user.id, role: user.role, tokenVersion, sessionId }),
      refreshToken: this.refreshTokens.of({ sessionId, number }),
      user,
    };
  }
}

/** Whether the account still is what it was when the session began. */
const VALID = 'owner.id = user_id AND owner.active AND owner.token_version = sessions.token_version';

const OPENED = (session: string) => `
  SELECT ${USER_COLUMNS}, ${session}.id AS "sessionId", generation AS number, ${session}.token_version AS "tokenVersion"
  FROM ${session}, users WHERE users.id = ${session}.user_id`;

function opened([row]: readonly Row[]): Opened | undefined {
  if (row === undefined) return undefined;
  const { sessionId, number, tokenVersion, ...user } = row;
  return { sessionId, number, tokenVersion, user: toUserDto(user) };
}
