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
