import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import type { UserDto } from './user.dto.js';

/** An account and what proves that a person is its owner. */
export interface Credentials {
  readonly user: UserDto;
  readonly passwordHash: string;
  readonly tokenVersion: number;
}

/** The columns of a {@link UserDto}. */
export const USER_COLUMNS = `users.id, email, name, role, timezone, verified_at IS NOT NULL AS verified,
  users.created_at AS "createdAt", ARRAY(
  SELECT location_id FROM user_locations WHERE user_id = users.id ORDER BY location_id
) AS "locationIds"`;

/** A row of {@link USER_COLUMNS}. */
export type UserRow = Omit<UserDto, 'createdAt'> & { readonly createdAt: Date };

/** Accounts of clients, staff and admins. */
@Injectable()
export class Users {
  constructor(private readonly database: Database) {}

  async byId(id: number): Promise<UserDto | undefined> {
    const [row] = await this.database.query<UserRow>(
      `SELECT ${USER_COLUMNS} FROM users WHERE id = $1 AND erased_at IS NULL`,
      [id],
    );
    return row === undefined ? undefined : toUserDto(row);
  }

  /** What a login needs; `undefined` also for a deactivated account. */
  async byEmail(email: string): Promise<Credentials | undefined> {
    const [row] = await this.database.query<UserRow & Omit<Credentials, 'user'>>(
      `SELECT ${USER_COLUMNS}, password_hash AS "passwordHash", token_version AS "tokenVersion"
       FROM users WHERE email = $1 AND active`,
      [email],
    );
    if (row === undefined) return undefined;
    const { passwordHash, tokenVersion, ...user } = row;
    return { user: toUserDto(user), passwordHash, tokenVersion };
  }
}

export function toUserDto(row: UserRow): UserDto {
  return { ...row, createdAt: row.createdAt.toISOString() };
}

export function wrongCredentials(): Problem {
  return new Problem('invalid-credentials', 'The e-mail address or the password is wrong.');
}

export function emailTaken(cause: unknown): Problem {
  return new Problem('email-taken', 'An account with this e-mail address already exists: log in instead.', {
    cause,
  });
}
