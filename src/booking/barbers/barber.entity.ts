import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A person who can be booked, at one location. */
@Entity('barbers')
export class Barber {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'location_id' })
  locationId!: number;

  /** The barber's account, which may change the barber's own data. */
  @Column('integer', { name: 'user_id', nullable: true })
  userId!: number | null;
}
