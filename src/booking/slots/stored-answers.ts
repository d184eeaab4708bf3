import { Inject, Injectable } from '@nestjs/common';
import { limitValidity } from '../../cache/read/load-scope.js';
import { Clock } from '../../config/clock.js';
import { HttpSettings } from '../../config/settings.js';
import { FixedWindow } from '../../http/limits/fixed-window.js';
import { currentSubscriber } from '../../http/request-id.js';
import { MINUTE_MS } from '../../time/durations.js';

/** Share of the requests that an address may send in a minute whose answers are stored, if there is none yet. */
const SHARE_STORED = 0.25;

/**
 * Limits how many answers of public reads one client can put into the cache. Any date, zone, barber and service make a key,
 * so that one client could fill the cache with answers that no other reads.
 */
@Injectable()
export class StoredAnswers {
  private readonly byClient: FixedWindow;

  constructor(
    @Inject(HttpSettings) settings: Pick<HttpSettings, 'RATE_LIMIT_PER_MINUTE'>,
    private readonly clock: Clock,
  ) {
    this.byClient = new FixedWindow(Math.ceil(settings.RATE_LIMIT_PER_MINUTE * SHARE_STORED), MINUTE_MS);
  }

  /** Call inside a load. The answer is not stored if the client has had too many stored in this minute. Jobs are not limited. */
  limit(): void {
    const client = currentSubscriber();
    if (client === undefined) return;
    if (this.byClient.waitSeconds(client) > 0) limitValidity(this.clock.now());
    else this.byClient.count(client);
  }
}
