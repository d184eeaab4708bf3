import { DAY_MS, SECOND_MS } from '../../time/durations.js';

/**
 * Version of the cache protocol. Instances of one version cache together, of different versions never at the same time (rule
 * 20). Raise it with every change after which an old and a new instance would no longer understand each other's tokens, tags, keys,
 * stamps, entries or acknowledgements; for instance a new tag, a tag that is forgotten less often, another body format. 1 is
 * the protocol of the releases that did not know versions.
 */
export const PROTOCOL_VERSION = 6;

/**
 * The lease: how long, in ms, an entry confirmed by the store may be served from memory without asking again (rules 9 and
 * 10). Every instance must use the same value, so it is not a setting.
 */
export const LEASE_MS = 25;

/** How long a load lock keeps other processes from loading the same key (rule 12). */
export const LOAD_LOCK_MS = 5 * SECOND_MS;

/**
 * How long a token lives that was created for a load, until the load is stored under it; a load that fails or is never
 * finished leaves nothing for longer. Twice as long once another CLAIM has found it (rule 26). Slower loads are not stored.
 */
export const UNUSED_TOKEN_MS = 15 * SECOND_MS;

/** A load that takes longer has failed: it could not be stored any more (rule 26), and all who read its key wait for it. */
export const LOAD_LIMIT_MS = 2 * UNUSED_TOKEN_MS;

/** Tokens of stored entries live longer than entries by this factor (rule 2). */
// @mutant tokens-expire-early
export const TOKEN_LIFE_FACTOR = 4;

/**
 * How long the token of a wide tag lives on a server of its own, where no STORE renews it: instances that read it renew it four
 * times in that span (rule 29).
 */
export const WIDE_TOKEN_LIFE_MS = 4 * DAY_MS;

/** For how long a failed FORGET is retried (rule 8): what is left of the 300 ms of S3 is for another instance to publish in. */
export const FORGET_RETRY_MS = 150;
