import { DAY_SECONDS } from '../time/durations.js';

const TTL = /^CACHE_[A-Z0-9_]+_TTL$/;
const LONGEST_TTL_SECONDS = 30 * DAY_SECONDS;

/** The TTLs in seconds that `raw` sets for regions, by the names of the variables. */
export function regionTtlsIn(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const given = Object.entries(raw).filter(
    ([key, value]) => TTL.test(key) && value !== undefined && value !== '',
  );
  return Object.freeze(Object.fromEntries(given.map(([key, value]) => [key, Number(value)])));
}

/** Sentences about TTLs that are no such number. @param known settings, which are validated with the class */
export function wrongTtls(ttls: Readonly<Record<string, number>>, known: ReadonlySet<string>): string[] {
  return Object.entries(ttls)
    .filter(([name]) => !known.has(name))
    .filter(([, seconds]) => !Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TTL_SECONDS)
    .map(([name]) => `${name} takes a whole number from 1 to ${LONGEST_TTL_SECONDS} (seconds)`);
}
