import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problem.js';
import type { Caller } from './caller.js';

/** Keeps clients from booking before they have proved their address, where REQUIRE_VERIFIED_EMAIL says so. */
@Injectable()
export class VerifiedEmail {
  constructor(
    private readonly settings: AuthSettings,
    private readonly database: Database,
  ) {}

  /** @throws Problem `email-not-verified` for a client */
  async assertMayBook({ id, role }: Caller): Promise<void> {
    if (!this.settings.REQUIRE_VERIFIED_EMAIL || role !== 'client') return;
    const verified = await this.database.query(
      'SELECT FROM users WHERE id = $1 AND verified_at IS NOT NULL',
      [id],
    );
    if (verified.length > 0) return;
    throw new Problem(
      'email-not-verified',
      'Confirm your e-mail address first: POST /api/v1/users/me/verification mails another link.',
    );
  }
}
