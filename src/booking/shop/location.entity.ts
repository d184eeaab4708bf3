import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A shop: where barbers work, and whose clock their windows are read on. */
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
