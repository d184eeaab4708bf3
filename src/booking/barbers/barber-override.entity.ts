import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Window } from '../wall-time/windows.js';
import { Barber } from './barber.entity.js';

/** The windows of a barber on one date, instead of those of its weekday. */
@Entity('barber_overrides')
export class BarberOverride {
  @PrimaryColumn('integer', { name: 'barber_id' })
  @ForeignKey(() => Barber, { onDelete: 'CASCADE' })
  barberId!: number;

  @PrimaryColumn('date')
  date!: string;

  /** Empty: the barber is off. */
  @Column('jsonb')
  windows!: readonly Window[];
}
