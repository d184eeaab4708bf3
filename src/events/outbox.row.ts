/** SQL: the columns of an {@link OutboxRow}. */
export const OUTBOX_COLUMNS = 'id, relation, operation, before, after';

/** One changed row of one table as the triggers wrote it, or one TRUNCATE (both images missing). */
export interface OutboxRow {
  readonly id: number;
  readonly relation: string;
  readonly operation: string;
  readonly before: RowImage | null;
  readonly after: RowImage | null;
}

/** Rows of which only the ids matter. */
export type OutboxIds = readonly Pick<OutboxRow, 'id'>[];

/** A table's row as `to_jsonb` writes it. */
export type RowImage = Readonly<Record<string, unknown>>;
