import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { violatedConstraint } from '../../database/database.errors.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { notFound } from '../missing.problem.js';
import { bookingSettingsRegion } from './booking-settings.cache.js';
import { type BookingSettings, DEFAULT_BOOKING_SETTINGS } from './booking-settings.js';
import type { BookingSettingsDto } from './booking-settings.dto.js';
import { BusinessSettings } from './business-settings.entity.js';

interface Row {
  businessId: number;
  settings: BookingSettings | null;
}

/** Reads and writes the booking settings of businesses. */
@Injectable()
export class BookingSettingsService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * One statement.
   * @throws Problem `not-found`
   */
  @Cacheable(bookingSettingsRegion)
  async get(businessId: number): Promise<BookingSettingsDto> {
    const [row] = await this.database.prepared<Row>(
      `SELECT b.id AS "businessId", CASE WHEN s.business_id IS NOT NULL THEN json_build_object(
         'slotIntervalMinutes', s.slot_interval_minutes,
         'minimumNoticeMinutes', s.minimum_notice_minutes,
         'bookingHorizonDays', s.booking_horizon_days,
         'cancellationNoticeMinutes', s.cancellation_notice_minutes,
         'maxOpenBookingsPerClient', s.max_open_bookings_per_client,
         'maxMovesPerBooking', s.max_moves_per_booking,
         'clientOverlap', s.client_overlap,
         'guestBooking', s.guest_booking,
         'slotPacking', s.slot_packing,
         'assignment', s.assignment) END AS settings
       FROM businesses b LEFT JOIN booking_settings s ON s.business_id = b.id
       WHERE b.id = $1`,
      [businessId],
    );
    if (row === undefined) throw notFound('business', businessId);
    return { businessId: row.businessId, ...(row.settings ?? DEFAULT_BOOKING_SETTINGS) };
  }

  /**
   * Changes the given rules; a rule that is not named stays.
   * @throws Problem `not-found`
   */
  async change(businessId: number, changes: Partial<BookingSettings>): Promise<BookingSettingsDto> {
    return this.unitOfWork.run(async () => {
      // Locked, so that a change of another rule at the same moment is not overwritten.
      await this.database.query('SELECT FROM businesses WHERE id = $1 FOR NO KEY UPDATE', [businessId]);
      const present = await this.get(businessId);
      const named = Object.entries(changes).filter(([, value]) => value !== undefined);
      const differs = named.some(([name, value]) => present[name as keyof BookingSettings] !== value);
      if (!differs) return present;
      const { businessId: _, ...rules } = present;
      return this.set(businessId, { ...rules, ...Object.fromEntries(named) });
    });
  }

  /** @throws Problem `not-found` */
  async set(businessId: number, settings: BookingSettings): Promise<BookingSettingsDto> {
    try {
      return await this.unitOfWork.run(async () => {
        await this.database.query('SELECT FROM businesses WHERE id = $1 FOR NO KEY UPDATE', [businessId]);
        await this.database.entities(BusinessSettings, (rows) =>
          rows.upsert({ ...settings, businessId }, ['businessId']),
        );
        return this.get(businessId);
      });
    } catch (error) {
      const isUnknown = violatedConstraint(error) === 'booking_settings_business_id_fkey';
      throw isUnknown ? notFound('business', businessId) : error;
    }
  }
}
