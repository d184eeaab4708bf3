import { describe, expect, it } from '@jest/globals';
import { PollHistory } from './poll-history.js';

const MINUTE_MS = 60_000;
/** Allowed for a clock that is set back between two polls. */
const SLACK_MS = 2000;

/** Polls every 500 ms from 0 to `untilMs`, with the database's clock as `clockAt` says. */
function polled(untilMs: number, clockAt: (at: number) => number): PollHistory {
  const history = new PollHistory();
  for (let at = 0; at <= untilMs; at += 500) {
    history.record(at, { snapshot: `at ${at}`, clockMs: clockAt(at) });
  }
  return history;
}

describe('the history of polls', () => {
  it('has the latest snapshot of that age, and none before there is one', () => {
    const history = polled(2000, (at) => at);
    expect(history.snapshotBefore(2000, 300)).toBe('at 1500');
    expect(history.snapshotBefore(2300, 300)).toBe('at 2000');
    expect(history.snapshotBefore(200, 300)).toBeUndefined();
    expect(new PollHistory().snapshotBefore(5000, 300)).toBeUndefined();
  });

  it('keeps polls that come at every notification apart, and does not grow for ever', () => {
    const history = new PollHistory();
    for (let at = 0; at < 60 * MINUTE_MS; at += 20) history.record(at, { snapshot: String(at), clockMs: at });
    expect(history.snapshotBefore(60 * MINUTE_MS, 300)).toBe(String(60 * MINUTE_MS - 300));
    expect(history.clockSince(60 * MINUTE_MS, MINUTE_MS, 60 * MINUTE_MS)).toBe(59 * MINUTE_MS - SLACK_MS);
    // Ten a second for six minutes, the present one, and the one before.
    expect(history).toHaveProperty('polls.length', 6 * 600 + 2);
  });

  it('knows how far the clock was back in the last minute, without a jump and before the first poll', () => {
    const steady = polled(5 * MINUTE_MS, (at) => 1e12 + at);
    expect(steady.clockSince(5 * MINUTE_MS, MINUTE_MS, 1e12 + 5 * MINUTE_MS)).toBe(
      1e12 + 4 * MINUTE_MS - SLACK_MS,
    );
    expect(new PollHistory().clockSince(0, MINUTE_MS, 1e12)).toBe(1e12 - MINUTE_MS - SLACK_MS);
    expect(polled(10_000, (at) => 1e12 + at).clockSince(10_000, MINUTE_MS, 1e12 + 10_000)).toBe(
      1e12 + 10_000 - MINUTE_MS - SLACK_MS,
    );
  });

  it('counts what it showed before it was set ahead, and after it was set back', () => {
    const hour = 60 * MINUTE_MS;
    const ahead = polled(2 * MINUTE_MS, (at) => (at < 100_000 ? at : at + hour));
    expect(ahead.clockSince(2 * MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS + hour)).toBe(MINUTE_MS - SLACK_MS);
    const back = polled(2 * MINUTE_MS, (at) => (at < 100_000 ? at + hour : at));
    expect(back.clockSince(2 * MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS)).toBe(100_000 - SLACK_MS);
  });
});
