import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Role } from './rights.js';

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

  /** Whether the account may be used. */
  @Column('boolean', { default: true })
  active!: boolean;

  /** Every access token names one; raising it revokes them all. */
  @Column('integer', { name: 'token_version', default: 0 })
  tokenVersion!: number;

  /** The session whose tokens are also valid, from `keptVersion` on: the one in which the password was changed last. */
  @Column('uuid', { name: 'kept_session', nullable: true })
  keptSession!: string | null;

  @Column('integer', { name: 'kept_version', nullable: true })
  keptVersion!: number | null;

  /** Sessions that have ended before their access tokens do, and when those do: epoch seconds. */
  @Column('jsonb', { name: 'ended_sessions', default: [] })
  endedSessions!: readonly { readonly id: string; readonly until: number }[];

  /** When the owner proved that the e-mail address is theirs. */
  @Column({ type: 'timestamptz', name: 'verified_at', precision: 3, nullable: true })
  verifiedAt!: Date | null;

  /** When the personal data was erased; the row stays, because appointments refer to it. */
  @Column({ type: 'timestamptz', name: 'erased_at', precision: 3, nullable: true })
  erasedAt!: Date | null;

  /** IANA name of the time zone in which the user wants to see dates. */
  @Column('text', { nullable: true })
  timezone!: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt!: Date;
}
