/** What is known of a metric, in rising order of severity. `unknown`: nothing was measured, which is never `healthy`. */
export const LEVELS = ['unknown', 'healthy', 'warning', 'critical'] as const;
export type AlertLevel = (typeof LEVELS)[number];

/** The metrics of `GET /cache/health`, in its order. */
export const METRICS = [
  'availability',
  'response_time',
  'memory_usage',
  'hit_rate',
  'connections',
  'expiration',
] as const;

/** What their values are counted in. */
export const UNITS = ['boolean', 'ms', 'bytes', 'rate', 'connections'] as const;

/** Whether a level asks for attention. */
export function isBad(level: AlertLevel): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf('healthy');
}

/** The more severe of two levels. */
export function worseOf(left: AlertLevel, right: AlertLevel): AlertLevel {
  return LEVELS.indexOf(left) > LEVELS.indexOf(right) ? left : right;
}
