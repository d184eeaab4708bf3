import { accountRegion } from '../../auth/account/account.cache.js';

/**
 * Regions that are read beside the answer, for every request with a token. Totals leave them out: their hits would hide how
 * many of the answers themselves are hits, the more so the more often the dashboard asks. They have rows of their own.
 */
const INCIDENTAL: ReadonlySet<string> = new Set([accountRegion.name]);

export const isIncidental = (regionName: string): boolean => INCIDENTAL.has(regionName);
