/**
 * All advisory locks of the application. A number is the same in every instance and version, so that instances of different
 * versions exclude each other during a deployment; it never changes. PostgreSQL keeps locks by database and frees them when the
 * session of their holder ends.
 */
export const ADVISORY_LOCKS = {
  /** Held while migrations run: instances that start together wait for the one that migrates. */
  migrations: 7_202_611,
  /**
   * The whole cache ownership of releases without protocol versions: they take it shared to cache in Redis, exclusively to cache in memory.
   * Today's instances hold it exclusively or wait for it, which keeps those releases out (rule 20).
   */
  cacheOwnership: 7_202_612,
  /** Held by the instance that warms the cache up, so that there is one warm-up in the fleet. */
  warmUp: 7_202_613,
  /**
   * First key of the two-key locks of cache ownership; the second is the protocol's version. Shared by the instances that cache in Redis,
   * exclusive for one that caches in memory (rules 16 and 20).
   */
  cacheProtocol: 7_202_614,
  /**
   * Held by the process that uses an embedded server. It lives in that server's database `postgres`, where it cannot meet
   * {@link ADVISORY_LOCKS.cacheOwnership}, which has the same number.
   */
  embeddedServer: 7_202_612,
} as const;
