import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Business } from '../shop/business.entity.js';
import type { Assignment, BookingSettings } from './booking-settings.js';

/** The booking settings that a business has stored. */
@Entity('booking_settings')
export class BusinessSettings implements BookingSettings {
  @PrimaryColumn('integer', { name: 'business_id' })
  @ForeignKey(() => Business, { onDelete: 'CASCADE' })
  businessId!: number;

  @Column('integer', { name: 'slot_interval_minutes' })
  slotIntervalMinutes!: number;

  @Column('integer', { name: 'minimum_notice_minutes' })
  minimumNoticeMinutes!: number;

  @Column('integer', { name: 'booking_horizon_days' })
  bookingHorizonDays!: number;

  @Column('integer', { name: 'cancellation_notice_minutes' })
  cancellationNoticeMinutes!: number;

  /** Who gets an appointment that names no barber: `fair` or `seniority`. */
  @Column('text')
  assignment!: Assignment;

  @Column('integer', { name: 'max_open_bookings_per_client' })
  maxOpenBookingsPerClient!: number;

  @Column('integer', { name: 'max_moves_per_booking' })
  maxMovesPerBooking!: number;

  @Column('boolean', { name: 'client_overlap' })
  clientOverlap!: boolean;

  @Column('boolean', { name: 'guest_booking' })
  guestBooking!: boolean;

  @Column('boolean', { name: 'slot_packing' })
  slotPacking!: boolean;
}
