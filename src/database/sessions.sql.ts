/**
 * SQL: the sessions of the server, with the columns of `pg_stat_activity` that are not names. That view also reads `pg_authid` and `pg_database`:
 * a statement that waits would keep their locks, `VACUUM FULL` would wait for it, and every login for that.
 */
export const SESSIONS = 'pg_stat_get_activity(NULL)';
