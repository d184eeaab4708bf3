import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import type { Caller } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { assertIfMatch } from '../../http/if-match.js';
import { IdempotencyKeys } from '../../idempotency/idempotency-keys.js';
import { ClientAccess } from './client.access.js';

/** Erases a person from a business's records. */
@Injectable()
export class ClientErasure {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly access: ClientAccess,
    private readonly keys: IdempotencyKeys,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Removes name, addresses and notes, the texts and the account of all appointments, and stored answers that name the person.
   * The appointments stay as times; an empty row stays so that they still have one client. Cached answers, row images and the
   * audit never had any of it. The account itself, if there is one, is its owner's.
   * @throws Problem `not-found`, `version-mismatch`
   */
  async erase(caller: Caller, id: number, ifMatch: string | undefined): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.access.lockAppointmentsOf(id);
      const { userId, version } = await this.access.lockForEnd(caller, id);
      assertIfMatch(ifMatch, version);
      await this.remove(id, userId);
      this.audit.note({ object: 'clients', id, operation: 'removed', fields: [] });
    });
  }

  /** Call inside a unit of work that has locked the client. @param userId the client's account */
  async remove(id: number, userId: number | null): Promise<void> {
    await this.database.query(
      `UPDATE appointments SET user_id = NULL, notes = NULL, cancellation_reason = NULL, override_reason = NULL,
           created_by = CASE WHEN created_by = $2 THEN NULL ELSE created_by END, version = version + 1
         WHERE client_id = $1`,
      [id, userId],
    );
    await this.database.query(
      'DELETE FROM guest_tokens USING appointments WHERE appointment_id = appointments.id AND client_id = $1',
      [id],
    );
    await this.keys.erase(id);
    await this.database.query(
      `UPDATE clients SET name = '', phone = NULL, email = NULL, notes = NULL, user_id = NULL, blocked = false,
           erased_at = now(), version = version + 1 WHERE id = $1`,
      [id],
    );
  }
}
