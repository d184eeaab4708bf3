import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who owns locations and decides the booking settings of them all. */
@Entity('businesses')
export class Business {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  name!: string;
}
