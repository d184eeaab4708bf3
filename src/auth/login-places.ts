import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../config/settings.js';
import { Database } from '../database/database.js';
import { subscriberOf } from '../http/address.js';

/** Most places remembered for one account: the most recent ones. */
const MOST_PLACES = 20;

/** Remembers from which addresses accounts were logged in to. Only a keyed digest of an address is stored. */
@Injectable()
export class LoginPlaces {
  private readonly key: string;

  constructor(
    settings: AuthSettings,
    private readonly database: Database,
  ) {
    this.key = settings.JWT_SECRET ?? 'of a development server';
  }

  async isKnown(userId: number, address: string): Promise<boolean> {
    const rows = await this.database.query('SELECT FROM login_places WHERE user_id = $1 AND place = $2', [
      userId,
      this.placeOf(userId, address),
    ]);
    return rows.length > 0;
  }

  /** Call after a login that succeeded. */
  async remember(userId: number, address: string): Promise<void> {
    const changed = await this.database.query(
      `INSERT INTO login_places AS known (user_id, place) VALUES ($1, $2)
       ON CONFLICT (user_id, place) DO UPDATE SET seen_at = now() WHERE known.seen_at < now() - interval '1 day'
       RETURNING 1 AS changed`,
      [userId, this.placeOf(userId, address)],
    );
    if (changed.length === 0) return;
    await this.database.query(
      `DELETE FROM login_places WHERE user_id = $1 AND place NOT IN (
         SELECT place FROM login_places WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2)`,
      [userId, MOST_PLACES],
    );
  }

  private placeOf(userId: number, address: string): string {
    return createHmac('sha256', this.key)
      .update(`${userId} ${subscriberOf(address)}`)
      .digest('base64url');
  }
}
