import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../index-builds.js';

/** For trends over days, which read the samples of some minutes, and all those that are not healthy. */
export class BadSamples1790500000340 implements MigrationInterface {
  readonly name = 'BadSamples1790500000340';
  /** CREATE INDEX CONCURRENTLY refuses to run in a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'cache_samples_bad', `cache_samples (at) WHERE status <> 'healthy'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
