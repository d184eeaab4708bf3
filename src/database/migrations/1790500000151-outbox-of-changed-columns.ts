import type { MigrationInterface, QueryRunner } from 'typeorm';
import { watchTable } from '../outbox-triggers.js';

/**
 * Updates of appointments and users are recorded by what has changed, and not by the columns that the statement names: a trigger of another program may
 * change more of the row (rule 19).
 */
export class OutboxOfChangedColumns1790500000151 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['appointments', 'users'])
      await runner.query(
        `DROP TRIGGER ${table}_outbox ON ${table}; DROP TRIGGER ${table}_outbox_truncate ON ${table}`,
      );
    await watchTable(runner, 'appointments', {
      columns: ['id', 'status', 'barber_id', 'starts_at', 'ends_at', 'blocked_from', 'blocked_until'],
      leaveOut: ['notes', 'blocked', 'override_reason', 'cancellation_reason'],
    });
    await watchTable(runner, 'users', {
      columns: [
        'id',
        'timezone',
        'role',
        'active',
        'token_version',
        'kept_session',
        'kept_version',
        'ended_sessions',
      ],
      leaveOut: ['email', 'password_hash', 'name', 'created_at', 'verified_at', 'erased_at'],
    });
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
