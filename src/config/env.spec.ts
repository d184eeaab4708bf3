import { describe, expect, it } from '@jest/globals';
import { EnvError, parseEnv, withDatabase } from './env.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://shop:secret@db:5432/shop',
  JWT_SECRET: 'a sentence of thirty-two letters.',
};

function refusal(raw: Record<string, string>): string {
  try {
    parseEnv(raw);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the environment', () => {
  it('needs nothing on a laptop', () => {
    const env = parseEnv({});
    expect(env).toMatchObject({
      PORT: 8000,
      HOST: '127.0.0.1',
      NODE_ENV: 'development',
      CACHE_NAMESPACE: 'bb',
    });
    expect(env.DATABASE_URL).toBeUndefined();
    expect(env.SEED_DEMO).toBeUndefined();
  });

  it('reads numbers, flags and lists out of text', () => {
    const env = parseEnv({
      PORT: '0',
      CACHE_ENABLED: 'false',
      TRUST_PROXY: '1',
      CACHE_ALERT_HIT_RATE: '0.5',
      REDIS_CLUSTER_NODES: 'a:7000, b:7001,[::1]:7002',
      SEED_DEMO: 'true',
    });
    expect(env).toMatchObject({
      PORT: 0,
      CACHE_ENABLED: false,
      TRUST_PROXY: 1,
      CACHE_ALERT_HIT_RATE: 0.5,
      REDIS_CLUSTER_NODES: ['a:7000', 'b:7001', '[::1]:7002'],
      SEED_DEMO: true,
    });
  });

  it('takes the socket of a database, in each form that has one', () => {
    for (const DATABASE_URL of [
      'postgres://app:pw@/shop?host=/run/postgresql',
      'postgres://app@%2Frun%2Fpostgresql:5432/shop',
      'postgres:///shop?host=/run/postgresql&user=app',
    ]) {
      expect(parseEnv({ DATABASE_URL })).toMatchObject({ DATABASE_URL });
    }
  });

  it('checks the certificate whatever sslmode asks for TLS, without the warning of node-postgres', () => {
    const read = (sslmode: string) => parseEnv({ DATABASE_URL: `postgres://h/x?${sslmode}` }).DATABASE_URL;
    for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
      expect(read(`a=1&sslmode=${mode}&b=2`)).toBe('postgres://h/x?a=1&sslmode=verify-full&b=2');
    }
    for (const kept of ['sslmode=disable', 'sslmode=no-verify', 'uselibpqcompat=true&sslmode=require']) {
      expect(read(kept)).toBe(`postgres://h/x?${kept}`);
    }
  });

  it('takes an empty variable for an unset one, but for the cron that it turns off', () => {
    const env = parseEnv({ PORT: '', DATABASE_URL: '', JWT_SECRET: '', CACHE_WARM_UP_CRON: '' });
    expect(env).toMatchObject({ PORT: 8000, CACHE_WARM_UP_CRON: '' });
    expect(env.JWT_SECRET).toBeUndefined();
  });

  it('reads the time to live of every cache region, whatever its name', () => {
    expect(parseEnv({ CACHE_PRODUCTS_TTL: '600', CACHE_AVAILABLE_SLOTS_TTL: '' }).regionTtls).toEqual({
      CACHE_PRODUCTS_TTL: 600,
    });
    expect(refusal({ CACHE_PRODUCTS_TTL: '0' })).toBe(
      'CACHE_PRODUCTS_TTL takes a whole number from 1 to 2592000 (seconds).',
    );
  });

  it('ignores variables that are not its own', () => {
    expect(parseEnv({ PATH: '/usr/bin', HOME: '' })).not.toHaveProperty('PATH');
  });

  it('cannot be changed afterwards', () => {
    const env = parseEnv({});
    expect(() => Object.assign(env, { PORT: 1 })).toThrow(TypeError);
  });

  it('keeps all other settings when the database is started after they were read', () => {
    const env = parseEnv({ PORT: '1', CACHE_PRODUCTS_TTL: '600' });
    const withUrl = withDatabase(env, 'postgres://localhost/shop');
    expect(withUrl).toMatchObject({ PORT: 1, DATABASE_URL: 'postgres://localhost/shop' });
    expect(withUrl.regionTtls).toEqual({ CACHE_PRODUCTS_TTL: 600 });
    expect(Object.isFrozen(withUrl)).toBe(true);
  });

  it.each([
    [{ PORT: '65536' }, 'PORT takes a whole number from 0 to 65535.'],
    [{ PORT: 'http' }, 'PORT takes a whole number from 0 to 65535.'],
    [{ PORT: ' ' }, 'PORT takes a whole number from 0 to 65535.'],
    [{ JWT_TTL_SECONDS: '1.5' }, 'JWT_TTL_SECONDS takes a whole number from 60 to 2592000 (seconds).'],
    [{ CACHE_ENABLED: 'yes' }, 'CACHE_ENABLED takes true or false.'],
    [{ SEED_DEMO: 'maybe' }, 'SEED_DEMO takes true or false.'],
    [{ NODE_ENV: 'staging' }, 'NODE_ENV takes development, production or test.'],
    [
      { DATABASE_URL: 'mysql://x' },
      'DATABASE_URL takes postgres://user:password@host:port/name; special characters of a password are written %XX.',
    ],
    [{ DATABASE_URL: 'postgres://a:100%@h/x' }, expect.stringMatching(/^DATABASE_URL takes/)],
    [
      { DATABASE_DIRECT_URL: 'postgres://a:b#c@h/x', DATABASE_URL: 'postgres://h/x' },
      expect.stringMatching(/^DATABASE_DIRECT_URL takes/),
    ],
    [{ DATABASE_URL: 'postgres://a:b@one:5432,two:5432/x' }, expect.stringMatching(/^DATABASE_URL takes/)],
    [{ REDIS_URL: 'redis://h:70000' }, expect.stringMatching(/^REDIS_URL takes/)],
    [{ REDIS_URL: 'redis://h:6379?db=x' }, expect.stringMatching(/^REDIS_URL takes/)],
    [{ REDIS_URL: 'redis://h:6379/1?retryStrategy=1' }, expect.stringMatching(/^REDIS_URL takes/)],
    [{ REDIS_URL: 'redis://:100%@h' }, expect.stringMatching(/^REDIS_URL takes/)],
    [{ REDIS_CLUSTER_NODES: 'a:70000' }, expect.stringMatching(/^REDIS_CLUSTER_NODES takes/)],
    [{ REDIS_CLUSTER_NODES: 'a,b:1' }, 'REDIS_CLUSTER_NODES takes host:port,host:port,….'],
    [
      { REDIS_URL: 'redis://a:6379/cache' },
      'REDIS_URL takes redis://host:port or rediss://host:port, with /number for a database other than 0, and no option but ?family=0, 4 or 6; special characters of a password are written %XX.',
    ],
    [
      { REDIS_URL: 'rediss://a', REDIS_CERT_FILE: 'package.json' },
      expect.stringMatching(
        /^REDIS_CERT_FILE takes the path of a PEM file with a certificate\.\nThe present one cannot be used: .*\.\nREDIS_CERT_FILE and REDIS_KEY_FILE go together/,
      ),
    ],
    [
      { REDIS_SENTINELS: 'a:1', REDIS_SENTINEL_NAME: 'b', REDIS_TLS_SERVER_NAME: 'c' },
      'REDIS_TLS_SERVER_NAME would have no effect: set REDIS_TLS=true, or begin REDIS_URL with rediss://.',
    ],
    [{ CACHE_ALERT_HIT_RATE: '70' }, 'CACHE_ALERT_HIT_RATE takes a rate from 0 to 1.'],
    [{ CACHE_NAMESPACE: 'a{b}' }, 'CACHE_NAMESPACE takes 1 to 32 letters, digits, hyphens or underscores.'],
    [{ ADMIN_EMAIL: 'admin' }, 'ADMIN_EMAIL takes an e-mail address.'],
    [{ ADMIN_PASSWORD: 'short' }, 'ADMIN_PASSWORD takes 8 to 128 characters.'],
    [
      { CACHE_WARM_UP_CRON: '0 25 * * *' },
      'CACHE_WARM_UP_CRON takes a cron expression such as 0 4 * * *, or nothing to turn it off.',
    ],
    [
      { CACHE_WARM_UP_CRON: '0 4 31 2 *' },
      'CACHE_WARM_UP_CRON takes a cron expression such as 0 4 * * *, or nothing to turn it off.',
    ],
    [{ CORS_ORIGINS: 'https://*.shop.example' }, expect.stringMatching(/^CORS_ORIGINS takes https/)],
    [{ PUBLIC_URL: 'shop.example' }, 'PUBLIC_URL takes https://shop.example.'],
    [{ PUBLIC_URL: 'https://[' }, 'PUBLIC_URL takes https://shop.example.'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:99999' },
      'OTEL_EXPORTER_OTLP_ENDPOINT takes http://host:port or https://host:port.',
    ],
    [{ METRICS_PORT: '8000' }, 'METRICS_PORT takes another port than PORT.'],
    [
      { REDIS_SENTINEL_NAME: 'main' },
      'REDIS_SENTINEL_NAME would have no effect: set REDIS_SENTINELS as well.',
    ],
    [
      { REDIS_USERNAME: 'shop' },
      'REDIS_USERNAME would have no effect: set REDIS_URL, REDIS_CLUSTER_NODES or REDIS_SENTINELS as well.',
    ],
    [
      { CACHE_WARM_UP_CRON: 'every night' },
      'CACHE_WARM_UP_CRON takes a cron expression such as 0 4 * * *, or nothing to turn it off.',
    ],
  ])('%j is refused with a sentence', (raw, sentence) => {
    expect(refusal(raw)).toEqual(sentence);
  });

  it('names everything that is wrong at once', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'loud' }).split('\n')).toHaveLength(2);
  });

  it('starts in production only with a database and a long secret', () => {
    expect(parseEnv(PRODUCTION).isProduction).toBe(true);
    expect(refusal({ NODE_ENV: 'production' }).split('\n')).toEqual([
      'DATABASE_URL is required when NODE_ENV is production.',
      'JWT_SECRET takes 32 characters or more when NODE_ENV is production.',
    ]);
    expect(refusal({ ...PRODUCTION, JWT_SECRET: 'x'.repeat(31) })).toMatch(/^JWT_SECRET takes 32/);
  });

  it.each([
    [{ SEED_DEMO: 'true' }, /^SEED_DEMO must not be true/],
    [{ JWT_SECRET: 'ab'.repeat(32) }, /^JWT_SECRET can be guessed/],
  ])('does not start in production with %j', (fields, sentence) => {
    expect(refusal({ ...PRODUCTION, ...fields })).toMatch(sentence);
    expect(() => parseEnv(fields)).not.toThrow();
  });

  it('wants one kind of Redis, and the name of what Sentinels watch', () => {
    expect(refusal({ REDIS_URL: 'redis://a:6379', REDIS_CLUSTER_NODES: 'b:7000' })).toMatch(
      /exclude each other/,
    );
    expect(refusal({ REDIS_SENTINELS: 'a:26379' })).toMatch(/^REDIS_SENTINEL_NAME is required/);
  });

  it('never repeats a secret in a refusal', () => {
    expect(refusal({ DATABASE_URL: 'pg://u:hunter2@db', ADMIN_PASSWORD: 'hunter2' })).not.toContain(
      'hunter2',
    );
  });
});
