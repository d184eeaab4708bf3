import { Problem } from './problem.js';

/** An entity tag, strong or weak, or a bare word. */
const CANDIDATES = /(?:W\/)?"[^"]*"|[^",\s]+/g;

/**
 * Whether a version satisfies `If-Match` (RFC 9110, 13.1.1): the field is absent or `*`, or lists the version (strong
 * comparison). A bare number is accepted as a tag, because people type it.
 */
export function satisfiesIfMatch(field: string | undefined, version: number): boolean {
  if (field === undefined || field.trim() === '*') return true;
  const candidates = field.match(CANDIDATES) ?? [];
  return candidates.some((tag) => tag === `"${version}"` || tag === String(version));
}

/** @throws Problem `version-mismatch` */
export function assertIfMatch(field: string | undefined, version: number): void {
  if (satisfiesIfMatch(field, version)) return;
  throw new Problem(
    'version-mismatch',
    `The resource is at version ${version}: read it again, then repeat the change.`,
  );
}

/**
 * As {@link assertIfMatch}, for a resource without a version: by the entity tag of its present representation.
 * @throws Problem `version-mismatch`
 */
export function assertIfMatchTag(field: string | undefined, etag: string | undefined): void {
  if (field === undefined || (field.trim() === '*' && etag !== undefined)) return;
  const candidates = field.match(CANDIDATES) ?? [];
  // The tag of a compressed body names the same state.
  if (candidates.some((tag) => tag.replace(/-(?:br|gzip)"$/, '"') === etag)) return;
  throw new Problem(
    'version-mismatch',
    etag === undefined
      ? 'The resource does not exist: leave out If-Match to make it.'
      : `The resource has changed, it is ${etag} now: read it again, then repeat the change.`,
  );
}
