import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What the work at hand belongs to: one request's reads, or one load. One storage for both, since every promise of the
 * process pays for each storage there is.
 */
export const scope = new AsyncLocalStorage<object>();
