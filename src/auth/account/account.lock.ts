/**
 * SQL: locks the account $1 for a change. Its clients first, which follow its name and address: a booking locks its client and, last,
 * the account of the caller (RightsCheck). The count makes PostgreSQL read them before the account.
 */
export const LOCK_ACCOUNT = `
  WITH followers AS MATERIALIZED (SELECT id FROM clients WHERE user_id = $1 ORDER BY id FOR NO KEY UPDATE)
  SELECT FROM users WHERE id = $1 AND (SELECT count(*) FROM followers) >= 0 FOR NO KEY UPDATE`;
