import { jest } from '@jest/globals';
import type { AppointmentDto } from '../../src/booking/appointments/appointment.dto.js';
import { Clock } from '../../src/config/clock.js';
import { DAY_MS } from '../../src/time/durations.js';
import { startApp, type TestApp } from './app.js';
import { createShop, type TestShop } from './shop.js';

/** The fixed current time of these tests, so that nothing depends on the day on which they run. */
export const NOW = Date.parse('2027-01-04T08:00Z');

export interface Person {
  readonly id: number;
  readonly email?: string;
  readonly token: string;
}

type Booking = AppointmentDto & { readonly code: string };

/** A shop with two barbers, open 09:00 to 12:00 UTC, booked over HTTP; the first barber is `staff`. */
export class FrontDesk {
  private readonly dates = daysFrom(NOW);
  /** The date used when a call names none; {@link nextDay} advances it. */
  date = '';

  private constructor(
    readonly app: TestApp,
    readonly shop: TestShop,
    readonly client: Person,
    readonly other: Person,
    readonly staff: Person,
    readonly admin: Person,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<FrontDesk> {
    const app = await startApp(settings);
    jest.spyOn(app.app.get(Clock), 'now').mockReturnValue(NOW);
    const shop = await createShop(app.database, {
      barbers: 2,
      windows: [[540, 720]],
      timezone: 'UTC',
      bufferAfterMinutes: 5,
    });
    const people = [app.signUp(), app.signUp(), app.signUp('barber'), app.signUp('admin')] as const;
    const [client, other, staff, admin] = await Promise.all(people);
    await app.database.query('UPDATE barbers SET user_id = $1 WHERE id = $2', [staff.id, shop.barberIds[0]]);
    return new FrontDesk(app, shop, client, other, staff, admin);
  }

  /** Advances to a day without appointments, and returns it. */
  nextDay(): string {
    this.date = this.dates.next().value;
    return this.date;
  }

  /** Runs `work` at another moment. */
  async at<Result>(instant: number | string, work: () => Promise<Result>): Promise<Result> {
    const now = jest.spyOn(this.app.app.get(Clock), 'now').mockReturnValue(new Date(instant).getTime());
    try {
      return await work();
    } finally {
      now.mockReturnValue(NOW);
    }
  }

  book(fields: object = {}, who = this.client, headers: Record<string, string> = {}) {
    const { date, shop } = this;
    const body = { date, time: '09:00', barberId: shop.barberIds[0], serviceId: shop.serviceId, ...fields };
    return this.app.post<Booking>('bookings', body, { token: who.token, headers });
  }

  change(id: number, fields: object, who = this.client, headers: Record<string, string> = {}) {
    return this.app.patch<Booking>(`bookings/${id}`, fields, { token: who.token, headers });
  }

  cancel(id: number, who = this.client, headers: Record<string, string> = {}) {
    return this.app.delete<Booking>(`bookings/${id}`, { token: who.token, headers });
  }

  async close(): Promise<void> {
    jest.restoreAllMocks();
    await this.app.close();
  }
}

/** Every second day, so that an appointment that reaches into the next day meets no other. */
function* daysFrom(instant: number): Generator<string, never> {
  for (let day = instant + 2 * DAY_MS; ; day += 2 * DAY_MS) yield new Date(day).toISOString().slice(0, 10);
}
