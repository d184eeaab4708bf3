import { MINUTE_MS } from '../../../../src/time/durations.js';
import { clockTime, minutesOf, utcDate, utcTime } from '../wall-time.js';
import { rowOfRules, rowOfState } from './offer.registers.js';
import { timeOf } from './staff.register.js';

type Image = Record<string, any>;

/** A changed row as the outbox has it: images before and after, or null. */
export interface RowChange {
  readonly relation: string;
  readonly before: Image | null;
  readonly after: Image | null;
}

/** A value that a changed row gives to a register. */
export interface RegisterValue {
  readonly register: string;
  readonly value: string;
}

/** The value of a row that no longer exists, for registers that go on without one. */
const DELETED: Readonly<Record<string, string>> = {
  barber_overrides: 'none',
  barber_rotas: 'none',
  location_closures: 'none',
  service_locations: 'gone',
  barber_time_off: 'free',
  barbers: 'gone',
  services: 'gone',
  locations: 'gone',
  users: 'gone',
};

/** The registers that a changed row may belong to, each with the value it was given. */
export function registersOf({ relation, before, after }: RowChange): RegisterValue[] {
  const image = after ?? before;
  const deleted = DELETED[relation];
  if (image === null || (after === null && deleted === undefined)) return [];
  return valuesOf(relation, image).map(({ register, value }) => ({
    register,
    value: after === null ? (deleted ?? value) : value,
  }));
}

function valuesOf(relation: string, image: Image): RegisterValue[] {
  const one = (key: string, value: string): RegisterValue[] => [{ register: `${relation} ${key}`, value }];
  switch (relation) {
    case 'appointments':
      return appointmentValues(image);
    case 'business_hours':
      return one(image['location_id'], startOf(image['weekly'][0]));
    case 'barber_availability':
      return one(image['barber_id'], startOf(image['weekly'][0]));
    case 'barber_rotas':
      return one(image['barber_id'], startOf(image['weeks'][0][0]));
    case 'barber_services':
      return one(image['barber_id'], String(image['price_cents']));
    case 'location_closures':
      return one(image['location_id'], image['windows'].length === 0 ? 'closed' : startOf(image['windows']));
    case 'service_locations':
      return one(`${image['service_id']} ${image['location_id']}`, 'here');
    case 'barber_overrides':
      return one(`${image['barber_id']} ${image['date']}`, startOf(image['windows']));
    case 'barber_time_off':
      return one(`${image['barber_id']} ${utcDate(image['starts_at'])}`, utcTime(image['starts_at']));
    case 'booking_settings':
      return one(image['business_id'], String(image['slot_interval_minutes']));
    case 'services':
      return [
        ...one(image['id'], String(image['duration_minutes'])),
        ...one(`${image['id']} name`, String(image['name'])),
        ...one(`${image['id']} rules`, rowOfRules(rulesOf(image))),
      ];
    case 'locations':
      return [
        ...one(image['id'], String(image['timezone'])),
        ...one(`${image['id']} name`, String(image['name'])),
        ...one(`${image['id']} state`, rowOfState(stateOf(image))),
      ];
    case 'users':
      return one(image['id'], String(image['timezone']));
    case 'barbers':
      return [
        ...one(`${image['id']} place`, String(image['location_id'])),
        ...one(`${image['id']} name`, String(image['name'])),
        ...one(`${image['id']} state`, rowOfState(stateOf(image))),
      ];
    default:
      return [];
  }
}

function startOf(windows: number[][]): string {
  return clockTime(windows[0]?.[0] ?? 0);
}

function appointmentValues(image: Image): RegisterValue[] {
  const [from, until] = [Date.parse(image['starts_at']), Date.parse(image['ends_at'])];
  const isCancelled = image['status'] === 'cancelled';
  const start = utcTime(image['starts_at']);
  const booking = {
    barberId: image['barber_id'],
    start: minutesOf(start),
    minutes: (until - from) / MINUTE_MS,
  };
  const ofService = `appointments of service ${image['service_id']}`;
  return [
    {
      register: `appointments ${image['barber_id']} ${utcDate(image['starts_at'])}`,
      value: isCancelled ? 'free' : start,
    },
    { register: ofService, value: isCancelled ? 'free' : timeOf(booking) },
    { register: `${ofService} state`, value: isCancelled ? 'free' : 'busy' },
  ];
}

function rulesOf(image: Image) {
  return {
    slotIntervalMinutes: image['slot_interval_minutes'],
    minimumNoticeMinutes: image['minimum_notice_minutes'],
    bookingHorizonDays: image['booking_horizon_days'],
    active: image['active'],
  };
}

function stateOf(image: Image) {
  return { active: image['active'], hidden: image['hidden'] };
}
