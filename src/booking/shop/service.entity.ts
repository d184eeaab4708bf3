import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A service that can be booked. Its buffers are kept free before and after the appointment and are not part of it. */
@Entity('services')
export class Service {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'duration_minutes' })
  durationMinutes!: number;

  @Column('integer', { name: 'buffer_before_minutes' })
  bufferBeforeMinutes!: number;

  @Column('integer', { name: 'buffer_after_minutes' })
  bufferAfterMinutes!: number;

  @Column('integer', { name: 'price_cents', nullable: true })
  priceCents!: number | null;

  /** ISO 4217. */
  @Column('text')
  currency!: string;

  /** Its own, instead of the business's; so are the next two. */
  @Column('integer', { name: 'slot_interval_minutes', nullable: true })
  slotIntervalMinutes!: number | null;

  @Column('integer', { name: 'minimum_notice_minutes', nullable: true })
  minimumNoticeMinutes!: number | null;

  @Column('integer', { name: 'booking_horizon_days', nullable: true })
  bookingHorizonDays!: number | null;

  /** `false`: existing appointments stay, but the service can no longer be booked. */
  @Column('boolean')
  active!: boolean;
}
