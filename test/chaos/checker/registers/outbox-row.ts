import { clockTime, utcDate, utcTime } from '../wall-time.js';

type Image = Record<string, any>;

/** The register that a changed row belongs to and the value it was given; nothing for rows that were deleted. */
export function registerOf(
  relation: string,
  after: Image | null,
): { register: string; value: string } | undefined {
  if (after === null) return undefined;
  switch (relation) {
    case 'appointments':
      return {
        register: `${relation} ${after['barber_id']} ${utcDate(after['starts_at'])}`,
        value: after['status'] === 'cancelled' ? 'free' : utcTime(after['starts_at']),
      };
    case 'business_hours':
      return { register: `${relation} ${after['location_id']}`, value: startOf(after['weekly'][0]) };
    case 'barber_availability':
      return { register: `${relation} ${after['barber_id']}`, value: startOf(after['weekly'][0]) };
    case 'barber_overrides':
      return {
        register: `${relation} ${after['barber_id']} ${after['date']}`,
        value: startOf(after['windows']),
      };
    case 'booking_settings':
      return {
        register: `${relation} ${after['business_id']}`,
        value: String(after['slot_interval_minutes']),
      };
    case 'services':
      return { register: `${relation} ${after['id']}`, value: String(after['duration_minutes']) };
    case 'users':
      return { register: `${relation} ${after['id']}`, value: String(after['timezone']) };
    default:
      return undefined;
  }
}

function startOf(windows: number[][]): string {
  return clockTime(windows[0]?.[0] ?? 0);
}
