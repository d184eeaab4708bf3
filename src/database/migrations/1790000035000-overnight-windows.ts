import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A window may end on the day after its own: its end is then more than 1440, and at most a whole day after its start.
 *
 * Expands what the constraints accept, so no row is checked again. The release before cannot read such windows: shops may use
 * them once no instance of it is left.
 */
export class OvernightWindows1790000035000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION valid_windows(windows jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT jsonb_typeof(windows) = 'array' AND NOT EXISTS (
          SELECT 1
          FROM (
            SELECT (item->>0)::int AS starts, (item->>1)::int AS ends,
                   lag((item->>1)::int, 1, 0) OVER (ORDER BY position) AS previous_end
            FROM jsonb_array_elements(windows) WITH ORDINALITY AS list(item, position)
          ) AS parsed
          WHERE starts IS NULL OR ends IS NULL OR starts >= ends OR starts < previous_end
            OR starts >= 1440 OR ends > starts + 1440
        )
      $$`);
    await runner.query(`
      DO $migration$
      BEGIN
        EXECUTE format('ALTER FUNCTION valid_windows(jsonb) SET search_path = %s, pg_temp',
          (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = 'valid_windows(jsonb)'::regprocedure));
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
