/** Samples are taken once a minute; a long span is shown in longer steps. */
const LEAST_GAP_SECONDS = 180;
const STEPS = 3;

/** A curve's points: instants (epoch seconds) and what was measured then. */
export type Series = readonly [times: readonly number[], values: readonly (number | null)[]];

/** Puts an empty point into every stretch in which nothing was sampled, so that the curve is broken there. Pure. */
export function withGaps([times, values]: Series): [number[], (number | null)[]] {
  const steps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const usual = steps.toSorted((left, right) => left - right)[Math.floor(steps.length / 2)] ?? 0;
  const most = Math.max(LEAST_GAP_SECONDS, STEPS * usual);
  const broken: [number[], (number | null)[]] = [[], []];
  times.forEach((at, index) => {
    const before = times[index - 1];
    if (before !== undefined && at - before > most) {
      broken[0].push((before + at) / 2);
      broken[1].push(null);
    }
    broken[0].push(at);
    broken[1].push(values[index] ?? null);
  });
  return broken;
}

/** Where a value stands alone, so that no line shows it. Pure. */
export function isolatedPoints(values: readonly (number | null)[]): number[] {
  const isEmpty = (index: number) => (values[index] ?? null) === null;
  return values.flatMap((value, index) =>
    value !== null && isEmpty(index - 1) && isEmpty(index + 1) ? [index] : [],
  );
}
