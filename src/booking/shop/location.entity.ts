import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

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
  businessId!: number;
}
