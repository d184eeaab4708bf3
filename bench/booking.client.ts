import { HttpClient } from '../test/chaos/checker/http.client.js';
import { DAY_MS, MINUTE_MS } from '../src/time/durations.js';

/** Barbers of a shop in which every half hour can be booked. */
export const BOOKED_BARBERS = 20;
const DAYS_AHEAD = 2;
const SLOT_MS = 30 * MINUTE_MS;
const SLOTS_A_DAY = 48;
const ACCOUNT = { email: 'client@example.com', password: 'correct horse battery' };

/** Books one slot after another as one client, barber by barber and then the next half hour. */
export class BookingClient {
  private turn = 0;
  /** Its access token. */
  token: string | undefined;

  private constructor(private readonly client: HttpClient) {}

  static async signUp(port: number): Promise<BookingClient> {
    const booker = new BookingClient(new HttpClient(port));
    await booker.post('auth/register', { ...ACCOUNT, name: 'A client' });
    const { accessToken } = (await booker.post('auth/login', ACCOUNT)) as { accessToken: string };
    booker.token = accessToken;
    return booker;
  }

  async book(): Promise<void> {
    const turn = this.turn++;
    const barberId = 1 + (turn % BOOKED_BARBERS);
    const slot = DAYS_AHEAD * SLOTS_A_DAY + Math.floor(turn / BOOKED_BARBERS);
    const startsAt = new Date((Math.floor(Date.now() / DAY_MS) * SLOTS_A_DAY + slot) * SLOT_MS);
    await this.bookAt(startsAt.getTime(), barberId);
  }

  /** @param startsAt epoch ms */
  async bookAt(startsAt: number, barberId: number): Promise<void> {
    await this.post('bookings', { barberId, serviceId: 1, startsAt: new Date(startsAt).toISOString() });
  }

  close(): void {
    this.client.close();
  }

  private async post(path: string, body: object): Promise<unknown> {
    const { token } = this;
    const call = { method: 'POST', path, body, ...(token === undefined ? {} : { token }) } as const;
    const { status, text } = await this.client.send(call);
    if (status !== 200 && status !== 201) throw new Error(`${path} answered ${status}: ${text}`);
    return JSON.parse(text);
  }
}
