import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { OutboxRow } from '../../events/outbox.row.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { currentRequest } from '../../http/request-id.js';
import { RequestCallers } from '../request-callers.js';
import { type AuditChange, changesOf, mergedChanges, MOST_CHANGES } from './audit.changes.js';
import { type AuditArea, AuditTrail } from './audit.trail.js';

/** What a unit of work says itself, because no outbox row does: changes of persons' data. */
interface Note {
  readonly changes: AuditChange[];
  /** Written for clients as well. */
  readonly own: AuditChange[];
  userId?: number;
  isAnonymous?: boolean;
}

const BOOKING = new Set(['appointments']);
const ACCOUNT = new Set(['users', 'user_locations']);

/**
 * Writes an audit entry for each unit of work of staff, in its transaction, from what it changed: so there is no change without
 * an entry, and no entry without its change. What clients do is written only where they change an account.
 */
@Injectable()
export class AuditRecorder implements OnModuleInit {
  private readonly notes = new WeakMap<object, Note>();

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly callers: RequestCallers,
    private readonly trail: AuditTrail,
  ) {}

  onModuleInit(): void {
    this.unitOfWork.onChanges((rows) => this.record(rows));
  }

  /** Adds a change by staff of data that is left out of the outbox. Call inside a unit of work. */
  note(change: AuditChange): void {
    this.noteOf().changes.push(change);
  }

  /** As {@link note}, but also where clients do it: they change their own accounts. */
  noteOwn(change: AuditChange): void {
    this.noteOf().own.push(change);
  }

  /** The account that does it, where no token says so. Call inside a unit of work. */
  actsAs(userId: number): void {
    this.noteOf().userId = userId;
  }

  /** The entry shall not say from where: its account is just being erased. Call inside a unit of work. */
  withoutAddress(): void {
    this.noteOf().isAnonymous = true;
  }

  private noteOf(): Note {
    const transaction = this.database.currentTransaction as object;
    let note = this.notes.get(transaction);
    if (note === undefined) this.notes.set(transaction, (note = { changes: [], own: [] }));
    return note;
  }

  private async record(rows: readonly OutboxRow[]): Promise<void> {
    const note = this.notes.get(this.database.currentTransaction as object);
    const { current: caller } = this.callers;
    const isStaff = caller !== undefined && caller.role !== 'client';
    const changes = mergedChanges([
      ...(note?.own ?? []),
      ...(isStaff ? [...changesOf(rows), ...(note?.changes ?? [])] : []),
    ]);
    if (changes.length === 0) return;
    await this.trail.write({
      area: areaOf(changes),
      action: currentRequest()?.route ?? 'command',
      userId: note?.userId ?? caller?.id ?? null,
      changes: changes.slice(0, MOST_CHANGES),
      result: changes.length > MOST_CHANGES ? { more: changes.length - MOST_CHANGES } : {},
      ...(note?.isAnonymous === true ? { address: null } : {}),
    });
  }
}

function areaOf(changes: readonly AuditChange[]): AuditArea {
  if (changes.some(({ object }) => BOOKING.has(object))) return 'booking';
  return changes.some(({ object }) => ACCOUNT.has(object)) ? 'account' : 'shop';
}
