import type { CallAddress } from '../entry/address.js';
import { Scope, scope } from './scope.js';
import type { ClaimedStamp } from './stamp-claims.js';

/** What a load under a CLAIM was claimed for. */
export interface ClaimedLoad {
  readonly address: CallAddress;
  readonly claimed: ClaimedStamp;
}

class LoadScope extends Scope {
  validUntil = Number.POSITIVE_INFINITY;
  /** `null`: all of its call's. */
  tags: readonly string[] | null = null;
  version: number | null = null;
  isDerived = false;

  /** @param claimed what was claimed before this load began; `undefined`: nothing */
  constructor(readonly claimed?: ClaimedLoad) {
    super();
  }
}

/**
 * Runs `work` past the cache: every cached method called inside, however deep, runs uncached. Loads run like this, and
 * transactions must: cached values are not built from cached values but by rule 35, and a transaction sees its own changes (rule 5).
 */
export function runUncached<Result>(work: () => Result): Result {
  return scope.run(new LoadScope(), work);
}

export function isUncached(): boolean {
  // @mutant cached-inside-load
  return scope.current instanceof LoadScope;
}

/**
 * Call inside a load to limit how long its value may be served: until `epochMs`. The earliest limit counts. Outside a
 * load it has no effect.
 */
export function limitValidity(epochMs: number): void {
  const current = scope.current;
  if (current instanceof LoadScope && epochMs < current.validUntil) current.validUntil = epochMs;
}

/**
 * Inside a load: declares that the value depends on these tags only, of all tags of its call (rule 18). Call it only if every
 * change that could affect the value forgets one of them. No effect elsewhere.
 */
export function dependOnlyOn(tags: readonly string[]): void {
  const current = scope.current;
  if (current instanceof LoadScope) current.tags = tags;
}

/**
 * Inside a load: names the version of the state that it reads, a whole number that grows with every change that becomes visible
 * (rule 31). The lowest counts. No effect elsewhere.
 */
export function versionedBy(version: number): void {
  const current = scope.current;
  if (current instanceof LoadScope) current.version = Math.min(current.version ?? version, version);
}

/** Inside a load that began after the answer to a CLAIM, and not deeper: what was claimed. */
export function claimedLoad(): ClaimedLoad | undefined {
  const current = scope.current;
  return current instanceof LoadScope ? current.claimed : undefined;
}

/** Inside a load: its value is made of a nested read, not of the database (rule 35). No effect elsewhere. */
export function markDerived(): void {
  const current = scope.current;
  if (current instanceof LoadScope) current.isDerived = true;
}

export interface Loaded<Value> {
  readonly value: Value;
  /** The earliest limit that was set, in epoch ms; Infinity if none was. */
  readonly validUntil: number;
  /** The tags that the load declared with {@link dependOnlyOn}; `null`: all tags of its call. */
  readonly tags: readonly string[] | null;
  /** As the load named it with {@link versionedBy}. */
  readonly version: number | null;
  /** Whether it was made of a nested read ({@link markDerived}). */
  readonly isDerived: boolean;
}

/**
 * Runs a load past the cache; returns its value and what it declared about it.
 * @param claimed if the load is one under a CLAIM
 */
export async function runLoad<Value>(
  load: () => Promise<Value>,
  claimed?: ClaimedLoad,
): Promise<Loaded<Value>> {
  const own = new LoadScope(claimed);
  const value = await scope.run(own, load);
  const { validUntil, tags, version, isDerived } = own;
  return { value, validUntil, tags, version, isDerived };
}

/**
 * Runs a cached method that was called inside a load or a transaction. Its validity limits the enclosing load's; its tags do
 * not narrow the enclosing load's tags.
 */
export async function runInside<Value>(load: () => Promise<Value>): Promise<Value> {
  // @mutant inner-load-sets-outer-tags
  const { value, validUntil, version } = await runLoad(load);
  limitValidity(validUntil);
  if (version !== null) versionedBy(version);
  return value;
}
