import { Injectable } from '@nestjs/common';
import { PROTOCOL_VERSION } from '../cache/entry/protocol.constants.js';
import { ReservedDatabase } from '../database/reserved.database.js';

/**
 * SQL: the generation of the cache. A copy of a database brings its UUID along. Its object identifier tells it from the original in the same cluster, the
 * system identifier in another one, and the timeline after the promotion of a standby, which may lack transactions. Entries of another
 * version of the protocol never match (rule 20).
 */
export const CACHE_GENERATION = `(SELECT md5(concat_ws(' ', generation, ${PROTOCOL_VERSION}, oid, system_identifier, CASE WHEN pg_is_in_recovery()
    THEN 'standby' ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END))::uuid::text
  FROM cache_generation, pg_database, pg_control_system() WHERE datname = current_database())`;

/** SQL: begins a new generation. No entry from before it ever matches again. */
export const BEGIN_GENERATION = 'UPDATE cache_generation SET generation = gen_random_uuid()';

/** SQL: the same, and every instance is notified at once. */
export const ANNOUNCE_GENERATION = `WITH begun AS (${BEGIN_GENERATION} RETURNING 1) SELECT pg_notify('outbox', '') FROM begun`;

/** Forgets everything that is cached, whether or not the store answers. */
@Injectable()
export class CacheGeneration {
  constructor(private readonly reserved: ReservedDatabase) {}

  /**
   * Begins a new generation. Every instance learns of it by NOTIFY, at the latest with its next poll of the outbox, and in any
   * case before it reads from a store that was away.
   * @throws DatabaseUnavailable
   */
  async begin(): Promise<void> {
    await this.reserved.query(ANNOUNCE_GENERATION);
  }
}
