import { Injectable } from '@nestjs/common';
import { PROTOCOL_VERSION } from '../cache/entry/protocol.constants.js';
import { SECOND_MS } from '../time/durations.js';

/** How this instance takes part in cache ownership (rule 20); tests put other values in place of these. */
@Injectable()
export class CacheProtocol {
  readonly version: number = PROTOCOL_VERSION;

  /**
   * How long a session waits for the lock of earlier releases until another one takes its place. A session that waits keeps
   * VACUUM from removing what was deleted since it began to wait, and CREATE INDEX CONCURRENTLY from finishing.
   */
  readonly renewMs: number = 45 * SECOND_MS;
}
