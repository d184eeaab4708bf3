import { get, probe, type Register } from '../register.js';
import { GONE, probeOfLife } from './deletion.registers.js';
import { minutesBetween, type ObservedDay } from './settings.registers.js';

/** A change for everybody costs every instance all that it has of locations and barbers. */
const SLOWNESS_FOR_EVERYBODY = 8;
const SLOWNESS = 3;
const SHORT_HORIZON_DAYS = 2;
const LONG_NOTICE_MINUTES = 20 * 1440;

const everySlot = ({ date, locationId, serviceId }: ObservedDay) =>
  get('bookings/available-slots', { date, timezone: 'UTC', locationId, serviceId });
const slotsOf = ({ date, locationId, serviceId, barberId }: ObservedDay) =>
  get('bookings/available-slots', { date, timezone: 'UTC', locationId, serviceId, barberId });
const hereIf = (isHere: boolean): string => (isHere ? 'here' : GONE);
const isNamed = (id: number) => (body: any) => hereIf(body.items.some((item: any) => item.id === id));

/** What a service says of its slots: their interval, or that they are beyond its horizon, too soon, or not offered at all. */
export function serviceRules(at: ObservedDay, token: string): Register {
  const { serviceId } = at;
  const name = `services ${serviceId} rules`;
  const path = `services/${serviceId}`;
  const intervalIn = (body: any): string | undefined =>
    body.slots.length < 2
      ? undefined
      : String(minutesBetween(body.slots[0].startsAt, body.slots[1].startsAt));
  return {
    name,
    slowness: SLOWNESS_FOR_EVERYBODY,
    probes: [
      probeOfLife('available slots', slotsOf(at), name, 'interval', intervalIn),
      probeOfLife('available slots', everySlot(at), name, 'interval', intervalIn),
      probeOfLife('service', get(path), name, 'shown', rulesOf),
      probe('services', get('services'), name, 'shown', (body) => {
        const service = body.items.find((item: any) => item.id === serviceId);
        return service === undefined ? GONE : rulesOf(service);
      }),
    ],
    step: (seq) => {
      const kind = seq % 2 === 0 ? 'interval' : (['horizon', 'notice', 'inactive'] as const)[(seq >> 1) % 3];
      const slotIntervalMinutes = 30 + (seq % 200);
      const body = {
        slotIntervalMinutes,
        minimumNoticeMinutes: kind === 'notice' ? LONG_NOTICE_MINUTES : null,
        bookingHorizonDays: kind === 'horizon' ? SHORT_HORIZON_DAYS : null,
        active: kind !== 'inactive',
      };
      return {
        request: { method: 'PATCH', path, body, token },
        views: {
          interval: kind === 'interval' ? String(slotIntervalMinutes) : GONE,
          shown: body.active ? rulesOf(body) : GONE,
        },
        row: rowOfRules(body),
        idempotent: true,
      };
    },
  };
}

interface Rules {
  readonly slotIntervalMinutes: number | null;
  readonly minimumNoticeMinutes: number | null;
  readonly bookingHorizonDays: number | null;
}

const rulesOf = (of: Rules): string =>
  [of.slotIntervalMinutes, of.minimumNoticeMinutes, of.bookingHorizonDays].map(String).join(' ');

/** The rules of a service as one value of its register. */
export function rowOfRules(rules: Rules & { readonly active: boolean }): string {
  return `${rulesOf(rules)} ${rules.active ? 'active' : 'inactive'}`;
}

/** Whether a location offers a service. */
export function serviceAtLocation(at: ObservedDay, elsewhere: number, token: string): Register {
  const { locationId, serviceId } = at;
  const name = `service_locations ${serviceId} ${locationId}`;
  const offered = (body: any): string => hereIf(body.slots.length > 0);
  return {
    name,
    slowness: SLOWNESS_FOR_EVERYBODY,
    probes: [
      probeOfLife('available slots', slotsOf(at), name, 'offered', offered),
      probeOfLife('available slots', everySlot(at), name, 'offered', offered),
      probe('services', get('services', { locationId }), name, 'offered', isNamed(serviceId)),
    ],
    step: (seq) => {
      const value = hereIf(seq % 2 === 0);
      const body = { locationIds: [seq % 2 === 0 ? locationId : elsewhere] };
      return {
        request: { method: 'PATCH', path: `services/${serviceId}`, body, token },
        views: { offered: value },
        row: value,
        idempotent: true,
      };
    },
  };
}

