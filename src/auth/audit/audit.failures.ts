import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Database } from '../../database/database.js';
import { currentRequest } from '../../http/request-id.js';
import { SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';
import { type LoginFailure, LoginFailures } from '../login-failures.js';

interface Counted extends LoginFailure {
  readonly requestId: string | null;
  readonly at: Date;
  count: number;
}

/** Most entries of one flood; further failures share one entry that names no address. */
const MOST_ENTRIES = 1000;

/**
 * Writes failed logins to the audit. Those of one client with one account that come together share an entry, so guessing fills neither the
 * memory nor the table.
 */
@Injectable()
export class AuditFailures implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  private counted = new Map<string, Counted>();
  private readonly loop = new PollLoop(() => this.flush(), SECOND_MS);

  constructor(
    private readonly database: Database,
    private readonly failures: LoginFailures,
  ) {}

  onModuleInit(): void {
    this.failures.onFailure((failure) => this.add(failure));
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.flush().catch(() => undefined);
  }

  private add(failure: LoginFailure): void {
    const isOne = this.counted.size < MOST_ENTRIES;
    const { reason, userId, address } = isOne ? failure : { ...failure, userId: undefined, address: '' };
    const key = `${reason} ${userId} ${address}`;
    const known = this.counted.get(key);
    if (known !== undefined) known.count++;
    else {
      const requestId = isOne ? (currentRequest()?.id ?? null) : null;
      this.counted.set(key, { reason, userId, address, requestId, at: new Date(), count: 1 });
    }
    this.loop.wake();
  }

  private async flush(): Promise<void> {
    if (this.counted.size === 0) return;
    const entries = [...this.counted.values()];
    this.counted = new Map();
    try {
      await this.database.query(
        `INSERT INTO audit (at, area, action, user_id, address, request_id, result)
         SELECT at, 'login', 'login failed', "userId", nullif(address, ''), "requestId",
           jsonb_build_object('reason', reason, 'count', count)
         FROM jsonb_to_recordset($1::jsonb) AS entry
           (at timestamptz, "userId" integer, address text, "requestId" text, reason text, count integer)`,
        [JSON.stringify(entries)],
      );
    } catch (error) {
      // Kept for the next run, as far as there is room.
      for (const entry of entries) {
        if (this.counted.size < MOST_ENTRIES)
          this.counted.set(`${entry.at.getTime()} ${this.counted.size}`, entry);
      }
      throw error;
    }
  }
}
