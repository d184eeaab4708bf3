import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bulk changes and dead rows (rule 25).
 *
 * A transaction writes at most 5,000 row images. Its next change writes one row without images, operation `BULK`, and
 * further changes write nothing: such a row cannot be translated, so everything is forgotten, as with more than 5,000
 * pending rows. The count is a setting of the transaction, beside the transaction's id. ROLLBACK TO SAVEPOINT takes it
 * back together with the rows.
 *
 * A watermark is a snapshot of which every visible change is published: marked done, or older than the generation. What is
 * pending is looked up among the transactions that were not visible in it, so neither rows that died under an open
 * snapshot nor rows that a new generation covers are visited. A watermark counts only in the cluster that made it:
 * transaction ids mean nothing in another one.
 *
 * Earlier builds keep working: their statements find the same rows, only slower.
 */
export class OutboxWatermarks1790000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_watermarks (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        snapshot pg_snapshot NOT NULL,
        cluster bigint NOT NULL DEFAULT (pg_control_system()).system_identifier
      );
      CREATE INDEX outbox_unpublished_rows ON outbox (transaction, id) WHERE done_at IS NULL;
      DROP INDEX outbox_pending, outbox_own;`);
    await runner.query(`
      CREATE FUNCTION outbox_watermark() RETURNS pg_snapshot LANGUAGE sql STABLE AS $$
        SELECT coalesce((
          -- The newest first, and only that one: older ones may be dead rows under an open snapshot.
          SELECT snapshot FROM (SELECT snapshot, cluster FROM outbox_watermarks ORDER BY id DESC LIMIT 1) AS newest
          WHERE cluster = (SELECT system_identifier FROM pg_control_system())
        ), '1:1:')
      $$;
      CREATE FUNCTION outbox_unpublished(at_most bigint DEFAULT NULL) RETURNS SETOF outbox
      -- Statistics taken during a bulk change make the whole table look pending. Only plain index scans note dead entries.
      LANGUAGE plpgsql STABLE ROWS 10 SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
      DECLARE
        known CONSTANT pg_snapshot := outbox_watermark();
      BEGIN
        RETURN QUERY
          SELECT * FROM outbox WHERE done_at IS NULL AND transaction >= pg_snapshot_xmax(known)
          UNION ALL
          SELECT * FROM outbox WHERE done_at IS NULL AND transaction = ANY (ARRAY(SELECT pg_snapshot_xip(known)))
          LIMIT at_most;
      END
      $$;
      COMMENT ON FUNCTION outbox_unpublished(bigint) IS 'pending rows of the outbox, without those that a new generation covers';`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION write_outbox() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE
        own CONSTANT text := pg_current_xact_id() || ' ';
        counted CONSTANT text := current_setting('bookedbarber.outbox_rows', true);
        written integer := 0;
      BEGIN
        IF starts_with(counted, own) THEN
          written := split_part(counted, ' ', 2);
        END IF;
        IF written > 5000 OR (TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW) THEN
          RETURN NULL;
        END IF;
        PERFORM set_config('bookedbarber.outbox_rows', own || written + 1, true);
        IF written = 5000 THEN
          INSERT INTO outbox (relation, operation) VALUES (TG_TABLE_NAME, 'BULK');
        ELSE
          INSERT INTO outbox (relation, operation, before, after) VALUES (
            TG_TABLE_NAME,
            TG_OP,
            CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) - coalesce(TG_ARGV, '{}') END,
            CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) - coalesce(TG_ARGV, '{}') END
          );
        END IF;
        IF current_setting('bookedbarber.unit_of_work', true) IS DISTINCT FROM 'on' THEN
          PERFORM pg_notify('outbox', '');
        END IF;
        RETURN NULL;
      END
      $$;`);
    await runner.query(`
      DO $migration$
      DECLARE
        own regprocedure;
      BEGIN
        FOREACH own IN ARRAY ARRAY['write_outbox()', 'outbox_watermark()', 'outbox_unpublished(bigint)']::regprocedure[]
        LOOP
          EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', own,
            (SELECT pronamespace::regnamespace::text FROM pg_proc WHERE oid = own));
        END LOOP;
      END
      $migration$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
