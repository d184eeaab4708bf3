import { get, probe, type Register } from '../register.js';
import { clockTime } from '../wall-time.js';
import { minuteOf, type ObservedDay } from './settings.registers.js';

/**
 * A barber's hours on one date, changed by a statement that changes the hours of thousands of other dates as well. Only
 * faults write it.
 * @param dates how many
 */
export function overridesInBulk(at: ObservedDay, dates: number): Register {
  const { barberId, date, locationId, serviceId } = at;
  const name = `barber_overrides ${barberId} ${date}`;
  const asked = { date, timezone: 'UTC', locationId, serviceId, barberId };
  return {
    name,
    writtenByFault: true,
    probes: [
      probe(
        'available slots',
        get('bookings/available-slots', asked),
        name,
        'start',
        (body) => body.slots[0]?.time,
      ),
    ],
    step: (seq) => {
      const minute = minuteOf(seq);
      const windows = JSON.stringify([[minute, 1440]]);
      // The first step makes one row; the others are made, and changed, with the second.
      const others = seq === 0 ? 0 : dates;
      return {
        request: {
          sql: `INSERT INTO barber_overrides (barber_id, date, windows)
                SELECT $1, $2::date + 2000 * least(n, 1) + n, $3 FROM generate_series(0, $4) AS n
                ON CONFLICT (barber_id, date) DO UPDATE SET windows = excluded.windows`,
          parameters: [barberId, date, windows, others],
        },
        views: { start: clockTime(minute) },
        row: clockTime(minute),
      };
    },
  };
}
