import type { OutboxRow, RowImage } from '../../events/outbox.row.js';

/** One changed object, by its id and the names of its fields. */
export interface AuditChange {
  /** The table, such as `appointments`. */
  readonly object: string;
  /** `null` for what has no id of its own, and where too many rows changed to list them. */
  readonly id: number | null;
  readonly operation: 'created' | 'changed' | 'removed' | 'bulk';
  /** Fields of a changed object that have other values now. */
  readonly fields: readonly string[];
  /** Rules of an appointment that staff went beyond. */
  readonly override?: readonly string[];
}

/** At most this many changes of one request are listed; more are only counted. */
export const MOST_CHANGES = 100;

const OPERATIONS = { INSERT: 'created', UPDATE: 'changed', DELETE: 'removed' } as const;
/** The columns that say which object a row belongs to, where it has no `id`. */
const OWNERS = ['id', 'barber_id', 'location_id', 'business_id', 'user_id'] as const;
/** Counters that change with everything else. */
const SILENT = new Set(['version', 'token_version', 'kept_session', 'kept_version', 'ended_sessions']);

/** What the outbox rows of a transaction say that it changed. */
export function changesOf(rows: readonly OutboxRow[]): AuditChange[] {
  return mergedChanges(rows.flatMap((row) => changeOf(row) ?? []));
}

/** One change for each object and operation. */
export function mergedChanges(list: readonly AuditChange[]): AuditChange[] {
  const changes = new Map<string, AuditChange>();
  for (const change of list) {
    const key = `${change.object} ${change.id} ${change.operation}`;
    const known = changes.get(key);
    changes.set(key, known === undefined ? change : together(known, change));
  }
  return [...changes.values()];
}

function changeOf({ relation: object, operation, before, after }: OutboxRow): AuditChange | undefined {
  if (!isRowOperation(operation)) return { object, id: null, operation: 'bulk', fields: [] };
  const image = after ?? before ?? {};
  const fields = operation === 'UPDATE' ? changedFields(before ?? {}, after ?? {}) : [];
  if (operation === 'UPDATE' && fields.length === 0) return undefined;
  const { override } = image;
  const isBeyond = Array.isArray(override) && (operation === 'INSERT' || fields.includes('override'));
  return {
    object,
    id: idOf(image),
    operation: OPERATIONS[operation],
    fields,
    ...(isBeyond ? { override: override.map(String) } : {}),
  };
}

function isRowOperation(operation: string): operation is keyof typeof OPERATIONS {
  return operation in OPERATIONS;
}

function idOf(image: RowImage): number | null {
  const id = OWNERS.map((column) => image[column]).find((value) => typeof value === 'number');
  return typeof id === 'number' ? id : null;
}

function changedFields(before: RowImage, after: RowImage): string[] {
  return Object.keys(after)
    .filter((column) => !SILENT.has(column))
    .filter((column) => JSON.stringify(before[column]) !== JSON.stringify(after[column]))
    .map((column) => fieldOf(column));
}

/** A column in the spelling of the API. */
export function fieldOf(column: string): string {
  return column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function together(one: AuditChange, other: AuditChange): AuditChange {
  return { ...one, ...other, fields: [...new Set([...one.fields, ...other.fields])] };
}
