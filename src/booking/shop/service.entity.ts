import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What can be booked. Buffers are kept free around the appointment and are not part of it. */
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

  /** Not active: it keeps its appointments, but nobody can book it. */
  @Column('boolean')
  active!: boolean;
}
