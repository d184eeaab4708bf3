import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Owns locations and has the booking settings of all of them. */
@Entity('businesses')
export class Business {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;
}
