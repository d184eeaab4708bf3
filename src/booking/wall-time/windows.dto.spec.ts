import { describe, expect, it } from '@jest/globals';
import { DtoPipe } from '../../http/validation/dto.pipe.js';
import { Problem } from '../../http/problem.js';
import { WeekDto } from './windows.dto.js';

const body = (value: unknown) => new DtoPipe().transform(value, { type: 'body', metatype: WeekDto });

function refusal(weekly: unknown): string[] {
  try {
    body({ weekly });
  } catch (error) {
    if (error instanceof Problem) return (error.errors ?? []).map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('a week', () => {
  const day = (start: string, end: string) => ({ day: 1, windows: [{ start, end }] });

  it('takes windows in order, up to the end of the day', () => {
    const weekly = [
      {
        day: 1,
        windows: [
          { start: '09:00', end: '12:00' },
          { start: '12:00', end: '24:00' },
        ],
      },
      { day: 7, windows: [] },
    ];
    expect(body({ weekly })).toMatchObject({ weekly });
  });

  it('takes a window that ends the next day, up to a whole day later', () => {
    for (const weekly of [[day('22:30', '01:30')], [day('09:00', '09:00')]]) {
      expect(body({ weekly })).toMatchObject({ weekly });
    }
  });

  it.each([
    [
      'a window after one that ends the next day',
      [
        {
          day: 1,
          windows: [
            { start: '12:00', end: '01:00' },
            { start: '23:00', end: '24:00' },
          ],
        },
      ],
      ['weekly.0.windows'],
    ],
    ['a start at 24:00', [day('24:00', '24:00')], ['weekly.0.windows.0.start']],
    ['a start without its zero', [day('9:00', '12:00')], ['weekly.0.windows.0.start']],
    [
      'an overlap',
      [
        {
          day: 1,
          windows: [
            { start: '09:00', end: '12:00' },
            { start: '11:00', end: '13:00' },
          ],
        },
      ],
      ['weekly.0.windows'],
    ],
    ['a day twice', [day('09:00', '12:00'), day('13:00', '14:00')], ['weekly']],
    ['day 8', [{ day: 8, windows: [] }], ['weekly.0.day']],
    ['lists in lists', [[day('09:00', '12:00')]], ['weekly']],
    ['an object', {}, ['weekly']],
    ['null', null, ['weekly']],
    ['null in the list', [null], ['weekly']],
    ['unknown fields inside', [{ day: 1, windows: [], open: true }], ['weekly.0.open']],
  ])('refuses %s', (_, weekly, fields) => {
    expect([...new Set(refusal(weekly))]).toEqual(fields);
  });
});
