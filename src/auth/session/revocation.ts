import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import type { Caller } from '../caller.js';
import type { TokenHolder } from '../account/token-state.js';
import { RightsCheck } from '../rights.check.js';

/** Revokes all tokens of an account at once: its access tokens name another version, its sessions are gone. */
@Injectable()
export class Revocation {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly rights: RightsCheck,
  ) {}

  async ofOwn(caller: Caller): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.rights.lockOwn(caller);
      await this.of(caller.id);
    });
  }

  /** Call inside a unit of work. */
  async of(userId: number): Promise<void> {
    await this.database.query(
      `UPDATE users SET token_version = token_version + 1, kept_session = NULL, kept_version = NULL WHERE id = $1`,
      [userId],
    );
    await this.database.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
  }

  /** As {@link of}, but the session of the token goes on, and so do its access tokens. */
  async ofOthers({ id, sessionId, tokenVersion }: TokenHolder): Promise<void> {
    // Tokens of earlier releases name no session.
    if (sessionId === '') return this.of(id);
    await this.database.query(
      `UPDATE users SET token_version = token_version + 1, kept_session = $2,
         kept_version = CASE WHEN kept_session = $2 THEN kept_version ELSE $3 END
       WHERE id = $1`,
      [id, sessionId, tokenVersion],
    );
    await this.database.query('DELETE FROM sessions WHERE user_id = $1 AND id <> $2', [id, sessionId]);
    await this.database.query(
      `UPDATE sessions SET token_version = (SELECT token_version FROM users WHERE id = user_id) WHERE id = $1`,
      [sessionId],
    );
  }
}
