import { describe, expect, it } from '@jest/globals';
import type { Health, Stats } from '../../pages/admin/api/shapes.js';
import { type Moment, ratesOf, withMoment } from '../../pages/admin/live/moments.js';
import { stateOf } from '../../pages/admin/state/state.words.js';
import { bytes, duration, percent, plural } from '../../pages/parts/format.js';
import { isolatedPoints, withGaps } from '../../pages/parts/gaps.js';
import { en } from '../../pages/texts/en.js';

describe('a chart’s curve', () => {
  it('has no gap where samples come once a minute', () => {
    expect(
      withGaps([
        [0, 60, 120],
        [1, null, 3],
      ]),
    ).toEqual([
      [0, 60, 120],
      [1, null, 3],
    ]);
  });

  it('is broken where none came for longer than usual', () => {
    expect(
      withGaps([
        [0, 60, 120, 1120],
        [1, 2, 3, 4],
      ]),
    ).toEqual([
      [0, 60, 120, 620, 1120],
      [1, 2, 3, null, 4],
    ]);
    const week = [0, 840, 1680, 2520, 9000];
    expect(withGaps([week, week])[1]).toEqual([0, 840, 1680, 2520, null, 9000]);
  });
});

it('a value between gaps is a point, since no line shows it', () => {
  expect(isolatedPoints([1])).toEqual([0]);
  expect(isolatedPoints([1, 2, null, 3, null, null, 4])).toEqual([3, 6]);
  expect(isolatedPoints([null, null])).toEqual([]);
});

describe('the rates of the last minute', () => {
  const moment = (at: number, reads: number) => ({ at, reads, hits: reads / 2, saved: reads / 4 });

  it('are not known until enough was seen', () => {
    expect(ratesOf([])).toBeNull();
    expect(ratesOf([moment(0, 10)])).toBeNull();
    expect(ratesOf([moment(0, 10), moment(5000, 20)])).toBeNull();
  });

  it('are of what was read in it', () => {
    const moments = [0, 10_000, 20_000, 90_000].reduce(
      (before, at) => withMoment(before, moment(at, at / 100)),
      [] as readonly Moment[],
    );
    expect(moments.map(({ at }) => at)).toEqual([90_000]);
    const rates = ratesOf([moment(0, 100), moment(30_000, 150)]);
    expect(rates).toEqual({ hitRate: 0.5, requestsPerMinute: 100, savedPerMinute: 25 });
    expect(ratesOf([moment(0, 100), moment(30_000, 100)])).toMatchObject({
      hitRate: null,
      requestsPerMinute: 0,
    });
  });

  it('begin anew when an instance has left with its counters', () => {
    expect(withMoment([moment(0, 1000)], moment(5000, 200))).toEqual([moment(5000, 200)]);
    expect(ratesOf([moment(0, 100), moment(30_000, 90)])).toBeNull();
  });
});

describe('the sentence of state', () => {
  const metric = (status: string, name = 'availability') => ({
    name,
    status,
    message: `${name} is ${status}`,
  });
  const health = (status: string, ...metrics: object[]) => ({ status, metrics }) as unknown as Health;
  const stats = (change: object = {}) =>
    ({
      mode: 'redis',
      suspended: null,
      scope: 'fleet',
      instances: 2,
      hits: 9,
      misses: 1,
      hitRate: 0.9,
      ...change,
    }) as unknown as Stats;
  const state = (known: object) => stateOf({ trouble: null, freshAt: 0, ...known }, en.admin);

  it('is never healthy unless it is known to be', () => {
    const fine = { health: health('healthy', metric('healthy')), stats: stats() };
    expect(state(fine)).toEqual({
      level: 'healthy',
      sentence:
        'The cache serves 90.0 % of the reads from Redis and from memory, on 2 instances; nothing is wrong.',
    });
    const notKnown = [
      { ...fine, trouble: 'The server does not answer.' },
      { ...fine, trouble: 'The server does not answer.', freshAt: null },
      {},
      { stats: stats() },
      { health: fine.health },
      { ...fine, stats: stats({ mode: 'off' }) },
      { ...fine, health: health('unknown', metric('unknown')) },
      { ...fine, health: health('healthy', metric('unknown'), metric('healthy', 'hit_rate')) },
    ];
    expect(notKnown.map((known) => state(known).level)).toEqual(notKnown.map(() => 'unknown'));
    expect(
      state({ ...fine, health: health('healthy', metric('healthy'), metric('unknown', 'expiration')) }),
    ).toEqual({
      level: 'healthy',
      sentence: expect.stringContaining('Not measured: expiration.'),
    });
  });

  it('has a sentence for missing outbox triggers', () => {
    const suspended = { since: '2027-06-15T10:00:00.000Z', reasons: ['triggers'] };
    const { sentence } = state({ health: health('critical'), stats: stats({ suspended }) });
    expect(sentence).toMatch(/^Triggers that record changes/);
  });

  it('names what is wrong, and what that means for reads', () => {
    const suspended = { since: '2027-06-15T10:00:00.000Z', reasons: ['redis'] };
    expect(state({ health: health('critical'), stats: stats({ suspended }) })).toEqual({
      level: 'critical',
      sentence: expect.stringMatching(/^Redis does not answer\. Since .* reads go to the database/),
    });
    expect(
      state({ health: health('warning', metric('healthy'), metric('warning', 'hit_rate')), stats: stats() }),
    ).toEqual({
      level: 'warning',
      sentence: expect.stringContaining(', but: hit_rate is warning.'),
    });
  });
});

it('numbers have one format in all panels', () => {
  expect([percent(1), percent(0.9331), percent(null)]).toEqual(['100.0 %', '93.3 %', '–']);
  expect([plural(1, 'tag'), plural(1200, 'tag')]).toEqual(['1 tag', '1,200 tags']);
  expect([duration(950), duration(61_000), duration(90_000_000)]).toEqual(['0.9 s', '1 min 1 s', '1 d 1 h']);
  expect(bytes(1536)).toBe('1.5 KiB');
});
