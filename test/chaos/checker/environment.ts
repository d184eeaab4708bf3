export const ADMIN = { email: 'admin@checker.test', password: 'a password of the checker' };
/** Begins the names, notes and reasons of everybody whom the clients of a run book for. */
export const PERSON = 'Checked ';

/** How an instance is started: as in production, with nothing in the way of many requests. */
export function environment(databaseUrl: string, redisPort: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    JWT_SECRET: 'the checker signs with thirty-two letters',
    // An instance whose clock is an hour off still takes them.
    ACCESS_TOKEN_TTL_SECONDS: '86400',
    DATABASE_URL: databaseUrl,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    RATE_LIMIT_PER_MINUTE: '0',
    LOGIN_FAILURES_PER_MINUTE: '0',
    GUEST_BOOKINGS_PER_HOUR: '0',
    SEED_DEMO: 'false',
    CACHE_WARM_UP_CRON: '',
    CACHE_SAMPLE_RATE: '0.05',
    LOG_LEVEL: 'error',
  };
}
