/** Ranges of an Accept header that are read; browsers send fewer than ten. */
const MOST_RANGES = 50;

/**
 * Chooses the media type that an Accept header prefers among those offered (RFC 9110, 12.5.1). Ties are decided by the order
 * of the offer; without a header, or if it accepts none of them, the first one is chosen.
 */
export function preferredType<Offered extends string>(
  accept: string | undefined,
  offered: readonly [Offered, ...Offered[]],
): Offered {
  const ranges = (accept ?? '*/*').split(',', MOST_RANGES).map(readRange);
  let [best, bestQuality]: [Offered, number] = [offered[0], 0];
  for (const type of offered) {
    const [major = ''] = type.split('/');
    // The most specific matching range decides the quality.
    const quality = [type, `${major}/*`, '*/*']
      .map((range) => ranges.find((each) => each.range === range)?.quality)
      .find((found) => found !== undefined);
    if ((quality ?? 0) > bestQuality) [best, bestQuality] = [type, quality ?? 0];
  }
  return best;
}

function readRange(text: string): { range: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = given === undefined ? 1 : Number(given.slice(2));
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
