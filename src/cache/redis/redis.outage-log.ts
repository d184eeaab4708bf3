import { Logger } from '@nestjs/common';
import { SECOND_MS } from '../../time/durations.js';
import { INSTANCE, StateLog } from '../../time/state-log.js';

const USERS = 'For users, reads are slower and stay correct, and bookings go on';

/**
 * Tells the person on call that Redis was lost and regained: one warning each, with the cause and what it means, and at most one
 * of a kind in 30 s.
 */
export class RedisOutageLog {
  private readonly logger = new Logger('Redis');
  private readonly state = new StateLog<'used' | 'away'>('used', (line) => this.logger.warn(line));
  private readonly hints = new Set<string>();
  private since = 0;
  private outage = 0;

  /** @param diagnose looks for a cause that the error does not show; `undefined` if there is none */
  constructor(private readonly diagnose: () => Promise<string | undefined>) {}

  /** @param since on `performance.now()` */
  lost(cause: string, since: number): void {
    this.since = since;
    this.hints.add(cause);
    void this.sayLost(cause, ++this.outage);
  }

  private async sayLost(cause: string, outage: number): Promise<void> {
    const found = await this.diagnose();
    this.state.change('away', `Reads bypass the cache: ${found ?? cause}. Instance ${INSTANCE}. ${USERS}`);
    // It came back meanwhile, and the loss must be logged first.
    if (outage !== this.outage) this.sayRegained();
  }

  /** Another cause, which says what to do; each is logged once in an outage. */
  hint(cause: string): void {
    if (this.hints.has(cause)) return;
    this.hints.add(cause);
    this.logger.warn(`Reads still bypass the cache: ${cause}`);
  }

  regained(): void {
    this.outage++;
    this.hints.clear();
    this.sayRegained();
  }

  close(): void {
    this.state.close();
  }

  private sayRegained(): void {
    const seconds = ((performance.now() - this.since) / SECOND_MS).toFixed(1);
    this.state.change(
      'used',
      `Reads use the cache again, after ${seconds} s: Redis answers. Instance ${INSTANCE}`,
    );
  }
}
