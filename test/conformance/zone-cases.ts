import { readFileSync } from 'node:fs';
import { expectedStarts, type ZoneCase } from './wall-clock.oracle.js';

/** A test case and every start that it must list, in epoch ms. */
export interface KnownCase extends ZoneCase {
  readonly starts: readonly number[];
}

interface FileCase extends ZoneCase {
  readonly expectedStartsUtc: readonly string[];
  readonly viewerDayHours: number;
}

/** Cases computed with Temporal, tzdata 2025c. */
export const HANDED_DOWN: readonly (KnownCase & FileCase)[] = (
  JSON.parse(readFileSync(new URL('timezones.json', import.meta.url), 'utf8')) as FileCase[]
).map((each) => ({ ...each, starts: each.expectedStartsUtc.map((iso) => Date.parse(iso)) }));

type Line = [
  id: string,
  shop: string,
  view: string,
  date: string,
  open: ZoneCase['open'],
  len: number,
  step: number,
  days?: number[],
];

const ALL_DAY: ZoneCase['open'] = [['00:00', '24:00']];

const LINES: readonly Line[] = [
  ['St Johns, gap', 'America/St_Johns', 'America/St_Johns', '2027-03-14', [['01:15', '04:00']], 30, 30],
  ['St Johns, overlap', 'America/St_Johns', 'America/New_York', '2027-11-07', [['00:30', '03:00']], 45, 15],
  ['Adelaide, overlap', 'Australia/Adelaide', 'Asia/Kolkata', '2027-04-04', [['01:00', '05:00']], 30, 30],
  ['Adelaide, gap', 'Australia/Adelaide', 'Australia/Adelaide', '2027-10-03', [['01:30', '03:30']], 20, 20],
  ['Tehran has no summer time', 'Asia/Tehran', 'Asia/Tehran', '2027-03-22', [['08:00', '12:00']], 60, 30],
  ['Tehran had', 'Asia/Tehran', 'Asia/Tehran', '2022-03-22', [['00:00', '04:00']], 30, 30],
  [
    'Casablanca, Ramadan begins',
    'Africa/Casablanca',
    'Europe/Paris',
    '2027-02-07',
    [['01:00', '05:00']],
    60,
    60,
  ],
  [
    'Casablanca, Ramadan ends',
    'Africa/Casablanca',
    'Africa/Casablanca',
    '2027-03-14',
    [['01:30', '05:00']],
    60,
    60,
  ],
  [
    'Nuuk, window ends in the gap',
    'America/Nuuk',
    'America/Nuuk',
    '2027-03-27',
    [['21:00', '23:30']],
    30,
    30,
  ],
  [
    'Nuuk, that window the next day',
    'America/Nuuk',
    'America/Nuuk',
    '2027-03-28',
    [['22:00', '23:30']],
    15,
    15,
  ],
  [
    'Nuuk, 24:00 is the gap’s end',
    'America/Nuuk',
    'America/Nuuk',
    '2027-03-27',
    [['20:00', '24:00']],
    60,
    60,
  ],
  ['Nuuk, overlap to midnight', 'America/Nuuk', 'America/Nuuk', '2027-10-30', [['22:00', '24:00']], 30, 30],
  [
    'Troll, gap of two hours',
    'Antarctica/Troll',
    'Antarctica/Troll',
    '2027-03-28',
    [['00:00', '04:00']],
    30,
    30,
  ],
  [
    'Troll, overlap of two hours',
    'Antarctica/Troll',
    'Antarctica/Troll',
    '2027-10-31',
    [['00:30', '03:30']],
    30,
    30,
  ],
  ['Troll, window inside the gap', 'Antarctica/Troll', 'UTC', '2027-03-28', [['01:15', '02:45']], 30, 15],
  ['Easter, evening gap', 'Pacific/Easter', 'America/Santiago', '2027-09-05', [['20:00', '24:00']], 30, 30],
  ['Easter, evening overlap', 'Pacific/Easter', 'Pacific/Easter', '2027-04-03', [['20:30', '22:30']], 30, 30],
  [
    'Cairo, 24:00 before a midnight gap',
    'Africa/Cairo',
    'Africa/Cairo',
    '2027-04-29',
    [['20:00', '24:00']],
    60,
    60,
  ],
  ['Cairo, both sides of midnight', 'Africa/Cairo', 'Europe/Athens', '2027-04-30', ALL_DAY, 60, 60],
  ['Beirut, midnight overlap', 'Asia/Beirut', 'Asia/Beirut', '2027-10-30', [['21:00', '24:00']], 60, 30],
  [
    'Santiago, midnight overlap',
    'America/Santiago',
    'America/Santiago',
    '2027-04-03',
    [['22:30', '24:00']],
    30,
    30,
  ],
  ['Havana, midnight twice', 'America/Havana', 'America/Havana', '2027-11-07', [['00:00', '01:30']], 30, 30],
  ['Havana, no midnight', 'America/Havana', 'America/Havana', '2027-03-14', [['00:30', '02:00']], 15, 15],
  ['Azores, no midnight', 'Atlantic/Azores', 'Europe/Lisbon', '2027-03-28', [['00:00', '02:00']], 30, 30],
  [
    'NY, window ends in the gap',
    'America/New_York',
    'America/New_York',
    '2027-03-14',
    [['01:00', '02:30']],
    30,
    30,
  ],
  [
    'NY, windows meet in the gap',
    'America/New_York',
    'America/New_York',
    '2027-03-14',
    [
      ['01:00', '02:30'],
      ['02:30', '04:00'],
    ],
    20,
    20,
  ],
  [
    'NY, pushed window overlaps the next',
    'America/New_York',
    'America/New_York',
    '2027-03-14',
    [
      ['02:15', '02:45'],
      ['03:00', '04:00'],
    ],
    10,
    10,
  ],
  [
    'NY, window ends in the overlap',
    'America/New_York',
    'America/New_York',
    '2027-11-07',
    [['00:00', '01:30']],
    30,
    30,
  ],
  [
    'NY, window begins in the overlap',
    'America/New_York',
    'America/New_York',
    '2027-11-07',
    [['01:30', '03:00']],
    30,
    30,
  ],
  ['London, list of 25 hours', 'Europe/London', 'Europe/London', '2027-10-31', ALL_DAY, 30, 30],
  [
    'Lord Howe, list of 24.5 hours',
    'Australia/Lord_Howe',
    'Australia/Lord_Howe',
    '2027-04-04',
    ALL_DAY,
    30,
    30,
  ],
  ['viewer’s day of 23 hours', 'Asia/Tokyo', 'America/Los_Angeles', '2027-03-14', ALL_DAY, 60, 60],
  [
    'viewer across the date line',
    'Pacific/Pago_Pago',
    'Pacific/Kiritimati',
    '2027-06-15',
    [['09:00', '17:00']],
    60,
    60,
  ],
  [
    'viewer sees two shop days',
    'Pacific/Auckland',
    'America/Los_Angeles',
    '2027-09-25',
    [['08:00', '20:00']],
    60,
    60,
  ],
  [
    'Apia, the evening before the skipped day',
    'Pacific/Apia',
    'Pacific/Apia',
    '2011-12-29',
    [['20:00', '24:00']],
    60,
    60,
  ],
  [
    'Apia, the night before the skipped day, which ends after it',
    'Pacific/Apia',
    'Pacific/Apia',
    '2011-12-31',
    [['22:00', '02:00']],
    30,
    30,
  ],
  ['Apia’s skipped day, seen from elsewhere', 'Pacific/Apia', 'UTC', '2011-12-30', ALL_DAY, 60, 60],
  ['a viewer on the skipped day', 'Pacific/Auckland', 'Pacific/Apia', '2011-12-30', ALL_DAY, 60, 60],
  [
    'St Johns, clock back at a minute past midnight',
    'America/St_Johns',
    'America/St_Johns',
    '2010-11-07',
    [['00:00', '02:00']],
    30,
    30,
  ],
  [
    'St Johns, the evening before it',
    'America/St_Johns',
    'America/St_Johns',
    '2010-11-06',
    [['22:00', '24:00']],
    30,
    30,
  ],
  [
    'weekend only, across zones',
    'Europe/Berlin',
    'Pacific/Honolulu',
    '2027-10-30',
    [['09:00', '23:00']],
    60,
    60,
    [0, 6],
  ],
  [
    'Chatham, overlap at a quarter to',
    'Pacific/Chatham',
    'Pacific/Auckland',
    '2027-04-04',
    [['02:00', '05:00']],
    30,
    30,
  ],
  ['Norfolk, overlap', 'Pacific/Norfolk', 'Australia/Sydney', '2027-04-04', [['01:00', '04:00']], 45, 45],
];

/** Further cases; the oracle computes what they must list. */
export const OUR_OWN: readonly KnownCase[] = LINES.map(([id, shop, view, date, open, len, step, days]) => {
  const known = { id, shop, view, date, open, len, step, ...(days === undefined ? {} : { days }) };
  return { ...known, starts: expectedStarts(known) };
});
