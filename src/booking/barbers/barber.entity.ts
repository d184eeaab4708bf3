import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '../../auth/user.entity.js';
import { Location } from '../shop/location.entity.js';

/** A person who can be booked, at one location. */
@Entity('barbers')
export class Barber {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  @Column('integer', { name: 'location_id' })
  @ForeignKey(() => Location)
  locationId!: number;

  /** The barber's account, which may change the barber's own data. */
  @Column('integer', { name: 'user_id', nullable: true, unique: true })
  @ForeignKey(() => User)
  userId!: number | null;

  /** `false`: they have left, neither listed nor bookable. Appointments stay. */
  @Column('boolean')
  active!: boolean;

  /** Not listed, and not considered by requests that name no barber. */
  @Column('boolean')
  hidden!: boolean;
}
