/**
 * Loaded before the application with `--import`, so that a test can move the clocks of one instance and stall its event loop.
 *
 * - `CHECKER_CLOCK_AHEAD_MS`: how far the wall clock (`Date`) is ahead; negative: behind.
 * - `CHECKER_MONOTONIC_RATE`: how fast `performance.now()` advances; 0.05 makes a lease last half a second.
 * - A message `{ stallMs }` from the parent process blocks the event loop for that time.
 */
const ahead = Number(process.env.CHECKER_CLOCK_AHEAD_MS ?? 0);
const rate = Number(process.env.CHECKER_MONOTONIC_RATE ?? 1);
const monotonic = performance.now.bind(performance);

if (ahead !== 0) {
  const RealDate = Date;
  const now = () => RealDate.now() + ahead;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

if (rate !== 1) performance.now = () => monotonic() * rate;

process.on('message', ({ stallMs }) => {
  for (const until = monotonic() + stallMs; monotonic() < until;);
});
// The channel alone does not keep the process alive.
process.channel?.unref();