/** What a barber takes for their one service. */
export function barberPrice(at: ObservedDay, token: string): Register {
  const { barberId, locationId, serviceId } = at;
  const name = `barber_services ${barberId}`;
  const priceIn = (barber: any): string => String(barber?.services[0]?.priceCents);
  return {
    name,
    slowness: SLOWNESS,
    probes: [
      probe('barber', get(`barbers/${barberId}`), name, 'price', priceIn),
      probe('barbers', get('barbers', { locationId }), name, 'price', (body) => priceIn(body.items[0])),
    ],
    step: (seq) => {
      const priceCents = 1000 + (seq % 600);
      const body = { services: [{ serviceId, priceCents }] };
      return {
        request: { method: 'PATCH', path: `barbers/${barberId}`, body, token },
        views: { price: String(priceCents) },
        row: String(priceCents),
        idempotent: true,
      };
    },
  };
}

/** In turn: the first differs from how they are made, each from its neighbours. */
const STATES = [
  { active: true, hidden: true },
  { active: true, hidden: false },
  { active: false, hidden: false },
  { active: true, hidden: false },
] as const;

/** The state of a barber or a location as one value of its register. */
export function rowOfState({
  active,
  hidden,
}: {
  readonly active: boolean;
  readonly hidden: boolean;
}): string {
  return `${active ? 'active' : 'inactive'}${hidden ? ' hidden' : ''}`;
}

/** Whether a barber is active, and hidden. */
export function barberState(at: ObservedDay, token: string): Register {
  const { barberId, locationId, serviceId, date } = at;
  const name = `barbers ${barberId} state`;
  const path = `barbers/${barberId}`;
  const offered = (body: any): string => hereIf(body.slots.length > 0);
  return {
    name,
    slowness: SLOWNESS,
    probes: [
      probe('available slots', everySlot(at), name, 'listed', offered),
      probe('available slots', slotsOf(at), name, 'offered', offered),
      probe('barbers', get('barbers', { locationId }), name, 'listed', isNamed(barberId)),
      probe('barbers', get('barbers', { limit: 100 }), name, 'listed', isNamed(barberId)),
      probe('barber', get(path), name, 'state', rowOfState),
      probe(
        'next available',
        get('bookings/next-available', { date, timezone: 'UTC', locationId, serviceId }),
        name,
        'listed',
        (body) => hereIf(body.next !== null),
      ),
    ],
    step: (seq) => stateStep(path, seq, token),
  };
}

/** Whether a location is active, and hidden. */
export function locationState(at: ObservedDay, token: string): Register {
  const { locationId } = at;
  const name = `locations ${locationId} state`;
  const path = `locations/${locationId}`;
  return {
    name,
    slowness: SLOWNESS,
    probes: [
      probe('available slots', everySlot(at), name, 'offered', (body) => hereIf(body.slots.length > 0)),
      probe('locations', get('locations', { limit: 100 }), name, 'listed', isNamed(locationId)),
      probe('location', get(path), name, 'state', rowOfState),
      // The barbers of a location that is only hidden are listed.
      probe('barbers', get('barbers', { locationId }), name, 'offered', isNamed(at.barberId)),
    ],
    step: (seq) => stateStep(path, seq, token),
  };
}

function stateStep(path: string, seq: number, token: string) {
  const state = STATES[seq % STATES.length] ?? STATES[0];
  const { active, hidden } = state;
  return {
    request: { method: 'PATCH', path, body: state, token },
    views: { listed: hereIf(active && !hidden), offered: hereIf(active), state: rowOfState(state) },
    row: rowOfState(state),
    idempotent: true,
  } as const;
}

/** What a barber or a location is called, as the lists of all and the resource itself show it. */
export function nameInLists(table: 'barbers' | 'locations', id: number, token: string): Register {
  const name = `${table} ${id} name`;
  const path = `${table}/${id}`;
  return {
    name,
    slowness: SLOWNESS,
    probes: [
      probe(
        table,
        get(table, { limit: 100 }),
        name,
        'name',
        (body) => body.items.find((item: any) => item.id === id)?.name,
      ),
      probe(table.slice(0, -1), get(path), name, 'name', (body) => body.name),
    ],
    step: (seq) => {
      const called = `Called ${seq}`;
      return {
        request: { method: 'PATCH', path, body: { name: called }, token },
        views: { name: called },
        row: called,
        idempotent: true,
      };
    },
  };
}
