import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../database/database.errors.js';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { Problem } from '../http/problem.js';
import type { Role } from './caller.js';
import type { UserDto } from './user.dto.js';

interface UserRow {
  id: number;
  email: string;
  name: string;
  role: Role;
  timezone: string | null;
  created_at: Date;
  password_hash: string;
}

/** A user to create; the e-mail address must be in lower case. */
interface NewUser {
  email: string;
  passwordHash: string;
  name: string;
  role: Role;
  timezone: string | null;
}

/** Accounts of clients, barbers and admins. */
@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws Problem `email-taken` */
  async create({ email, passwordHash, name, role, timezone }: NewUser): Promise<UserDto> {
    try {
      const rows = await this.unitOfWork.run(() =>
        this.database.query<UserRow>(
          `INSERT INTO users (email, password_hash, name, role, timezone) VALUES ($1, $2, $3, $4, $5) RETURNING *`,
          [email, passwordHash, name, role, timezone],
        ),
      );
      return answer(rows[0] as UserRow);
    } catch (error) {
      if (violatedConstraint(error) !== 'users_email_key') throw error;
      throw new Problem(
        'email-taken',
        'An account with this e-mail address already exists: log in instead.',
        {
          cause: error,
        },
      );
    }
  }

  async byId(id: number): Promise<UserDto | undefined> {
    const [row] = await this.database.query<UserRow>('SELECT * FROM users WHERE id = $1', [id]);
    return row && answer(row);
  }

  /** The user with the password hash, for verification. */
  async byEmail(email: string): Promise<{ user: UserDto; passwordHash: string } | undefined> {
    const [row] = await this.database.query<UserRow>('SELECT * FROM users WHERE email = $1', [email]);
    return row && { user: answer(row), passwordHash: row.password_hash };
  }
}

function answer({ id, email, name, role, timezone, created_at }: UserRow): UserDto {
  return { id, email, name, role, timezone, createdAt: created_at.toISOString() };
}
