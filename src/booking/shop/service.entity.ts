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

  /** `false`: existing appointments stay, but the service can no longer be booked. */
  @Column('boolean')
  active!: boolean;
}
