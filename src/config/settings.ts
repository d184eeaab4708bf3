import type { TraceSampler } from './trace-samplers.js';

/**
 * The settings by concern. Take the one that a class needs as a constructor's argument, instead of {@link Env}, which
 * implements all of them; the fields are documented in `docs/settings.md`.
 */
export abstract class DatabaseSettings {
  abstract readonly DATABASE_URL?: string;
  /** The URL for what needs a session of its own: LISTEN, locks, migrations. */
  abstract readonly sessionUrl: string;
  abstract readonly DATABASE_POOL_SIZE: number;
}

export abstract class CacheSettings {
  abstract readonly CACHE_ENABLED: boolean;
  abstract readonly CACHE_NAMESPACE: string;
}

export abstract class WarmUpSettings {
  abstract readonly CACHE_ENABLED: boolean;
  abstract readonly CACHE_WARM_UP_CRON: string;
  abstract readonly CACHE_WARM_UP_DAYS: number;
  abstract readonly jobsAtOnce: number;
}

export abstract class AlertSettings {
  abstract readonly CACHE_ALERT_RESPONSE_MS: number;
  abstract readonly CACHE_ALERT_MEMORY_MB: number;
  abstract readonly CACHE_ALERT_HIT_RATE: number;
  abstract readonly CACHE_ALERT_CONNECTIONS: number;
}

export abstract class AuthSettings {
  abstract readonly JWT_SECRET?: string;
  abstract readonly ACCESS_TOKEN_TTL_SECONDS: number;
  abstract readonly REFRESH_TOKEN_TTL_SECONDS: number;
  abstract readonly ADMIN_EMAIL: string;
  abstract readonly ADMIN_PASSWORD?: string;
  abstract readonly LOGIN_FAILURES_PER_MINUTE: number;
  abstract readonly REQUIRE_VERIFIED_EMAIL: boolean;
  abstract readonly isProduction: boolean;
}

export abstract class MailSettings {
  abstract readonly MAIL_URL?: string;
  /** The sender of mails. */
  abstract readonly mailFrom: string;
  /** Where links in mails begin, without a slash at the end. */
  abstract readonly publicUrl: string;
  abstract readonly isProduction: boolean;
}

export abstract class AuditSettings {
  abstract readonly AUDIT_DAYS: number;
}

export abstract class HttpSettings {
  abstract readonly RATE_LIMIT_PER_MINUTE: number;
  abstract readonly GUEST_BOOKINGS_PER_HOUR: number;
  /** Proxies that are believed: none, a number of hops, or networks. */
  abstract readonly TRUST_PROXY: false | number | readonly string[];
  abstract readonly REQUEST_TIMEOUT_MS: number;
  abstract readonly MAX_CONNECTIONS: number;
  abstract readonly MAX_CONNECTIONS_PER_ADDRESS: number;
  abstract readonly LIVE_STREAMS: number;
  abstract readonly streamsPerAddress: number;
  abstract readonly registrationsPerHour: number;
  abstract readonly CORS_ORIGINS?: '*' | readonly string[];
}

export abstract class MetricsSettings {
  abstract readonly HOST: string;
  abstract readonly METRICS_TOKEN?: string;
  abstract readonly METRICS_PORT?: number;
  abstract readonly isProduction: boolean;
}

export abstract class LogSettings {
  abstract readonly LOG_LEVEL: string;
  abstract readonly isProduction: boolean;
}

export abstract class TelemetrySettings {
  abstract readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  abstract readonly OTEL_SERVICE_NAME: string;
  abstract readonly OTEL_TRACES_SAMPLER: TraceSampler;
  abstract readonly OTEL_TRACES_SAMPLER_ARG: number;
  abstract readonly OTEL_METRIC_EXPORT_INTERVAL: number;
}

/** All of them, for the module that provides them. */
export const SETTINGS = [
  AlertSettings,
  AuditSettings,
  AuthSettings,
  CacheSettings,
  DatabaseSettings,
  HttpSettings,
  MailSettings,
  MetricsSettings,
  TelemetrySettings,
  WarmUpSettings,
];
