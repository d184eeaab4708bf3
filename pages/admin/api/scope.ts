/** Whose figures are shown: `fleet`, which is all instances together, or the id of one. */
export type Scope = string;

/** What the scope is for `GET /cache/stats`. */
export function statsQuery(scope: Scope): { scope: 'fleet' } | { instance: string } {
  return scope === 'fleet' ? { scope: 'fleet' } : { instance: scope };
}

/** What the scope is for the trends, which are the fleet's unless an instance is named. */
export function trendsQuery(scope: Scope, hours: number): { hours: number; instance?: string } {
  return scope === 'fleet' ? { hours } : { hours, instance: scope };
}
