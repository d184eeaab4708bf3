/** Minutes of a wall-clock day. */
type Windows = [start: number, end: number][];
type Week = Windows[];

const h = (hours: number) => hours * 60;
const off: Windows = [];
const day = (...windows: Windows): Windows => windows.map(([start, end]) => [h(start), h(end)]);

export interface DemoBarber {
  readonly name: string;
  /** Index into {@link DEMO_LOCATIONS}. */
  readonly location: number;
  /** Indices into {@link DEMO_SERVICES}; none: all of them. */
  readonly services: readonly number[];
  readonly week: Week;
}

export const DEMO_LOCATIONS = [
  { name: 'Brooklyn', timezone: 'America/New_York', hours: week(day([8, 20]), day([9, 18]), day([10, 16])) },
  { name: 'Kreuzberg', timezone: 'Europe/Berlin', hours: week(day([9, 20]), day([9, 16]), off) },
] as const;

export const DEMO_SERVICES = [
  { name: 'Haircut', minutes: 30, before: 0, after: 0, cents: 3500 },
  { name: 'Haircut and beard', minutes: 60, before: 0, after: 10, cents: 5500 },
  { name: 'Beard trim', minutes: 20, before: 0, after: 0, cents: 2000 },
  { name: 'Hot towel shave', minutes: 45, before: 5, after: 10, cents: 4000 },
  { name: 'Kids cut', minutes: 25, before: 0, after: 5, cents: 2500 },
] as const;

export const DEMO_BARBERS: readonly DemoBarber[] = [
  { name: 'Maya Alvarez', location: 0, services: [], week: week(day([9, 12], [13, 17]), day([9, 15]), off) },
  { name: 'Tom Okafor', location: 0, services: [0, 1, 2], week: week(day([12, 20]), day([10, 18]), off) },
  {
    name: 'Lin Chen',
    location: 0,
    services: [0, 4],
    week: [off, day([8, 14]), off, day([8, 14]), off, day([9, 18]), day([10, 16])],
  },
  { name: 'Jonas Weber', location: 1, services: [], week: week(day([9, 13], [14, 18]), off, off) },
  { name: 'Aylin Demir', location: 1, services: [0, 1, 3], week: week(day([11, 20]), day([9, 16]), off) },
  {
    name: 'Pavel Novak',
    location: 1,
    services: [0, 2, 4],
    week: [...week(day([9, 17]), off, off).slice(0, 3), off, off, day([9, 16]), off],
  },
];

export const DEMO_CLIENTS = ['Ada', 'Ben', 'Chioma', 'Dmitri', 'Elena', 'Farid'] as const;

/** Monday to Friday alike, then Saturday and Sunday. */
function week(workday: Windows, saturday: Windows, sunday: Windows): Week {
  return [workday, workday, workday, workday, workday, saturday, sunday];
}
