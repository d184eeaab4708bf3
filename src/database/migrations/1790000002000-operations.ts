import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables for the operator's pages: the instances, the cache's samples, and the audit log. */
export class Operations1790000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cache_instances (
        id uuid PRIMARY KEY,
        started_at timestamptz(3) NOT NULL,
        seen_at timestamptz(3) NOT NULL,
        version text NOT NULL,
        mode text NOT NULL,
        suspended boolean NOT NULL,
        requests bigint NOT NULL,
        hit_rate double precision
      );
      CREATE TABLE cache_samples (
        at timestamptz(3) NOT NULL,
        instance uuid NOT NULL,
        status text NOT NULL,
        sample jsonb NOT NULL,
        PRIMARY KEY (at, instance)
      );
      CREATE TABLE cache_audit (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz(3) NOT NULL DEFAULT now(),
        user_id integer NOT NULL,
        action text NOT NULL,
        request jsonb NOT NULL,
        result jsonb NOT NULL
      );`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
