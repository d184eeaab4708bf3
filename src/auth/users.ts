import { Injectable } from '@nestjs/common';
import { violatedConstraint } from '../database/database.errors.js';
import { Database } from '../database/database.js';
import { UnitOfWork } from '../events/unit-of-work.js';
import { Problem } from '../http/problem.js';
import { User } from './user.entity.js';
import type { UserDto } from './user.dto.js';

/** A user to create; the e-mail address must be in lower case. */
type NewUser = Omit<User, 'id' | 'createdAt'>;

/** Accounts of clients, barbers and admins. */
@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws Problem `email-taken` */
  async create(user: NewUser): Promise<UserDto> {
    try {
      return answer(
        await this.unitOfWork.run(() =>
          this.database.entities(User, (users) => users.save(users.create(user))),
        ),
      );
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
    const user = await this.database.entities(User, (users) => users.findOneBy({ id }));
    return user === null ? undefined : answer(user);
  }

  /** The user with the password hash, for verification. */
  async byEmail(email: string): Promise<{ user: UserDto; passwordHash: string } | undefined> {
    const user = await this.database.entities(User, (users) => users.findOneBy({ email }));
    return user === null ? undefined : { user: answer(user), passwordHash: user.passwordHash };
  }
}

function answer({ id, email, name, role, timezone, createdAt }: User): UserDto {
  return { id, email, name, role, timezone, createdAt: createdAt.toISOString() };
}
