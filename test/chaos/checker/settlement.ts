import type { Write } from './history.js';

/** A row of the outbox, with its times converted to the clients' clock. */
export interface ArchivedRow {
  readonly id: number;
  readonly register: string;
  readonly value: string;
  readonly createdAt: number;
  readonly doneAt: number | null;
  readonly handedOver: boolean;
}

/** Tolerance between the clocks of clients and database: they are read at different instants, and one may be stepped. */
const CLOCK_ERROR_MS = 20;

/** Relays also take rows that were not handed over once they are this old. */
const OVERDUE_MS = 300;

/**
 * Determines the outcome of each write from the outbox: it committed if a row shows its value, and its FORGET was accepted
 * when that row was done. Sets `committedAt`, `forgottenAt`, `handedOver` and `leftToRelay` of each write.
 *
 * A write that asked for the value that was there already left no row. It shares the fate of the write that had made the value,
 * because its acknowledgement reveals it (rule 24).
 *
 * @param writes those of one register in the order of its steps
 * @returns rows that no write explains, and acknowledged writes that changed something and left no row
 */
export function settle(
  writes: readonly Write[],
  rows: readonly ArchivedRow[],
): { unexplained: ArchivedRow[]; lost: Write[] } {
  const sent = new Map<string, Write[]>();
  for (const write of writes) {
    if (write.leavesNoRow === true) continue;
    const key = `${write.register} ${write.row}`;
    const list = sent.get(key);
    if (list === undefined) sent.set(key, [write]);
    else list.push(write);
  }
  const unexplained: ArchivedRow[] = [];
  for (const row of rows) {
    const write = authorOf(row, sent.get(`${row.register} ${row.value}`) ?? []);
    if (write === undefined) {
      unexplained.push(row);
      continue;
    }
    write.committedAt = row.createdAt;
    // A write of several rows is forgotten when the last of them is.
    const doneAt = row.doneAt ?? Infinity;
    write.forgottenAt = Math.max(write.forgottenAt ?? 0, doneAt);
    write.handedOver ||= row.handedOver;
    write.leftToRelay ||= row.handedOver || doneAt - row.createdAt > OVERDUE_MS;
  }
  return { unexplained, lost: withoutRow(writes) };
}

/** Acknowledged writes that left no row and do not ask for the value of the last committed write of their register. */
function withoutRow(writes: readonly Write[]): Write[] {
  const lost: Write[] = [];
  const committed = new Map<string, Write>();
  for (const write of writes) {
    const former = committed.get(write.register);
    if (write.committedAt !== undefined) committed.set(write.register, write);
    else if (write.outcome === 'acknowledged') {
      if (former?.row !== write.row) lost.push(write);
      else shareFate(write, former);
    }
  }
  return lost;
}

/** What left no row itself (a change of the schema, a restored database) has no fate to share. */
function shareFate(write: Write, { committedAt, forgottenAt, handedOver, leftToRelay }: Write): void {
  if (committedAt === undefined || forgottenAt === undefined) return;
  Object.assign(write, { committedAt, forgottenAt, handedOver, leftToRelay });
}

/** The write that was in flight when the row was created; answered writes come before those without a known end. */
function authorOf(row: ArchivedRow, candidates: readonly Write[]): Write | undefined {
  const begun = candidates.filter((write) => write.sentAt - CLOCK_ERROR_MS <= row.createdAt);
  return (
    begun.find(
      (write) => write.outcome === 'acknowledged' && row.createdAt <= write.endedAt + CLOCK_ERROR_MS,
    ) ?? begun.findLast((write) => write.outcome === 'unknown' || write.outcome === 'unannounced')
  );
}
