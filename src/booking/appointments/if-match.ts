/** An entity tag, weak ones included, or a bare word. */
const CANDIDATES = /(?:W\/)?"[^"]*"|[^",\s]+/g;

/**
 * Whether a version satisfies `If-Match` (RFC 9110, 13.1.1): absent, `*`, or one of the list, compared strongly. A bare
 * number is taken for its tag, since that is what people type.
 */
export function satisfiesIfMatch(field: string | undefined, version: number): boolean {
  if (field === undefined || field.trim() === '*') return true;
  const candidates = field.match(CANDIDATES) ?? [];
  return candidates.some((tag) => tag === `"${version}"` || tag === String(version));
}
