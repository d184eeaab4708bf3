import pg from 'pg';
import { DAY_MS, MINUTE_MS } from '../src/time/durations.js';

const BARBERS = 20;
const DAYS_AHEAD = 2;
const SLOT_MS = 30 * MINUTE_MS;
const SLOTS_A_DAY = 48;
const ACCOUNT = { email: 'client@example.com', password: 'correct horse battery' };

/** Creates a shop in UTC whose barbers always work, so that every half hour can be booked. */
export async function fillShop(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const week = JSON.stringify(Array.from({ length: 7 }, () => [[0, 1440]]));
    await client.query(`
      INSERT INTO booking_settings (business_id, slot_interval_minutes, minimum_notice_minutes, booking_horizon_days)
      VALUES (1, 30, 0, 3650) ON CONFLICT (business_id) DO UPDATE SET booking_horizon_days = 3650;
      INSERT INTO locations (business_id, name, timezone) VALUES (1, 'Here', 'UTC');
      INSERT INTO services (name, duration_minutes) VALUES ('Cut', 30);
      INSERT INTO barbers (location_id, name) SELECT 1, 'Barber ' || n FROM generate_series(1, ${BARBERS}) n;
      INSERT INTO barber_services (barber_id, service_id) SELECT id, 1 FROM barbers;
      INSERT INTO barber_availability (barber_id, weekly) SELECT id, '${week}' FROM barbers`);
  } finally {
    await client.end();
  }
}

/** Books one slot after another as one client, barber by barber and then the next half hour. */
export class Booker {
  private turn = 0;

  private constructor(
    private readonly origin: string,
    private readonly token: string,
  ) {}

  static async signUp(origin: string): Promise<Booker> {
    await send(`${origin}/api/v1/auth/register`, { ...ACCOUNT, name: 'A client' });
    const { accessToken } = (await send(`${origin}/api/v1/auth/login`, ACCOUNT)) as { accessToken: string };
    return new Booker(origin, accessToken);
  }

  async book(): Promise<void> {
    const turn = this.turn++;
    const barberId = 1 + (turn % BARBERS);
    const slot = DAYS_AHEAD * SLOTS_A_DAY + Math.floor(turn / BARBERS);
    const startsAt = new Date((Math.floor(Date.now() / DAY_MS) * SLOTS_A_DAY + slot) * SLOT_MS);
    const body = { barberId, serviceId: 1, startsAt: startsAt.toISOString() };
    await send(`${this.origin}/api/v1/bookings`, body, this.token);
  }
}

async function send(url: string, body: object, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
