import { clockTime, utcDate, utcTime } from '../wall-time.js';

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
      return one(
        `${image['barber_id']} ${utcDate(image['starts_at'])}`,
        image['status'] === 'cancelled' ? 'free' : utcTime(image['starts_at']),
      );
    case 'business_hours':
      return one(image['location_id'], startOf(image['weekly'][0]));
    case 'barber_availability':
      return one(image['barber_id'], startOf(image['weekly'][0]));
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
      ];
    case 'locations':
    case 'users':
      return one(image['id'], String(image['timezone']));
    case 'barbers':
      return [
        ...one(`${image['id']} place`, String(image['location_id'])),
        ...one(`${image['id']} name`, String(image['name'])),
      ];
    default:
      return [];
  }
}

function startOf(windows: number[][]): string {
  return clockTime(windows[0]?.[0] ?? 0);
}
