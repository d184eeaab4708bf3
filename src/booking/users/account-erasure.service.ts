import { Injectable } from '@nestjs/common';
import { RemainingAdmins } from '../../auth/account/remaining-admins.js';
import { AuditRecorder } from '../../auth/audit/audit.recorder.js';
import { LOCK_ACCOUNT_AND_APPOINTMENTS } from '../../auth/account/account.lock.js';
import type { Caller } from '../../auth/caller.js';
import { RightsCheck } from '../../auth/rights.check.js';
import { Revocation } from '../../auth/session/revocation.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { ClientErasure } from '../clients/client-erasure.service.js';

/** What an account made, and what was stored about where it was used. All of it is personal. */
const OWN_ROWS = ['sessions', 'mails', 'login_places', 'user_locations', 'idempotency_keys'] as const;

/** Erases a person who ends their account. */
@Injectable()
export class AccountErasure {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly rights: RightsCheck,
    private readonly admins: RemainingAdmins,
    private readonly revocation: Revocation,
    private readonly clients: ClientErasure,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Cancels the account's appointments ahead, erases it at every business that it is a client of, and empties its row, which stays
   * because appointments and the audit name its id.
   * @throws Problem `conflict` for the last admin
   */
  async erase(caller: Caller): Promise<void> {
    const { id, role } = caller;
    await this.unitOfWork.run(async () => {
      await this.database.query(LOCK_ACCOUNT_AND_APPOINTMENTS, [id]);
      const clients = await this.database.query<{ id: number }>(
        'SELECT id FROM clients WHERE user_id = $1 ORDER BY id FOR UPDATE',
        [id],
      );
      await this.rights.lockOwn(caller);
      if (role === 'admin') await this.admins.assertAnother(id);
      await this.cancelAhead(id);
      for (const client of clients) await this.clients.remove(client.id, id);
      await this.leaveAppointments(id);
      await this.leaveStaff(id);
      for (const table of OWN_ROWS)
        await this.database.query(`DELETE FROM ${table} WHERE user_id = $1`, [id]);
      await this.database.query(
        `UPDATE users SET email = 'erased-' || id || '@account.invalid', password_hash = '', name = '', timezone = NULL,
           role = 'client', active = false, verified_at = NULL, erased_at = now() WHERE id = $1`,
        [id],
      );
      await this.revocation.of(id);
      this.audit.noteOwn({ object: 'users', id, operation: 'removed', fields: [] });
      this.audit.withoutAddress();
      await this.database.query('UPDATE audit SET address = NULL WHERE user_id = $1', [id]);
    });
  }

  /** The person will not come, so their times become free. A cancellation within the notice is late, as any other. */
  private async cancelAhead(userId: number): Promise<void> {
    await this.database.query(
      `UPDATE appointments SET status = 'cancelled', cancelled_at = now(), version = version + 1,
         late_cancellation = starts_at < now() + coalesce((
           SELECT cancellation_notice_minutes * interval '1 minute' FROM locations JOIN booking_settings USING (business_id)
           WHERE locations.id = location_id), interval '0')
       WHERE status = 'confirmed' AND starts_at > now()
         AND (user_id = $1 OR client_id = ANY (ARRAY(SELECT id FROM clients WHERE user_id = $1)))`,
      [userId],
    );
  }

  /** Detaches the appointments that a business keeps under a client of its own, whom the account never proved to be. */
  private async leaveAppointments(userId: number): Promise<void> {
    await this.database.query(
      `UPDATE appointments SET user_id = NULL, notes = NULL, cancellation_reason = NULL, override_reason = NULL, version = version + 1
       WHERE user_id = $1`,
      [userId],
    );
  }

  /** The barber stays the shop's. */
  private async leaveStaff(userId: number): Promise<void> {
    await this.database.query('UPDATE barbers SET user_id = NULL WHERE user_id = $1', [userId]);
  }
}
