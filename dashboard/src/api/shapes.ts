/**
 * What the dashboard reads of the API's answers. `test/e2e/dashboard.spec.ts` holds them against the server's own types.
 */

export type Level = 'healthy' | 'warning' | 'critical';
type Mode = 'redis' | 'memory' | 'off';

/** Milliseconds; `null`: nothing measured yet. */
interface Quantiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

export interface HealthMetric {
  readonly name: string;
  readonly value: number | null;
  readonly unit: 'boolean' | 'ms' | 'bytes' | 'rate' | 'connections';
  readonly status: Level;
  readonly threshold: number | null;
  readonly message: string;
}

export interface Health {
  readonly status: Level;
  readonly timestamp: string;
  readonly metrics: readonly HealthMetric[];
  readonly recommendations: readonly string[];
}

export interface Region {
  readonly name: string;
  readonly ttlSeconds: number;
  readonly hits: number;
  readonly misses: number;
  readonly hitRate: number;
  readonly loads: number;
  readonly loadMs: Quantiles;
  readonly hitMs: Quantiles;
}

export interface RedisFacts {
  readonly version: string;
  readonly role: string;
  readonly usedMemoryBytes: number;
  readonly maxMemoryBytes: number;
  readonly connectedClients: number;
  readonly keys: number;
  readonly expiredKeys: number;
  readonly evictedKeys: number;
  readonly maxmemoryPolicy: string;
}

export interface Stats {
  readonly mode: Mode;
  readonly hits: number;
  readonly misses: number;
  readonly hitRate: number;
  readonly loads: number;
  readonly bypasses: number;
  readonly regions: readonly Region[];
  readonly l1: {
    readonly entries: number;
    readonly bytes: number;
    readonly maxBytes: number;
    readonly hits: number;
  };
  readonly redis: RedisFacts | null;
  readonly suspended: { readonly since: string; readonly reasons: readonly string[] } | null;
  readonly invalidation: {
    readonly events: number;
    readonly tags: number;
    readonly pending: number;
    readonly oldestPendingSeconds: number;
    readonly lagMs: Quantiles;
  };
}

export interface Instance {
  readonly id: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly version: string;
  readonly mode: string;
  readonly suspended: boolean;
  readonly requests: number;
  readonly hitRate: number | null;
}

export interface Sample {
  readonly at: string;
  readonly hitRate: number | null;
  readonly requests: number | null;
  readonly responseTimeMs: number | null;
  readonly usedMemoryBytes: number | null;
  readonly connectedClients: number | null;
}

export interface Trend {
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly direction: 'rising' | 'falling' | 'steady';
}

export interface Trends {
  readonly samples: readonly Sample[];
  readonly summary: Readonly<Record<string, Trend | null>>;
  readonly degradations: readonly {
    readonly metric: string;
    readonly from: string;
    readonly to: string;
    readonly message: string;
  }[];
}

/** How much of something is used; `available` and `share` are `null` where there is no limit. */
export interface Use {
  readonly used: number | null;
  readonly available: number | null;
  readonly share: number | null;
}

export interface Report {
  readonly effect: {
    readonly readsServed: number;
    readonly databaseReadsSaved: number;
    readonly millisecondsSaved: number;
    readonly millisecondsWithout: number;
    readonly regions: readonly {
      readonly name: string;
      readonly readsServed: number;
      readonly databaseReadsSaved: number;
      readonly millisecondsSaved: number;
      readonly millisecondsWithout: number;
    }[];
  };
  readonly utilization: {
    readonly memory: Use & { readonly fullAt: string | null };
    readonly l1: Use;
    readonly connections: Use;
    readonly keys: number | null;
  };
}

/** Of a warm-up, while it runs and at its end. */
export interface WarmUpStats {
  readonly planned: number;
  readonly warmed: number;
  readonly fresh: number;
  readonly failed: number;
  readonly durationMs: number;
}

export interface KeysSummary {
  /** Whether the store could be looked at. */
  readonly available: boolean;
  readonly total: number;
  readonly scanned: number;
  readonly truncated: boolean;
  readonly patterns: readonly {
    readonly pattern: string;
    readonly region: string | null;
    readonly keys: number;
    readonly bytes: number;
    readonly share: number;
  }[];
}

export interface AuditEntry {
  readonly id: number;
  readonly at: string;
  readonly userId: number;
  /** The actor's e-mail. */
  readonly email?: string | null;
  readonly action: string;
  readonly request: unknown;
  readonly result: unknown;
}

export interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
}

export interface Named {
  readonly id: number;
  readonly name: string;
}

export interface Login {
  readonly accessToken: string;
  readonly user: { readonly role: 'client' | 'barber' | 'admin' };
}
