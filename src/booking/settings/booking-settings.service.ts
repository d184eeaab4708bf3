import { Injectable } from '@nestjs/common';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { notFound } from '../missing.problem.js';
import { bookingSettingsRegion } from './booking-settings.cache.js';
import { type BookingSettings, DEFAULT_BOOKING_SETTINGS } from './booking-settings.js';
import type { BookingSettingsDto } from './booking-settings.dto.js';

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
    const [row] = await this.database.query<Row>(
      `SELECT b.id AS "businessId", CASE WHEN s.business_id IS NOT NULL THEN json_build_object(
         'slotIntervalMinutes', s.slot_interval_minutes,
         'minimumNoticeMinutes', s.minimum_notice_minutes,
         'bookingHorizonDays', s.booking_horizon_days,
         'cancellationNoticeMinutes', s.cancellation_notice_minutes) END AS settings
       FROM businesses b LEFT JOIN booking_settings s ON s.business_id = b.id
       WHERE b.id = $1`,
      [businessId],
    );
    if (row === undefined) throw notFound('business', businessId);
    return { businessId: row.businessId, ...(row.settings ?? DEFAULT_BOOKING_SETTINGS) };
  }

  /** @throws Problem `not-found` */
  async set(businessId: number, settings: BookingSettings): Promise<BookingSettingsDto> {
    return this.unitOfWork.run(async () => {
      await this.database.query(
        `INSERT INTO booking_settings (business_id, slot_interval_minutes, minimum_notice_minutes,
           booking_horizon_days, cancellation_notice_minutes)
         SELECT id, $2, $3, $4, $5 FROM businesses WHERE id = $1
         ON CONFLICT (business_id) DO UPDATE SET
           slot_interval_minutes = excluded.slot_interval_minutes,
           minimum_notice_minutes = excluded.minimum_notice_minutes,
           booking_horizon_days = excluded.booking_horizon_days,
           cancellation_notice_minutes = excluded.cancellation_notice_minutes`,
        [
          businessId,
          settings.slotIntervalMinutes,
          settings.minimumNoticeMinutes,
          settings.bookingHorizonDays,
          settings.cancellationNoticeMinutes,
        ],
      );
      return this.get(businessId);
    });
  }
}
