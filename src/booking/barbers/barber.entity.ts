import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody who can be booked, at one location. */
@Entity('barbers')
export class Barber {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'location_id' })
  locationId!: number;

  /** The account that may change what is his own. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;
}
