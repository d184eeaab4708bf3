import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { Database } from '../../database/database.js';
import { Problem } from '../../http/problem.js';
import { MINUTE_MS } from '../../time/durations.js';
import type { AppointmentRow } from './appointment.row.js';

interface Rules {
  readonly notice: number;
  /** 0: no limit. */
  readonly moves: number;
}

/** Until when, and how often, clients may change their own appointments. Staff may always. */
@Injectable()
export class ClientRules {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `conflict` once the appointment is over, or its outcome is set */
  assertNotOver({ status, ends_at }: AppointmentRow): void {
    if (status !== 'confirmed') {
      throw new Problem(
        'conflict',
        `The appointment is ${status}: only staff can change it now. Call the shop.`,
      );
    }
    if (ends_at.getTime() > this.clock.now()) return;
    throw new Problem('conflict', 'The appointment is over: only staff can change it now. Call the shop.');
  }

  /**
   * Moving is restricted like cancelling, because an appointment that was moved away could then be cancelled.
   * @throws Problem `conflict`, `too-late-to-cancel` once the appointment has begun, or begins within the cancellation notice
   */
  async assertMayMove(row: AppointmentRow): Promise<void> {
    if (row.status !== 'confirmed') this.assertNotOver(row);
    if (row.starts_at.getTime() <= this.clock.now()) {
      throw new Problem(
        'too-late-to-cancel',
        'The appointment has begun: only staff can change it now. Call the shop.',
      );
    }
    const { notice } = await this.rulesAt(row);
    if (!this.isWithin(row, notice)) return;
    throw new Problem(
      'too-late-to-cancel',
      `An appointment can be moved or cancelled up to ${notice} minutes before it begins: call the shop.`,
    );
  }

  /** @throws Problem `conflict` if the client has moved the appointment as often as the business allows */
  async assertMayMoveAgain(row: AppointmentRow): Promise<void> {
    const { moves } = await this.rulesAt(row);
    if (moves === 0 || row.moves < moves) return;
    throw new Problem('conflict', `An appointment can be moved ${moves} times: call the shop.`);
  }

  /** Whether a cancellation at this moment is within the cancellation notice, or after the start. */
  async isLate(row: AppointmentRow): Promise<boolean> {
    return this.isWithin(row, (await this.rulesAt(row)).notice);
  }

  private isWithin({ starts_at }: AppointmentRow, notice: number): boolean {
    return this.clock.now() > starts_at.getTime() - notice * MINUTE_MS;
  }

  private async rulesAt({ location_id }: AppointmentRow): Promise<Rules> {
    const [rules] = await this.database.query<Rules>(
      `SELECT s.cancellation_notice_minutes AS notice, s.max_moves_per_booking AS moves FROM locations l
       JOIN booking_settings s ON s.business_id = l.business_id WHERE l.id = $1`,
      [location_id],
    );
    return rules ?? { notice: 0, moves: 0 };
  }
}
