import { SECOND_MS } from '../../time/durations.js';

/**
 * How long, in ms, a value confirmed by the store may be served without asking again (rules 9 and 10). A constant of the
 * protocol: every instance must use the same, so it is not a setting.
 */
export const LEASE_MS = 25;

/** How long one execution may keep others from loading the same key (rule 12). */
export const LOAD_LOCK_MS = 5 * SECOND_MS;

/** Tokens outlive entries by this factor (rule 2). */
// @mutant tokens-expire-early
export const TOKEN_LIFE_FACTOR = 4;

/** For how long a refused FORGET is tried again (rule 8). */
export const FORGET_RETRY_MS = 250;
