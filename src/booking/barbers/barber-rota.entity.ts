import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Week } from '../wall-time/windows.js';
import { Barber } from './barber.entity.js';

/** Weeks of a barber that alternate, in place of the week from a date on. */
@Entity('barber_rotas')
export class BarberRota {
  @PrimaryColumn('integer', { name: 'barber_id' })
  @ForeignKey(() => Barber, { onDelete: 'CASCADE' })
  barberId!: number;

  @Column('date', { name: 'start_date' })
  startDate!: string;

  /** One to eight. */
  @Column('jsonb')
  weeks!: readonly Week[];
}
