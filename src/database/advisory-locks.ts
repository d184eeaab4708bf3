/**
 * All advisory locks of the application. A number is the same in every instance and version, so that instances of different
 * versions exclude each other during a deployment; it never changes. PostgreSQL keeps locks by database and frees them when the
 * session of their holder ends.
 */
export const ADVISORY_LOCKS = {
  /** Held while migrations run: instances that start together wait for the one that migrates. */
  migrations: 7_202_611,
  /** Cache ownership (rule 16): shared by the instances that cache in Redis, exclusive for one that caches in memory. */
  cacheOwnership: 7_202_612,
  /** Held by the instance that warms the cache up, so that there is one warm-up in the fleet. */
  warmUp: 7_202_613,
  /**
   * Held by the process that uses an embedded server. It lives in that server's database `postgres`, where it cannot meet
   * {@link ADVISORY_LOCKS.cacheOwnership}, which has the same number.
   */
  embeddedServer: 7_202_612,
} as const;
