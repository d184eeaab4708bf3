import type { CacheAnswer } from '../../cache/entry/cache.answer.js';

const NAME = 'BookedBarber';
/** Tags of a list that are compared; a client that sends more gets the whole answer. */
const MOST_TAGS = 50;

/** The value of the `Cache-Status` header (RFC 9211) for a cached read. */
export function cacheStatusField({ entry, status, readOn }: CacheAnswer): string {
  switch (status.result) {
    case 'hit': {
      const ttl = Math.max(0, Math.floor((entry.validUntil - readOn) / 1000));
      return `${NAME}; hit; ttl=${ttl}${status.tier === 'l1' ? '; detail=l1' : ''}`;
    }
    case 'miss':
      return `${NAME}; fwd=miss${status.isStored === true ? '; stored' : ''}`;
    case 'collapsed':
      return `${NAME}; fwd=miss; collapsed`;
    case 'bypass':
      return `${NAME}; fwd=bypass${status.detail === undefined ? '' : `; detail=${status.detail}`}`;
  }
}

const ENCODED = /-(?:br|gzip)"$/;

/** The strong tag of a body's compressed form. */
export function taggedFor(etag: string, encoding: 'br' | 'gzip'): string {
  return `${etag.slice(0, -1)}-${encoding}"`;
}

/**
 * Whether the client already has this representation (RFC 9110, 13.1.2): `*`, or a list of entity tags compared weakly. Tags of
 * {@link taggedFor} count as that of the body.
 * @param field the `If-None-Match` field as received
 */
export function matchesNoneOf(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  if (field === etag) return true;
  return field.split(',', MOST_TAGS).some((tag) => {
    const candidate = tag.trim().replace(ENCODED, '"');
    return candidate === '*' || candidate === etag || candidate === `W/${etag}`;
  });
}
