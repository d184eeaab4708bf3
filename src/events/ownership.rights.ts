import type { Denial } from '../cache/store/denials.js';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { SESSIONS } from '../database/sessions.sql.js';

const { cacheOwnership: EARLIER, cacheProtocol: PROTOCOL } = ADVISORY_LOCKS;

/** The store of an instance that takes part; `none`: it does not cache. */
export type StoreKind = 'redis' | 'memory' | 'none';

/** What the server's lock table says about cache ownership, for one session and one version of the protocol. */
export interface Rights {
  /** The session holds the lock of the version. */
  readonly hasVersion: boolean;
  /** The session holds the lock of earlier releases exclusively, or waits for it: none of them can get it any more. */
  readonly isInLine: boolean;
  /** The lock of earlier releases is held. */
  readonly isTaken: boolean;
  /** It is held exclusively, and by a session that knows versions: no earlier release holds it. */
  readonly isGuarded: boolean;
  /** An instance caches in its memory, or has only just taken the locks. */
  readonly isAlone: boolean;
  /** A version other than the given one whose lock is held. */
  readonly otherVersion: number | null;
}

// @mutant any-holder-guards
const IS_GUARD = `held.exclusive AND holder.versioned AND holder.granted`;

/**
 * SQL: the {@link Rights} of session `$1` under version `$2`, for any connection. The server reads its lock table under all of
 * the table's locks, so the answer is of one moment.
 */
export const OWNERSHIP_RIGHTS = `WITH locks AS MATERIALIZED (
    SELECT pid, mode = 'ExclusiveLock' AS exclusive, granted, objid::bigint AS version, objsubid = 2 AS versioned
    FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (objsubid = 2 AND classid = ${PROTOCOL} OR objsubid = 1 AND classid = 0 AND objid = ${EARLIER})
  ), own AS (
    SELECT locks.* FROM locks JOIN ${SESSIONS} AS sessions USING (pid) WHERE concat_ws(' ', pid, backend_start) = $1
  )
  SELECT EXISTS (SELECT FROM own WHERE versioned AND granted AND version = $2) AS "hasVersion",
    EXISTS (SELECT FROM own WHERE NOT versioned AND exclusive) AS "isInLine",
    EXISTS (SELECT FROM locks WHERE NOT versioned AND granted) AS "isTaken",
    EXISTS (SELECT FROM locks AS held JOIN locks AS holder USING (pid)
      WHERE NOT held.versioned AND held.granted AND ${IS_GUARD}) AS "isGuarded",
    EXISTS (SELECT FROM locks WHERE versioned AND granted AND exclusive) AS "isAlone",
    -- @mutant other-version-ignored
    (SELECT min(version)::int FROM locks WHERE versioned AND granted AND version <> $2) AS "otherVersion"`;

/** SQL: ends session `$1`, also while it waits for a lock. */
export const END_SESSION = `SELECT pg_terminate_backend(pid) FROM ${SESSIONS} WHERE concat_ws(' ', pid, backend_start) = $1`;

/** Whether a session that has taken its locks may cache (rule 20). */
export function mayCache({ hasVersion, isInLine, isGuarded, otherVersion }: Rights): boolean {
  return hasVersion && isInLine && isGuarded && otherVersion === null;
}

/**
 * Whether a session that may cache still may: as long as it is in line, no earlier release gets the lock, and as long as it has its
 * version, no other version may cache.
 */
export function mayStillCache({ hasVersion, isInLine }: Rights): boolean {
  return hasVersion && isInLine;
}

/** Why it would be in vain to open a session; `undefined` if it may succeed. */
export function denialBy(
  { otherVersion, isTaken, isGuarded, isAlone }: Rights,
  kind: StoreKind,
): Denial | undefined {
  if (otherVersion !== null) return 'another-version';
  if (isTaken && !isGuarded) return 'earlier-release';
  return isTaken && (isAlone || kind === 'memory') ? 'another-store' : undefined;
}
