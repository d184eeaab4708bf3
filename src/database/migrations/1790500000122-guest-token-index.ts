import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/** For the merge of two clients, which looks for the links that name them. */
export class GuestTokenIndex1790500000122 implements MigrationInterface {
  readonly name = 'GuestTokenIndex1790500000122';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(
      runner,
      'guest_tokens_named',
      'guest_tokens (named_client_id) WHERE named_client_id IS NOT NULL',
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
