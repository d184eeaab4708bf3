import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import type { Caller } from '../caller.js';
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
    await this.database.query('UPDATE users SET token_version = token_version + 1 WHERE id = $1', [userId]);
    await this.database.query('DELETE FROM sessions WHERE user_id = $1', [userId]);
  }
}
