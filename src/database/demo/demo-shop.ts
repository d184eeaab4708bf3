/** Minutes of a wall-clock day. */
export type Windows = readonly (readonly [start: number, end: number])[];
/** Seven days, Monday first. */
type Week = readonly Windows[];

const off: Windows = [];
const day = (...hours: readonly (readonly [start: number, end: number])[]): Windows =>
  hours.map(([start, end]) => [start * 60, end * 60]);

/** Monday to Friday alike, then Saturday and Sunday. */
const week = (workday: Windows, saturday: Windows, sunday: Windows): Week => [
  workday,
  workday,
  workday,
  workday,
  workday,
  saturday,
  sunday,
];

interface DemoBarber {
  readonly name: string;
  /** Index into {@link DEMO_LOCATIONS}. */
  readonly location: number;
  /** Names of what they offer; none: all services. */
  readonly services: readonly string[];
  readonly week: Week;
}

export const DEMO_LOCATIONS = [
  { name: 'Brooklyn', timezone: 'America/New_York', hours: week(day([8, 20]), day([9, 18]), day([10, 16])) },
  { name: 'Kreuzberg', timezone: 'Europe/Berlin', hours: week(day([9, 20]), day([9, 16]), day([10, 16])) },
] as const;

export const DEMO_SERVICES = [
  { name: 'Haircut', minutes: 30, before: 0, after: 0, cents: 3500 },
  { name: 'Haircut and beard', minutes: 60, before: 0, after: 10, cents: 5500 },
  { name: 'Beard trim', minutes: 20, before: 0, after: 0, cents: 2000 },
  { name: 'Hot towel shave', minutes: 45, before: 5, after: 10, cents: 4000 },
  { name: 'Kids cut', minutes: 25, before: 0, after: 5, cents: 2500 },
] as const;

export const DEMO_BARBERS: readonly DemoBarber[] = [
  {
    name: 'Maya Quiff',
    location: 0,
    services: [],
    week: week(day([9, 12], [13, 17]), day([9, 15]), day([10, 14])),
  },
  {
    name: 'Tom Pomade',
    location: 0,
    services: ['Haircut', 'Haircut and beard', 'Beard trim'],
    week: week(day([12, 20]), day([10, 18]), day([11, 16])),
  },
  {
    name: 'Lin Fade',
    location: 0,
    services: ['Haircut', 'Kids cut'],
    week: [off, day([8, 14]), off, day([8, 14]), off, day([9, 18]), day([10, 16])],
  },
  { name: 'Jonas Kamm', location: 1, services: [], week: week(day([9, 13], [14, 18]), off, day([11, 16])) },
  {
    name: 'Aylin Schere',
    location: 1,
    services: ['Haircut', 'Haircut and beard', 'Hot towel shave'],
    week: week(day([11, 20]), day([9, 16]), day([10, 16])),
  },
  {
    name: 'Pavel Bart',
    location: 1,
    services: ['Haircut', 'Beard trim', 'Kids cut'],
    week: [day([9, 17]), day([9, 17]), day([9, 17]), off, off, day([9, 16]), off],
  },
];

/** The account of the first barber. */
export const DEMO_LOGIN = { name: 'Maya Quiff', email: 'barber@bookedbarber.local' } as const;

/** Their names are made up, and telephone numbers from 555-0100 to 555-0199 are kept for fiction. */
export const DEMO_CLIENTS = [
  'Ada Curls',
  'Ben Sideburn',
  'Chioma Coily',
  'Dmitri Moustache',
  'Elena Fringe',
  'Farid Stubble',
  'Greta Pixie',
  'Hugo Cowlick',
  'Ines Ponytail',
  'Jamal Waves',
  'Kiko Topknot',
  'Lars Beardsson',
].map((name, index) => ({
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@bookedbarber.local`,
  phone: `+1 212 555 01${String(index + 10)}`,
}));

/** Days are counted from today; barbers are indices into {@link DEMO_BARBERS}. */
export const DEMO_SHORT_DAY = { barber: 0, day: 3, windows: day([10, 13]) } as const;
export const DEMO_TIME_OFF = { barber: 4, from: 5, until: 8, reason: 'Holiday' } as const;
