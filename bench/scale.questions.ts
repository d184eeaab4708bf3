import { DAY_MS, MINUTE_MS } from '../src/time/durations.js';
import {
  CHAIN_BARBERS,
  type ChainSize,
  clientsOf,
  fullForYearsLocation,
  fullLocation,
  CHAIN_SERVICES,
} from './scale.fill.js';

export type Asker = 'admin' | 'manager' | 'barber' | 'client';

/** A request of the table: the nth is about another location, barber or client, so that not always the same pages are read. */
export interface Question {
  readonly name: string;
  /** Whose token it has; default: none. */
  readonly as?: Asker;
  readonly method?: 'POST';
  readonly path: (index: number) => string;
  readonly body?: (index: number) => object;
}

const dateAfter = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
/** A day that no appointment of the filler is on, and another one in the next run on a database that was kept. */
const FREE_DAY = 65 + (Math.floor(Date.now() / 60_000) % 20);
const HALF_HOURS_A_DAY = 16;

/** The main reads, each list with the filters that make it hard, and a booking. */
export function questionsOf(size: ChainSize): readonly Question[] {
  const place = (index: number) => 1 + ((index * 17) % size.locations);
  const barber = (index: number) => CHAIN_BARBERS * (place(index) - 1) + 1 + (index % CHAIN_BARBERS);
  const person = (index: number) => 1 + ((index * 31) % clientsOf(size));
  const [day, monthEnd] = [dateAfter(1), dateAfter(30)];
  const offer = (locationId: number, serviceId = 1) => `locationId=${locationId}&serviceId=${serviceId}`;
  const years = offer(fullForYearsLocation(size), CHAIN_SERVICES);
  const reads: readonly (readonly [string, Asker | undefined, (index: number) => string])[] = [
    ['slots of a day', undefined, (n) => `bookings/available-slots?date=${day}&${offer(place(n))}`],
    [
      'slots of a day, one barber',
      undefined,
      (n) => `bookings/available-slots?date=${day}&${offer(place(n))}&barberId=${barber(n)}`,
    ],
    [
      'days of a month',
      undefined,
      (n) => `bookings/available-days?from=${day}&to=${monthEnd}&${offer(place(n))}`,
    ],
    ['next available', undefined, (n) => `bookings/next-available?${offer(place(n))}`],
    [
      'next available, full for 90 days',
      undefined,
      () => `bookings/next-available?${offer(fullLocation(size))}`,
    ],
    ['next available, full for ten years', undefined, () => `bookings/next-available?${years}`],
    ['services', undefined, () => 'services'],
    ['locations', undefined, () => 'locations'],
    ['barbers', undefined, () => 'barbers'],
    ['barbers of a location', undefined, (n) => `barbers?locationId=${place(n)}`],
    ['barbers, a page and the total', undefined, () => 'barbers?limit=20&total=true'],
    [
      'schedule of a barber, a week',
      'admin',
      (n) => `barbers/${barber(n)}/schedule?from=${day}&to=${dateAfter(7)}`,
    ],
    ['conflicts of a day', 'admin', (n) => `bookings/conflicts?barberId=${barber(n)}&date=${day}`],
    ['day sheet', 'admin', (n) => `locations/${place(n)}/day?date=${day}`],
    ['day sheet', 'manager', () => `locations/1/day?date=${day}`],
    ['bookings', 'admin', () => 'bookings?limit=20'],
    ['bookings, latest', 'admin', () => 'bookings?limit=20&sort=-startsAt'],
    ['bookings, page and total', 'admin', () => 'bookings'],
    ['bookings of a day', 'admin', () => `bookings?limit=20&from=${day}&to=${day}`],
    ['bookings, two statuses', 'admin', () => 'bookings?limit=20&status=cancelled,no_show&sort=-startsAt'],
    [
      'bookings of a service, a status',
      'admin',
      () => 'bookings?limit=20&serviceId=2&status=no_show&sort=-startsAt',
    ],
    [
      'bookings of a service, none found',
      'admin',
      () => `bookings?limit=20&serviceId=${CHAIN_SERVICES}&status=no_show&from=${day}`,
    ],
    ['bookings of a location', 'admin', (n) => `bookings?limit=20&locationId=${place(n)}`],
    [
      'bookings of a location, a status',
      'admin',
      (n) => `bookings?limit=20&locationId=${place(n)}&status=no_show`,
    ],
    ['bookings of a client', 'admin', (n) => `bookings?limit=20&clientId=${person(n)}`],
    ['bookings', 'manager', () => 'bookings?limit=20'],
    ['bookings, a status', 'manager', () => 'bookings?limit=20&status=no_show&sort=-startsAt'],
    ['bookings', 'barber', () => 'bookings?limit=20'],
    ['bookings', 'client', () => 'bookings?limit=20'],
    ['uncovered bookings', 'admin', () => 'bookings?limit=20&uncovered=true'],
    [
      'uncovered bookings of a location',
      'admin',
      (n) => `bookings?limit=20&uncovered=true&locationId=${place(n)}`,
    ],
    ['uncovered bookings', 'manager', () => 'bookings?limit=20&uncovered=true'],
    ['clients by name', 'admin', () => 'clients?limit=20'],
    ['clients, a common part', 'admin', () => 'clients?limit=20&q=mar'],
    ['clients, a common part, total', 'admin', () => 'clients?limit=20&q=mar&total=true'],
    ['clients, one mail address', 'admin', (n) => `clients?limit=20&q=client${person(n)}@`],
    ['clients, one telephone number', 'admin', (n) => `clients?limit=20&q=${1_000_000 + person(n)}`],
    ['a client’s bookings', 'admin', (n) => `clients/${person(n)}/bookings`],
    [
      'accounts, a part of an address',
      'admin',
      (n) => `users?limit=20&q=client${2 * Math.ceil(person(n) / 2)}@`,
    ],
    ['accounts of a role', 'admin', () => 'users?limit=20&role=admin'],
    ['audit', 'admin', () => 'audit?limit=20'],
    ['audit, total', 'admin', () => 'audit?limit=20&total=true'],
    ['audit of an area', 'admin', () => 'audit?limit=20&area=account'],
    ['audit of an action', 'admin', () => `audit?limit=20&action=${encodeURIComponent('PATCH /users/:id')}`],
    ['audit of an action that was never', 'admin', () => 'audit?limit=20&action=none'],
    ['audit of a kind of object', 'admin', () => 'audit?limit=20&object=appointments'],
    ['audit of a rare kind of object', 'admin', () => 'audit?limit=20&object=users'],
    ['audit of an object', 'admin', (n) => `audit?limit=20&object=appointments&objectId=${1 + n}`],
    ['audit of an account', 'admin', (n) => `audit?limit=20&userId=${1 + n}`],
    [
      'audit of a day long ago',
      'admin',
      () => `audit?limit=20&from=${dateAfter(-300)}T00:00:00Z&to=${dateAfter(-299)}T00:00:00Z`,
    ],
  ];
  return [
    ...reads.map(([name, as, path]) => ({ name, path, ...(as === undefined ? {} : { as }) })),
    booking('a booking', (index) => ({
      barberId: 1 + (index % CHAIN_BARBERS),
      slot: Math.floor(index / CHAIN_BARBERS),
    })),
    booking('a booking, any barber', (index) => ({
      slot: HALF_HOURS_A_DAY / 2 + Math.floor(index / CHAIN_BARBERS),
    })),
  ];
}

function booking(
  name: string,
  wish: (index: number) => { readonly barberId?: number; readonly slot: number },
): Question {
  return {
    name,
    as: 'client',
    method: 'POST',
    path: () => 'bookings',
    body: (index) => {
      const { slot, barberId } = wish(index);
      const minutes = 9 * 60 + 30 * (slot % HALF_HOURS_A_DAY);
      const time = new Date(minutes * MINUTE_MS).toISOString().slice(11, 16);
      return {
        locationId: 1,
        serviceId: 1,
        date: dateAfter(FREE_DAY),
        time,
        timezone: 'Europe/Berlin',
        ...(barberId === undefined ? {} : { barberId }),
      };
    },
  };
}
