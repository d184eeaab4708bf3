/**
 * Numbers the state that a statement reads (rule 31): how many transactions had ended of those that began before the last of them. The
 * snapshots of one primary server are ordered, each seeing all that an earlier one saw, and one that sees more has a higher number;
 * so equal numbers mean the same state. A float holds every whole number up to 2^53.
 */
export const SNAPSHOT_VERSION = `(
  SELECT (pg_snapshot_xmax(seen)::text::bigint - (SELECT count(*) FROM pg_snapshot_xip(seen)))::float8
  FROM pg_current_snapshot() AS seen
)`;
