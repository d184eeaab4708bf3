import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from './caller.js';

/** An account of a client, a barber or an admin. */
@Entity('users')
export class User {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  /** In lower case. */
  @Column('text', { unique: true })
  email!: string;

  @Column('text', { name: 'password_hash' })
  passwordHash!: string;

  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  /** IANA name of the time zone in which the user wants to see dates. */
  @Column('text', { nullable: true })
  timezone!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
