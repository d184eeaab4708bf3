import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';
import { TRACE_SAMPLERS, type TraceSampler } from './trace-samplers.js';
import {
  CronOrEmpty,
  Flag,
  HostPorts,
  number,
  Origins,
  PemFile,
  PostgresUrl,
  TrustedProxies,
  UrlOf,
  WholeNumber,
} from './env.fields.js';
import { brokenRules } from './env.rules.js';
import { regionTtlsIn, wrongTtls } from './region-ttls.js';
import type {
  AlertSettings,
  AuditSettings,
  AuthSettings,
  CacheSettings,
  DatabaseSettings,
  HttpSettings,
  LogSettings,
  MailSettings,
  MetricsSettings,
  TelemetrySettings,
  WarmUpSettings,
} from './settings.js';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_MS, SECOND_MS } from '../time/durations.js';

/** Raised when a variable is missing or malformed; its message is one sentence per variable, fit for a terminal. */
export class EnvError extends Error {
  readonly code = 'invalid-environment';
}

type Raw = Record<string, unknown>;

/**
 * All settings of the process, parsed once at start by {@link parseEnv} and given by value from there on.
 * `docs/settings.md` says what each means; a test compares it with this class.
 */
export class Env
  implements
    AlertSettings,
    AuditSettings,
    AuthSettings,
    CacheSettings,
    DatabaseSettings,
    HttpSettings,
    LogSettings,
    MailSettings,
    MetricsSettings,
    TelemetrySettings,
    WarmUpSettings
{
  @WholeNumber(0, 65_535)
  PORT = 8000;

  @IsString()
  @MinLength(1, { message: 'HOST takes an address to listen on, such as 127.0.0.1' })
  HOST = '127.0.0.1';

  @IsIn(['development', 'production', 'test'], { message: 'NODE_ENV takes development, production or test' })
  NODE_ENV: 'development' | 'production' | 'test' = 'development';

  @PostgresUrl()
  DATABASE_URL?: string;

  @PostgresUrl()
  DATABASE_DIRECT_URL?: string;

  @WholeNumber(1, 500)
  DATABASE_POOL_SIZE = 10;

  // ioredis takes each option of the query for one of its own, and ends the process where the value is of another kind.
  @UrlOf(
    /^rediss?:\/\/[^\s/?#]+(\/\d{0,5})?(\?family=[046])?$/,
    'redis://host:port or rediss://host:port, with /number for a database other than 0, and no option but ?family=0, 4 or 6; special characters of a password are written %XX',
  )
  REDIS_URL?: string;

  @HostPorts()
  REDIS_CLUSTER_NODES?: string[];

  @HostPorts()
  REDIS_SENTINELS?: string[];

  @IsOptional()
  @IsString()
  REDIS_SENTINEL_NAME?: string;

  @IsOptional()
  @IsString()
  REDIS_USERNAME?: string;

  @IsOptional()
  @IsString()
  REDIS_PASSWORD?: string;

  @IsOptional()
  @IsString()
  REDIS_SENTINEL_USERNAME?: string;

  @IsOptional()
  @IsString()
  REDIS_SENTINEL_PASSWORD?: string;

  @Flag()
  REDIS_TLS = false;

  @PemFile('certificate')
  REDIS_CA_FILE?: string;

  @PemFile('certificate')
  REDIS_CERT_FILE?: string;

  @PemFile('key')
  REDIS_KEY_FILE?: string;

  @IsOptional()
  @Matches(/^(?=.*[A-Za-z])[A-Za-z0-9.-]{1,253}$/, {
    message: 'REDIS_TLS_SERVER_NAME takes a host name, as it stands in the certificate',
  })
  REDIS_TLS_SERVER_NAME?: string;

  @WholeNumber(1, 64)
  REDIS_POOL_SIZE = 1;

  @WholeNumber(1, 60_000, 'milliseconds')
  REDIS_COMMAND_TIMEOUT_MS = 100;

  @WholeNumber(1, 60_000, 'milliseconds')
  REDIS_CONNECT_TIMEOUT_MS = 500;

  @Flag()
  CACHE_ENABLED = true;

  @Matches(/^[A-Za-z0-9_-]{1,32}$/, {
    message: 'CACHE_NAMESPACE takes 1 to 32 letters, digits, hyphens or underscores',
  })
  CACHE_NAMESPACE = 'bb';

  @WholeNumber(0, 8 * 2 ** 30, 'bytes; 0 turns the in-process tier off')
  CACHE_L1_MAX_BYTES = 64 * 2 ** 20;

  @WholeNumber(1, 512 * 2 ** 20, 'bytes')
  CACHE_MAX_ENTRY_BYTES = 2 ** 20;

  /** Share of hits that are loaded again and compared with the answer, at most ten per second. */
  @number
  @IsNumber({}, { message: 'CACHE_SAMPLE_RATE takes a rate from 0 to 1' })
  @Min(0, { message: 'CACHE_SAMPLE_RATE takes a rate from 0 to 1' })
  @Max(1, { message: 'CACHE_SAMPLE_RATE takes a rate from 0 to 1' })
  CACHE_SAMPLE_RATE = 0.001;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_AVAILABLE_SLOTS_TTL = 300;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_BARBER_AVAILABILITY_TTL = HOUR_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_BUSINESS_HOURS_TTL = DAY_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_USER_TIMEZONE_TTL = HOUR_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_BOOKING_SETTINGS_TTL = DAY_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_NEXT_AVAILABLE_TTL = 600;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_APPOINTMENT_CONFLICTS_TTL = 300;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_BARBER_SCHEDULE_TTL = 1800;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_BARBERS_TTL = HOUR_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_SERVICES_TTL = HOUR_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_LOCATIONS_TTL = HOUR_SECONDS;

  @WholeNumber(1, 30 * DAY_SECONDS, 'seconds')
  CACHE_ACCOUNT_TTL = 300;

  @CronOrEmpty()
  CACHE_WARM_UP_CRON = '0 4 * * *';

  @WholeNumber(1, 62, 'days')
  CACHE_WARM_UP_DAYS = 7;

  @WholeNumber(1, 60_000, 'milliseconds')
  CACHE_ALERT_RESPONSE_MS = 100;

  @WholeNumber(1, 1_048_576, 'MiB')
  CACHE_ALERT_MEMORY_MB = 512;

  @number
  @IsNumber({}, { message: 'CACHE_ALERT_HIT_RATE takes a rate from 0 to 1' })
  @Min(0, { message: 'CACHE_ALERT_HIT_RATE takes a rate from 0 to 1' })
  @Max(1, { message: 'CACHE_ALERT_HIT_RATE takes a rate from 0 to 1' })
  CACHE_ALERT_HIT_RATE = 0.7;

  @WholeNumber(1, 1_000_000)
  CACHE_ALERT_CONNECTIONS = 100;

  @IsOptional()
  @IsString()
  @MinLength(16, { message: 'JWT_SECRET takes 16 characters or more (32 in production)' })
  JWT_SECRET?: string;

  @WholeNumber(60, 30 * DAY_SECONDS, 'seconds')
  ACCESS_TOKEN_TTL_SECONDS = 900;

  @WholeNumber(60, 400 * DAY_SECONDS, 'seconds')
  REFRESH_TOKEN_TTL_SECONDS = 30 * DAY_SECONDS;

  /** The earlier name of ACCESS_TOKEN_TTL_SECONDS; it counts if that is not set. */
  @IsOptional()
  @WholeNumber(60, 30 * DAY_SECONDS, 'seconds')
  JWT_TTL_SECONDS?: number;

  @IsEmail({ require_tld: false }, { message: 'ADMIN_EMAIL takes an e-mail address' })
  ADMIN_EMAIL = 'admin@bookedbarber.local';

  @IsOptional()
  @MinLength(8, { message: 'ADMIN_PASSWORD takes 8 to 128 characters' })
  @MaxLength(128, { message: 'ADMIN_PASSWORD takes 8 to 128 characters' })
  ADMIN_PASSWORD?: string;

  @WholeNumber(0, 1_000_000, 'requests; 0 turns it off')
  RATE_LIMIT_PER_MINUTE = 600;

  @WholeNumber(0, 1_000_000, 'bookings; 0 turns it off')
  GUEST_BOOKINGS_PER_HOUR = 10;

  @WholeNumber(0, 1_000_000, 'failures; 0 turns it off')
  LOGIN_FAILURES_PER_MINUTE = 5;

  @Flag()
  REQUIRE_VERIFIED_EMAIL = false;

  @WholeNumber(1, 3650, 'days')
  AUDIT_DAYS = 400;

  @UrlOf(/^smtps?:\/\/[^\s/?#]+(\/?\?\S*)?\/?$/, 'smtp://user:password@host:port or smtps://…')
  MAIL_URL?: string;

  @IsOptional()
  @IsEmail({ require_tld: false }, { message: 'MAIL_FROM takes an e-mail address' })
  MAIL_FROM?: string;

  @UrlOf(/^https?:\/\/[^\s?#]+$/, 'https://shop.example')
  PUBLIC_URL?: string;

  @TrustedProxies()
  TRUST_PROXY: false | number | string[] = false;

  @WholeNumber(1000, 600_000, 'milliseconds')
  REQUEST_TIMEOUT_MS = 20 * SECOND_MS;

  @WholeNumber(1, 1_000_000)
  MAX_CONNECTIONS = 10_000;

  @WholeNumber(0, 1_000_000, 'connections; 0 turns it off')
  MAX_CONNECTIONS_PER_ADDRESS = 1000;

  @WholeNumber(1, 1_000_000)
  LIVE_STREAMS = 5000;

  /** Default: a sixth of RATE_LIMIT_PER_MINUTE. */
  @IsOptional()
  @WholeNumber(0, 1_000_000, 'streams; 0 turns it off')
  LIVE_STREAMS_PER_ADDRESS?: number;

  @Origins()
  CORS_ORIGINS?: '*' | string[];

  @IsOptional()
  @MinLength(16, { message: 'METRICS_TOKEN takes 16 characters or more' })
  METRICS_TOKEN?: string;

  @IsOptional()
  @WholeNumber(0, 65_535)
  METRICS_PORT?: number;

  /** Default: true on the embedded database, false elsewhere. */
  @IsOptional()
  @Flag()
  SEED_DEMO?: boolean;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'LOG_LEVEL takes fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';

  @UrlOf(/^https?:\/\/\S+$/, 'http://host:port or https://host:port')
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @IsString()
  OTEL_SERVICE_NAME = 'bookedbarber';

  @IsIn(TRACE_SAMPLERS, {
    message: `OTEL_TRACES_SAMPLER takes ${TRACE_SAMPLERS.join(', ').replace(/, (?=\w+$)/, ' or ')}`,
  })
  OTEL_TRACES_SAMPLER: TraceSampler = 'parentbased_always_on';

  @number
  @IsNumber({}, { message: 'OTEL_TRACES_SAMPLER_ARG takes a rate from 0 to 1' })
  @Min(0, { message: 'OTEL_TRACES_SAMPLER_ARG takes a rate from 0 to 1' })
  @Max(1, { message: 'OTEL_TRACES_SAMPLER_ARG takes a rate from 0 to 1' })
  OTEL_TRACES_SAMPLER_ARG = 1;

  @WholeNumber(1000, 3_600_000, 'milliseconds')
  OTEL_METRIC_EXPORT_INTERVAL = MINUTE_MS;

  /** Where the embedded PostgreSQL keeps its files, relative to the working directory. */
  @IsString()
  DATA_DIR = '.data';

  /** How many streams one address may have open; 0: no limit. */
  get streamsPerAddress(): number {
    return this.LIVE_STREAMS_PER_ADDRESS ?? Math.ceil(this.RATE_LIMIT_PER_MINUTE / 6);
  }

  /** How many accounts one address may register in an hour; 0: no limit. */
  get registrationsPerHour(): number {
    return Math.ceil(this.RATE_LIMIT_PER_MINUTE / 2);
  }

  get sessionUrl(): string {
    return this.DATABASE_DIRECT_URL ?? this.DATABASE_URL ?? '';
  }

  get publicUrl(): string {
    return (this.PUBLIC_URL ?? `http://localhost:${this.PORT}`).replace(/\/+$/, '');
  }

  get mailFrom(): string {
    return this.MAIL_FROM ?? `no-reply@${new URL(this.publicUrl).hostname}`;
  }

  /** Whether Redis, and the Sentinels if there are any, are spoken to over TLS. */
  get usesRedisTls(): boolean {
    return this.REDIS_TLS || (this.REDIS_URL?.startsWith('rediss:') ?? false);
  }

  /** How many loads a job may run at once: a tenth of the pool at most, because requests come first. */
  get jobsAtOnce(): number {
    return Math.max(1, Math.floor(this.DATABASE_POOL_SIZE / 10));
  }

  /**
   * Times to live by setting, in seconds: every variable `CACHE_…_TTL` that is set. Other modules may declare more of them
   * than this class has. Not enumerable, since it is no variable itself.
   */
  declare readonly regionTtls: Readonly<Record<string, number>>;

  get isProduction(): boolean {
    return this.NODE_ENV === 'production';
  }
}

/** Variables for which an empty value has a meaning; for all others, empty is the same as unset. */
const EMPTY_IS_A_VALUE = new Set(['CACHE_WARM_UP_CRON']);

/**
 * Reads the variables of {@link Env} out of `raw` (others are ignored).
 * @throws EnvError naming every variable that is wrong and what it takes.
 */
export function parseEnv(raw: Raw): Env {
  const known = new Set(Object.keys(new Env()));
  const given = Object.fromEntries(
    Object.entries(raw).filter(
      ([key, value]) => known.has(key) && value !== undefined && (value !== '' || EMPTY_IS_A_VALUE.has(key)),
    ),
  );
  const env = plainToInstance(Env, given, { exposeDefaultValues: true });
  const said = validateSync(env).flatMap((error) => Object.values(error.constraints ?? {}).slice(0, 1));
  said.push(...brokenRules(env));
  if (env.JWT_TTL_SECONDS !== undefined && given['ACCESS_TOKEN_TTL_SECONDS'] === undefined) {
    env.ACCESS_TOKEN_TTL_SECONDS = env.JWT_TTL_SECONDS;
  }
  const ttls = regionTtlsIn(raw);
  said.push(...wrongTtls(ttls, known));
  Object.defineProperty(env, 'regionTtls', { value: ttls });
  if (said.length > 0) throw new EnvError(said.map((sentence) => `${sentence}.`).join('\n'));
  return Object.freeze(env);
}

/** The same settings, with the URL of a database that was started after they had been read. */
export function withDatabase(env: Env, url: string): Env {
  const copy = Object.assign(new Env(), env, { DATABASE_URL: url });
  Object.defineProperty(copy, 'regionTtls', { value: env.regionTtls });
  return Object.freeze(copy);
}
