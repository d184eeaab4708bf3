import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import type { Window } from '../wall-time/windows.js';
import { Location } from '../shop/location.entity.js';

/** Dates of a location, both included, on which other hours apply than those of its week. */
@Entity('location_closures')
export class LocationClosure {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('integer', { name: 'location_id' })
  @ForeignKey(() => Location, { onDelete: 'CASCADE' })
  locationId!: number;

  @Column('date', { name: 'from_date' })
  from!: string;

  @Column('date', { name: 'to_date' })
  to!: string;

  /** Empty: closed. */
  @Column('jsonb')
  windows!: readonly Window[];

  @Column('text', { nullable: true })
  reason!: string | null;
}
