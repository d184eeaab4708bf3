import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Week } from '../wall-time/windows.js';
import { Barber } from './barber.entity.js';

/** The windows of a barber on each weekday. */
@Entity('barber_availability')
export class BarberWeek {
  @PrimaryColumn('integer', { name: 'barber_id' })
  @ForeignKey(() => Barber, { onDelete: 'CASCADE' })
  barberId!: number;

  @Column('jsonb')
  weekly!: Week;
}
