import { describe, expect, it } from '@jest/globals';
import { eventsOf } from '../../pages/admin/api/event.stream.js';
import { bytes, duration, percent, plural } from '../../pages/parts/format.js';
import { withGaps } from '../../pages/parts/gaps.js';

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

describe('events of a server', () => {
  const parsed = async (...chunks: string[]) => {
    async function* arriving() {
      yield* chunks;
    }
    const found = [];
    for await (const { name, data } of eventsOf(arriving())) found.push([name, data]);
    return found;
  };

  it('are read wherever the network cuts them', async () => {
    const text = 'event: progress\ndata: {"planned":2}\n\nevent: done\ndata: {"message":"Warm."}\n\n';
    const events = [
      ['progress', { planned: 2 }],
      ['done', { message: 'Warm.' }],
    ];
    for (let cut = 0; cut <= text.length; cut++) {
      expect(await parsed(text.slice(0, cut), text.slice(cut))).toEqual(events);
    }
  });

  it('are dropped where they break off', async () => {
    expect(await parsed('event: done\ndata: {"mess')).toEqual([]);
  });
});

it('numbers have one format in all panels', () => {
  expect([percent(1), percent(0.9331), percent(null)]).toEqual(['100.0 %', '93.3 %', '–']);
  expect([plural(1, 'tag'), plural(1200, 'tag')]).toEqual(['1 tag', '1,200 tags']);
  expect([duration(950), duration(61_000), duration(90_000_000)]).toEqual(['0.9 s', '1 min 1 s', '1 d 1 h']);
  expect(bytes(1536)).toBe('1.5 KiB');
});
