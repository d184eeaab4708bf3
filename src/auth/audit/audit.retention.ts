import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditSettings } from '../../config/settings.js';
import { Database } from '../../database/database.js';
import { MINUTE_MS, SECOND_MS } from '../../time/durations.js';
import { PollLoop } from '../../time/poll-loop.js';

const EVERY_MS = 10 * MINUTE_MS;
const BATCH = 1000;
/** How long one run may delete; the rest follows ten minutes later. */
const BUDGET_MS = 2 * SECOND_MS;

/** Deletes audit entries that are older than AUDIT_DAYS, a few at a time. Instances share the work. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop = new PollLoop(() => this.prune(), EVERY_MS);

  constructor(
    private readonly settings: AuditSettings,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  async prune(): Promise<void> {
    const end = performance.now() + BUDGET_MS;
    let deleted: number;
    do {
      const rows = await this.database.query(
        `DELETE FROM audit WHERE id IN (
           SELECT id FROM audit WHERE at < now() - make_interval(days => $1) ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING 1 AS deleted`,
        [this.settings.AUDIT_DAYS, BATCH],
      );
      deleted = rows.length;
    } while (deleted === BATCH && performance.now() < end);
  }
}
