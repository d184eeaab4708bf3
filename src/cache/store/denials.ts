/** Why an instance may not use its cache store, for the log and for `/cache/health`. */
export const DENIALS = {
  'switched-off': 'CACHE_ENABLED=false, and without REDIS_URL there is no other cache to invalidate',
  'another-store':
    'another process caches for this database in its own memory or in another mode. ' +
    'Set REDIS_URL to the same Redis for all processes, and they share one cache',
  'another-version':
    'instances with another version of the cache protocol cache for this database. ' +
    'This is expected during an update; caching begins when the last of them has stopped',
  'earlier-release':
    'instances of an earlier release cache for this database. ' +
    'This is expected during an update; caching begins when the last of them has stopped',
  'unproven-store':
    'no process that caches for this database reads and writes the same Redis, so each would miss the invalidations of the other. ' +
    'This is expected while REDIS_URL or CACHE_NAMESPACE is changed from process to process; otherwise give all processes the same server, database number and CACHE_NAMESPACE',
  pooler:
    'the locks are taken through a connection pooler, where no process can be sure of them. ' +
    'Set DATABASE_DIRECT_URL to the PostgreSQL server itself',
} as const satisfies Readonly<Record<string, string>>;

export type Denial = keyof typeof DENIALS;
