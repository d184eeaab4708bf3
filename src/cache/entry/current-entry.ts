import { decodeEntry, type StoredEntry } from './entry.codec.js';
import { stampNow } from './stamp.js';

/** Reply to READ or CLAIM. */
export interface Found {
  readonly epoch: string;
  readonly tokens: readonly (string | null)[];
  readonly entry: Buffer | null;
  readonly wideSentAt?: number | undefined;
}

/** The entry in the store's reply, if its stamp is current and it has not expired (rules 3 and 7); else `null`. */
export function currentEntry(found: Found, generation: string, now: number): StoredEntry | null {
  const stored = found.entry && decodeEntry(found.entry);
  if (stored === null) return null;
  const { stamp, entry } = stored;
  // @mutant missing-token-counts, stamp-not-compared, read-ignores-valid-until
  return stamp === stampNow(found, generation, entry.dependsOn) && entry.validUntil > now ? stored : null;
}
