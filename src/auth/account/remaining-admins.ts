import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';

/** Keeps an installation from losing its last admin. */
@Injectable()
export class RemainingAdmins {
  constructor(private readonly database: Database) {}

  /**
   * Call in the unit of work that takes an admin away. Locks all admins, in order, so that the last two cannot leave at the same time.
   * @throws Problem `conflict` if there is no other one
   */
  async assertAnother(id: number): Promise<void> {
    const admins = await this.database.query<{ id: number }>(
      `SELECT id FROM users WHERE role = 'admin' AND active ORDER BY id FOR NO KEY UPDATE`,
    );
    if (admins.some((admin) => admin.id !== id)) return;
    throw new Problem('conflict', 'This is the last admin: make another account an admin first.');
  }
}
