/**
 * SQL: locks the account $1 for a change. Its clients first, which follow its name and address: a booking locks its client and, last,
 * the account of the caller (RightsCheck). The count makes PostgreSQL read them before the account.
 */
export const LOCK_ACCOUNT = `
  WITH followers AS MATERIALIZED (SELECT id FROM clients WHERE user_id = $1 ORDER BY id FOR NO KEY UPDATE)
  SELECT FROM users WHERE id = $1 AND (SELECT count(*) FROM followers) >= 0 FOR NO KEY UPDATE`;

/**
 * SQL: as {@link LOCK_ACCOUNT}, and before that the appointments: when the account $1 ends or proves its address, they change with it.
 * Among the clients are those who become the account's when it proves its address. The array makes PostgreSQL look them up: with a subquery beside OR,
 * it reads all appointments.
 */
export const LOCK_ACCOUNT_AND_APPOINTMENTS = `
  WITH person AS MATERIALIZED (
    SELECT id FROM clients WHERE user_id = $1
    UNION ALL SELECT clients.id FROM users JOIN clients USING (email) WHERE users.id = $1 AND user_id IS NULL
  ), visits AS MATERIALIZED (
    SELECT id FROM appointments WHERE user_id = $1 OR client_id = ANY (ARRAY(SELECT id FROM person)) ORDER BY id FOR NO KEY UPDATE
  ), followers AS MATERIALIZED (
    SELECT id FROM clients WHERE id IN (SELECT id FROM person) AND (SELECT count(*) FROM visits) >= 0 ORDER BY id FOR NO KEY UPDATE
  )
  SELECT FROM users WHERE id = $1 AND (SELECT count(*) FROM followers) >= 0 FOR NO KEY UPDATE`;
