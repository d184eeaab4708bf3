/** Blocks the event loop, as a long computation or a throttled processor does. */
export function pause(ms: number): void {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}
