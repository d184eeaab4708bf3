import { expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { accountRegion } from '../../src/auth/account/account.cache.js';
import { conflictsRegion } from '../../src/booking/appointments/conflicts.cache.js';
import { availabilityRegion } from '../../src/booking/barbers/availability.cache.js';
import { barberRegion, barbersRegion } from '../../src/booking/barbers/barbers.cache.js';
import { defaultLocationRegion } from '../../src/booking/places/default-location.cache.js';
import { scheduleRegion } from '../../src/booking/barbers/schedule.cache.js';
import { bookingSettingsRegion } from '../../src/booking/settings/booking-settings.cache.js';
import { businessHoursRegion } from '../../src/booking/settings/business-hours.cache.js';
import { locationRegion, locationsRegion } from '../../src/booking/shop/locations.cache.js';
import { serviceRegion, servicesRegion } from '../../src/booking/shop/services.cache.js';
import { bookableBarbersRegion } from '../../src/booking/slots/bookable-barbers.cache.js';
import { nextAvailableRegion } from '../../src/booking/slots/next-available.cache.js';
import { slotsRegion } from '../../src/booking/slots/slots.cache.js';
import { userTimezoneRegion } from '../../src/auth/account/user-timezone.cache.js';
import type { Region } from '../../src/cache/entry/region.js';
import type { DomainEvent, DomainEventName, DomainEvents } from '../../src/events/domain-events.js';
import { OutboxTranslation } from '../../src/events/outbox.translation.js';
import { DomainRegistry } from '../../src/invalidation/domain.registry.js';
import { BOOKING_DOMAINS } from '../support/events.js';

const PAGE = 'docs/caching.md';
const [BEGIN, END] = ['<!-- generated: begin -->', '<!-- generated: end -->'];

/** Values that occur nowhere else, so that a generated name can show what it was made of. */
const [BARBER, LOCATION, BUSINESS, USER, DAY] = [700_001, 100_001, 200_001, 300_001, '2027-03-14'];
const NAMED: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${BARBER}`, 'g'), '{barber}'],
  [new RegExp(`${LOCATION}`, 'g'), '{location}'],
  [new RegExp(`${BUSINESS}`, 'g'), '{business}'],
  [new RegExp(`${USER}`, 'g'), '{user}'],
  [/\d{4}-\d\d-\d\d/g, '{UTC day}'],
];
const named = (name: string) =>
  NAMED.reduce((text, [pattern, shown]) => text.replaceAll(pattern, shown), name);

const image = {
  id: 1,
  barberId: BARBER,
  locationId: LOCATION,
  blockedFrom: Date.parse(`${DAY}T12:00Z`),
  blockedUntil: Date.parse(`${DAY}T13:00Z`),
};

/** One event of each kind, about the same barber, location, business, user and day as the answers below. */
const EVENTS: { readonly [Name in Exclude<DomainEventName, 'product.changed'>]: DomainEvents[Name] } = {
  'appointment.created': { after: image },
  'appointment.updated': { before: image, after: image },
  'appointment.cancelled': { before: image },
  'barber.availability.changed': {
    barberId: BARBER,
    range: { from: image.blockedFrom, until: image.blockedUntil },
  },
  'barber.changed': { barberId: BARBER, locationIds: [LOCATION] },
  'service.changed': { serviceId: 1 },
  'location.changed': { locationId: LOCATION, businessIds: [BUSINESS] },
  'business-hours.changed': { locationId: LOCATION },
  'location.closures.changed': {
    locationId: LOCATION,
    range: { from: image.blockedFrom, until: image.blockedUntil },
  },
  'booking-settings.changed': { businessId: BUSINESS },
  'user.timezone.changed': { userId: USER },
  'account.changed': { userId: USER },
};

interface Answer {
  readonly region: Pick<Region<never[]>, 'name' | 'pattern' | 'ttl'>;
  readonly shards: readonly string[];
  readonly tags: readonly string[];
  /** Tags of other shards. */
  readonly wide: readonly string[];
}

const answers = <Args extends unknown[]>(region: Region<Args>, ...asked: Args[]): Answer => ({
  region,
  shards: [...new Set(asked.map((args) => named(region.shard(...args))))],
  tags: asked.flatMap((args) => region.tags(...args)),
  wide: asked.flatMap((args) => region.wide?.(...args) ?? []).map(({ shard, tag }) => `${shard} ${tag}`),
});

const SLOTS = [
  { date: DAY, locationId: LOCATION },
  { date: DAY, barberId: BARBER },
] as const;
const LISTING = { view: 'public', limit: 1000, total: false } as const;
const ANSWERS: readonly Answer[] = [
  answers(slotsRegion, ...SLOTS.map((query) => [query] as [typeof query])),
  answers(nextAvailableRegion, ...SLOTS.map((query) => [query] as [typeof query])),
  answers(bookableBarbersRegion, [{ locationId: LOCATION }]),
  answers(defaultLocationRegion, []),
  answers(availabilityRegion, [BARBER]),
  answers(scheduleRegion, [BARBER, DAY, DAY]),
  answers(conflictsRegion, [BARBER, DAY]),
  answers(businessHoursRegion, [LOCATION]),
  answers(bookingSettingsRegion, [BUSINESS]),
  answers(userTimezoneRegion, [USER]),
  answers(barbersRegion, [LISTING], [LISTING, LOCATION]),
  answers(barberRegion, [BARBER, 'public']),
  answers(servicesRegion, [LISTING]),
  answers(serviceRegion, [1, 'public']),
  answers(locationsRegion, [LISTING]),
  answers(locationRegion, [LOCATION]),
  answers(accountRegion, [USER]),
];

const registry = new DomainRegistry(new OutboxTranslation());
for (const domain of BOOKING_DOMAINS) registry.register(domain);

const code = (names: Iterable<string>) => [...new Set(names)].map((name) => `\`${name}\``).join(', ');

