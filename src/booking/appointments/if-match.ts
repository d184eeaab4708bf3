/**
 * Whether a version satisfies `If-Match` (RFC 9110, 13.1.1): absent, `*`, or one of the strong tags. A bare number is
 * taken for its tag, since that is what people type.
 */
export function satisfiesIfMatch(field: string | undefined, version: number): boolean {
  if (field === undefined) return true;
  return field.split(',').some((tag) => {
    const candidate = tag.trim();
    return candidate === '*' || candidate === `"${version}"` || candidate === String(version);
  });
}
