import { Scope, scope } from './scope.js';

class LoadScope extends Scope {
  validUntil = Number.POSITIVE_INFINITY;
  /** `null`: all of its call's. */
  tags: readonly string[] | null = null;
}

/**
 * Runs `work` past the cache: every cached method called inside, however deep, runs as if it were not cached. Loads run so,
 * and transactions must: nothing cached is built from something cached, and a transaction sees its own changes.
 */
export function runUncached<Result>(work: () => Result): Result {
  return scope.run(new LoadScope(), work);
}

export function isUncached(): boolean {
  // @mutant cached-inside-load
  return scope.getStore() instanceof LoadScope;
}

/** Inside a load: its answer must not be served from `epochMs` on. The earliest limit counts. Elsewhere: nothing. */
export function limitValidity(epochMs: number): void {
  const current = scope.getStore();
  if (current instanceof LoadScope && epochMs < current.validUntil) current.validUntil = epochMs;
}

/**
 * Inside a load: of the tags of its call the answer depends on these only. To be said only if whatever could change the
 * answer, found as it was, forgets one of them. Elsewhere: nothing.
 */
export function dependOnlyOn(tags: readonly string[]): void {
  const current = scope.getStore();
  if (current instanceof LoadScope) current.tags = tags;
}

export interface Loaded<Value> {
  readonly value: Value;
  /** The earliest that was set, in epoch ms; Infinity if none was. */
  readonly validUntil: number;
  /** What the load said it depends on; `null`: all tags of its call. */
  readonly tags: readonly string[] | null;
}

/** Runs a load past the cache, and tells what it said of its answer. */
export async function runLoad<Value>(load: () => Promise<Value>): Promise<Loaded<Value>> {
  const own = new LoadScope();
  const value = await scope.run(own, load);
  return { value, validUntil: own.validUntil, tags: own.tags };
}

/**
 * Runs a cached method that was called inside a load or a transaction. What limits its answer limits the answer around it;
 * its tags do not narrow the enclosing load's tags.
 */
export async function runInside<Value>(load: () => Promise<Value>): Promise<Value> {
  // @mutant inner-load-sets-outer-tags
  const { value, validUntil } = await runLoad(load);
  limitValidity(validUntil);
  return value;
}
