import { scope } from './scope.js';

class LoadScope {
  validUntil = Number.POSITIVE_INFINITY;
}

/**
 * Runs `work` past the cache: every cached method called inside, however deep, runs as if it were not cached. Loads run so,
 * and transactions must: nothing cached is built from something cached, and a transaction sees its own changes.
 */
export function runUncached<Result>(work: () => Result): Result {
  return scope.run(new LoadScope(), work);
}

export function isUncached(): boolean {
  return scope.getStore() instanceof LoadScope;
}

/** Inside a load: its answer must not be served from `epochMs` on. The earliest limit counts. Elsewhere: nothing. */
export function limitValidity(epochMs: number): void {
  const current = scope.getStore();
  if (current instanceof LoadScope && epochMs < current.validUntil) current.validUntil = epochMs;
}

/** Runs a load past the cache and tells the earliest limit it set, in epoch ms; Infinity if it set none. */
export async function runLoad<Value>(load: () => Promise<Value>): Promise<{ value: Value; limit: number }> {
  const own = new LoadScope();
  const value = await scope.run(own, load);
  return { value, limit: own.validUntil };
}
