import { decodeEntry, type StoredEntry } from './entry.codec.js';
import { stampNow } from './stamp.js';

/** What READ or CLAIM answered. */
export interface Found {
  readonly epoch: string;
  readonly tokens: readonly (string | null)[];
  readonly entry: Buffer | null;
}

/** The entry in what the store answered, if it is under the current stamp and its time has not come (rules 3 and 7). */
export function currentEntry(found: Found, generation: string, now: number): StoredEntry | null {
  const stored = found.entry && decodeEntry(found.entry);
  if (stored === null) return null;
  const { stamp, entry } = stored;
  // @mutant missing-token-counts, stamp-not-compared, read-ignores-valid-until
  return stamp === stampNow(found, generation, entry.dependsOn) && entry.validUntil > now ? stored : null;
}