function forgottenBy({ tags, wide }: Answer): string[] {
  return Object.entries(EVENTS).flatMap(([name, payload]) => {
    const { stale } = registry.staleBy({ name, payload } as DomainEvent);
    const isWide = stale.some(({ place }) => (place as { of?: string }).of === 'everybody');
    const isNamed = stale.some((each) => each.tags.some((tag) => tags.includes(tag)));
    return isNamed || (isWide && wide.length > 0) ? [name] : [];
  });
}

function generated(): string {
  const rows = ANSWERS.map((answer) => {
    const { name, pattern, ttl } = answer.region;
    return [
      name,
      `\`${pattern}\``,
      code(answer.shards),
      code([...answer.tags.map(named), ...answer.wide]),
      typeof ttl === 'number' ? `${ttl} s` : `${ttl.defaultSeconds} s, \`${ttl.setting}\``,
      code(forgottenBy(answer)),
    ];
  });
  const domains = BOOKING_DOMAINS.map(({ name, tables, forgets }) => [
    name,
    code(Object.keys(tables)) || 'none',
    code(Object.keys(forgets)) || 'none',
  ]);
  return [
    table(['region', 'key', 'shard', 'tags', 'time to live', 'forgotten by'], rows),
    table(['domain', 'tables with outbox triggers', 'events'], domains),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Prettier pads tables; only their words count. */
const words = (text: string) =>
  text
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/[ \n]+/g, ' ')
    .trim();

it(`${PAGE} shows what the domains declare; WRITE_DOCS=1 writes it anew`, async () => {
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const [shown, after] = (rest ?? '').split(END);
  if (process.env['WRITE_DOCS'] === '1') {
    await writeFile(PAGE, `${before}${BEGIN}\n\n${generated()}\n\n${END}${after}`);
    return;
  }
  expect(words(shown ?? '')).toBe(words(generated()));
});

it(`${PAGE} covers every region that a domain declares`, () => {
  const declared = BOOKING_DOMAINS.flatMap(({ regions }) => regions.map(({ name }) => name));
  expect(ANSWERS.map(({ region }) => region.name).toSorted()).toEqual(declared.toSorted());
});
