import { describe, expect, it } from '@jest/globals';
import { Problem } from '../problem.js';
import { IsDay } from './day.js';
import { DtoPipe } from './dto.pipe.js';
import { IsFlag } from './flag.js';
import { IsInstant } from './instant.js';
import { IsId, IsIds, IsWhole } from './number.js';
import { parseQueryString } from './query-string.js';
import { IsOneOf, IsText } from './text.js';
import { IsWallTime } from './wall-time.js';
import { IsZone } from './zone.js';

class Fields {
  @IsDay({ optional: true })
  date?: string;

  @IsWallTime({ optional: true })
  time?: string;

  @IsInstant({ optional: true })
  at?: string;

  @IsZone({ optional: true })
  timezone?: string;

  @IsId({ optional: true })
  id?: number;

  @IsWhole(1, 100, { optional: true })
  pageSize = 20;

  @IsFlag({ optional: true })
  active?: boolean;

  @IsOneOf(['confirmed', 'cancelled'], { optional: true })
  status?: string;
}

class Body extends Fields {
  @IsText({ max: 5, example: 'Ann' })
  name!: string;

  @IsText({ max: 5, optional: true, nullable: true, example: 'Hi' })
  notes?: string | null;

  @IsIds({ optional: true, max: 2 })
  serviceIds?: number[];
}

const pipe = new DtoPipe();
const query = (raw: string) =>
  pipe.transform(parseQueryString(raw), { type: 'query', metatype: Fields }) as Fields;
const body = (value: unknown) => pipe.transform(value, { type: 'body', metatype: Body }) as Body;

function refusal(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return (error.errors ?? []).map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('a query string', () => {
  it('becomes a DTO with numbers, flags and defaults', () => {
    expect(query('id=12&active=0&timezone=europe/berlin')).toMatchObject({
      id: 12,
      active: false,
      timezone: 'Europe/Berlin',
      pageSize: 20,
    });
  });

  it('answers the same frozen DTO for the same raw string', () => {
    const first = query('date=2027-03-14&id=7');
    expect(query('date=2027-03-14&id=7')).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect(query('id=7&date=2027-03-14')).not.toBe(first);
  });

  it.each([
    'date=2027-02-30',
    'date=1969-12-31',
    'date=3000-01-01',
    'date=2027-3-14',
    'date=',
    'date=2027-03-14&date=2027-03-15',
    'date[]=2027-03-14',
    'time=24:00',
    'time=9:30',
    'at=2027-03-14T13:00:00',
    'at=2027-02-30T13:00:00Z',
    'at=2027-03-14T24:00:00Z',
    'timezone=%2B01:00',
    'timezone=Mars/Olympus',
    'id=0',
    'id=-1',
    'id=007',
    'id=1.5',
    'id=1e3',
    'id=0x1',
    'id=2147483648',
    'id=%201',
    'pageSize=101',
    'active=yes',
    'status=gone',
    'other=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    'hasOwnProperty=1',
  ])('%s is refused with its field', (raw) => {
    expect(refusal(() => query(raw))).toEqual([decodeURIComponent(raw).split('=')[0]]);
  });

  it.each([
    'date=2028-02-29',
    'at=2027-03-14T13:00Z',
    'at=2027-03-14T13:00:00.5%2B05:30',
    'timezone=UTC',
    'active=1',
  ])('%s is taken', (raw) => {
    expect(refusal(() => query(raw))).toEqual([]);
  });
});

describe('a body', () => {
  it('takes numbers and flags as such only', () => {
    expect(refusal(() => body({ name: 'Ann', id: '1', active: 'true' }))).toEqual(['id', 'active']);
    expect(body({ name: 'Ann', id: 1, active: true })).toMatchObject({ id: 1, active: true });
  });

  it('tells null from what is left out', () => {
    expect(body({ name: 'Ann', notes: null }).notes).toBeNull();
    expect(body({ name: 'Ann' }).notes).toBeUndefined();
    expect(refusal(() => body({ name: null, date: null }))).toEqual(['name', 'date']);
  });

  it.each([
    ['what is missing', {}, ['name']],
    ['NUL', { name: 'a\0' }, ['name']],
    ['a lone surrogate', { name: '\ud800' }, ['name']],
    ['blanks', { name: '   ' }, ['name']],
    ['what is too long', { name: 'abcdef' }, ['name']],
    ['an object for a text', { name: {} }, ['name']],
    ['ids given twice', { name: 'Ann', serviceIds: [1, 1] }, ['serviceIds']],
    ['a list in a list', { name: 'Ann', serviceIds: [[1]] }, ['serviceIds']],
    ['an undeclared field', { name: 'Ann', role: 'admin' }, ['role']],
    ['what every object has', { name: 'Ann', valueOf: 1 }, ['valueOf']],
    ['a prototype', JSON.parse('{"name":"Ann","__proto__":{"role":"admin"}}') as unknown, ['__proto__']],
  ])('refuses %s', (_, value, fields) => {
    expect(refusal(() => body(value))).toEqual(fields);
  });

  it.each([
    ['a list', []],
    ['a text', 'x'],
    ['a number', 1],
  ])('refuses %s instead of an object', (_, value) => {
    expect(() => body(value)).toThrow(Problem);
  });

  it('refuses what is nested too deeply, before walking it', () => {
    const deep = JSON.parse(`{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`) as unknown;
    expect(() => body(deep)).toThrow('nested at most');
  });
});

it('a query or body without a DTO class is a mistake of ours', () => {
  expect(() => pipe.transform({}, { type: 'query', metatype: Object })).toThrow('DTO class');
});
