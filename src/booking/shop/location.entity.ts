import { Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';
import { Business } from './business.entity.js';

/** A shop where barbers work. Their windows are in its time zone. */
@Entity('locations')
export class Location {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;

  /** IANA name. */
  @Column('text')
  timezone!: string;

  @Column('integer', { name: 'business_id' })
  @ForeignKey(() => Business)
  businessId!: number;

  /** `false`: closed for good, neither listed nor bookable. Appointments stay. */
  @Column('boolean')
  active!: boolean;

  /** Not listed, and not meant by requests that name no location. */
  @Column('boolean')
  hidden!: boolean;
}
