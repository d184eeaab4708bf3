import { Logger } from '@nestjs/common';
import type { Cache } from '../cache/cache.js';
import type { OutboxQueue, OutboxState } from './outbox.queue.js';

/** The suspension's reason, as `/cache/stats` and `/cache/health` show it. */
const REASON = 'triggers';
/** Equal to no state of the schema. */
const NEVER = 'unwatched';

/**
 * Notices changes of watched tables that write no outbox row (rule 19): a column's type changed with USING, a table swapped
 * for another, triggers disabled for a while. Triggers that do not always fire are enabled where the role may; until they
 * fire again, reads bypass the cache.
 */
export class SchemaWatch {
  private readonly logger = new Logger('Relay');
  private accepted: string | undefined;
  private reported: string | undefined;

  constructor(
    private readonly queue: OutboxQueue,
    private readonly cache: Cache,
  ) {}

  /**
   * Compares with the last accepted state. While tables are unwatched it suspends the cache and tries to enable their
   * triggers. @returns whether everything cached must be forgotten before {@link accept}
   */
  async mustForget({ schema, unwatched }: OutboxState): Promise<boolean> {
    if (unwatched.length > 0) {
      // Whatever changes until the triggers fire again is not recorded: no later state may be taken for this one.
      this.accepted = NEVER;
      // @mutant unwatched-table-cached
      this.cache.suspend(REASON);
      await this.enable(unwatched);
      return false;
    }
    // @mutant schema-change-unnoticed
    return this.accepted !== undefined && this.accepted !== schema;
  }

  /** To be called once what {@link mustForget} requires is done. */
  accept({ schema, unwatched }: OutboxState): void {
    if (unwatched.length > 0) return;
    if (this.accepted === NEVER) this.cache.resume(REASON);
    this.accepted = schema;
    this.reported = undefined;
  }

  private async enable(tables: readonly string[]): Promise<void> {
    try {
      await this.queue.enableTriggers(tables);
    } catch (error) {
      this.report(tables, String(error));
      return;
    }
    this.report(tables, 'They were enabled again where they exist.');
  }

  /** One line until the triggers fire again. */
  private report(tables: readonly string[], outcome: string): void {
    const names = tables.join(', ');
    if (this.reported === names) return;
    this.reported = names;
    this.logger.error(
      `The outbox triggers of ${names} are missing, do not always fire, or write nothing, so reads bypass the cache until they do. ` +
        `${outcome} To enable them by hand: ALTER TABLE … ENABLE ALWAYS TRIGGER …_outbox, …_outbox_truncate. A trigger that is ` +
        'missing, as on a table that was swapped, and the function write_outbox() if it was replaced are in a dump of the schema (pg_dump --schema-only).',
    );
  }
}
