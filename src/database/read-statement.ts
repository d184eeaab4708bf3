const CHANGES = /\b(INSERT|UPDATE|DELETE|MERGE|nextval)\b/i;

/**
 * Whether the statement can be sent a second time when its connection was ended. It may lock rows: its locks end with its connection.
 */
export function isRead(sql: string): boolean {
  return /^\s*(SELECT|WITH)\b/i.test(sql) && !CHANGES.test(sql);
}
