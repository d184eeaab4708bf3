import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import { Barber } from './barber.entity.js';

/** Instants from `startsAt` up to but not including `endsAt` in which a barber takes no appointment. */
@Entity('barber_time_off')
export class TimeOff {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('integer', { name: 'barber_id' })
  @ForeignKey(() => Barber, { onDelete: 'CASCADE' })
  barberId!: number;

  @Column({ type: 'timestamptz', name: 'starts_at', precision: 3 })
  startsAt!: Date;

  @Column({ type: 'timestamptz', name: 'ends_at', precision: 3 })
  endsAt!: Date;

  @Column('text', { nullable: true })
  reason!: string | null;
}
