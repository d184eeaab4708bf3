import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { invalidField, Problem } from '../../http/problem.js';
import { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import { ClientAccess } from './client.access.js';
import type { ClientDto } from './client.dto.js';
import { type ClientRow, toClientDto } from './client.row.js';

/** Makes one client of two that turn out to be the same person. */
@Injectable()
export class ClientMerge {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly access: ClientAccess,
    private readonly audit: AuditRecorder,
    private readonly keys: IdempotencyKeys,
  ) {}

  /**
   * Gives the appointments of `id` to `intoId`, together with what that one lacks (account, e-mail address, phone number), adds the
   * notes, and deletes `id`. A client that was blocked stays blocked. Links of guests reveal nothing about the client from then on.
   * @throws Problem `not-found`, `invalid-request` for one client, `conflict` for two accounts or two businesses
   */
  async merge(caller: Caller, id: number, intoId: number): Promise<ClientDto> {
    if (id === intoId) throw invalidField('intoId', 'must be another client');
    return this.unitOfWork.run(async () => {
      await this.access.lockAppointmentsOf(id, intoId);
      const [from, into] = await this.both(caller, id, intoId);
      if (from.businessId !== into.businessId) {
        throw new Problem('conflict', 'The two are clients of different businesses.');
      }
      if (from.userId !== null && into.userId !== null) {
        throw new Problem('conflict', 'Both have an account of their own, so they are two people.');
      }
      const userId = into.userId ?? from.userId;
      await this.database.query(
        `UPDATE appointments SET client_id = $2, user_id = coalesce(user_id, $3::int), version = version + 1
         WHERE client_id = $1 OR (client_id = $2 AND user_id IS NULL AND $3::int IS NOT NULL)`,
        [id, intoId, userId],
      );
      // From now on, the client has data that a guest whose booking made them may not have given.
      await this.database.query(
        'UPDATE guest_tokens SET named_client_id = NULL WHERE named_client_id IN ($1, $2)',
        [id, intoId],
      );
      await this.keys.rename(id, intoId);
      await this.database.query('DELETE FROM clients WHERE id = $1', [id]);
      await this.database.query(
        `UPDATE clients SET user_id = coalesce(user_id, $2), email = coalesce(email, $3), phone = coalesce(phone, $4),
           notes = $5, blocked = $6, version = version + 1 WHERE id = $1`,
        [intoId, from.userId, from.email, from.phone, joined(into, from), into.blocked || from.blocked],
      );
      this.audit.note({ object: 'clients', id, operation: 'removed', fields: ['intoId'] });
      this.audit.note({ object: 'clients', id: intoId, operation: 'changed', fields: ['merged'] });
      return toClientDto(await this.access.get(caller, intoId));
    });
  }

  /** Locked in the order of their ids, so that two merges do not wait for each other. */
  private async both(caller: Caller, id: number, intoId: number): Promise<[ClientRow, ClientRow]> {
    if (id < intoId) {
      const from = await this.access.lockForEnd(caller, id);
      return [from, await this.access.lock(caller, intoId)];
    }
    const into = await this.access.lock(caller, intoId);
    return [await this.access.lockForEnd(caller, id), into];
  }
}

function joined(...clients: readonly ClientRow[]): string | null {
  const notes = clients.flatMap(({ notes: own }) => own ?? []);
  return notes.length === 0 ? null : notes.join('\n');
}
