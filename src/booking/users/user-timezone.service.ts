import { Injectable } from '@nestjs/common';
import { User } from '../../auth/user.entity.js';
import { Cacheable } from '../../cache/cacheable.decorator.js';
import { Database } from '../../database/database.js';
import { UnitOfWork } from '../../events/unit-of-work.js';
import { Problem } from '../../http/problem.js';
import { userTimezoneRegion } from '../../auth/account/user-timezone.cache.js';
import type { UserTimezoneAnswerDto } from './user-timezone.dto.js';

/** The time zone in which a user wants to see dates. */
@Injectable()
export class UserTimezoneService {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** `timezone: null` if the user has not set one, and for unknown users. */
  @Cacheable(userTimezoneRegion)
  async get(userId: number): Promise<UserTimezoneAnswerDto> {
    const [row] = await this.database.prepared<UserTimezoneAnswerDto>(
      'SELECT timezone FROM users WHERE id = $1',
      [userId],
    );
    return { timezone: row?.timezone ?? null };
  }

  /** @throws Problem `not-found` */
  async set(userId: number, timezone: string | null): Promise<UserTimezoneAnswerDto> {
    const { affected } = await this.unitOfWork.run(() =>
      this.database.entities(User, (users) => users.update(userId, { timezone })),
    );
    if (affected === 0) throw new Problem('not-found', 'This account no longer exists.');
    return { timezone };
  }
}
