import type { MigrationInterface, QueryRunner } from 'typeorm';
import { replaceIndex } from '../index-builds.js';

/**
 * The audit is listed by the time of its entries, so that a day of long ago is one stretch of an index: in the order of the ids, PostgreSQL may
 * walk to it from the newest entry. Each index replaces one under its name. The release before sorts by id, for which it then reads more.
 */
export class AuditByTime1790500000063 implements MigrationInterface {
  readonly name = 'AuditByTime1790500000063';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await replaceIndex(runner, 'audit_at', 'audit (at, id)');
    await replaceIndex(runner, 'audit_area', 'audit (area, at, id)');
    await replaceIndex(runner, 'audit_action', 'audit (action, at, id)');
    await replaceIndex(runner, 'audit_user', 'audit (user_id, at, id)');
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
