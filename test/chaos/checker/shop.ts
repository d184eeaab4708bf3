import { ADMIN } from './environment.js';
import type { HttpClient } from './http.client.js';
import type { HttpRequest, Register } from './register.js';
import { AppointmentRegister, type Booked } from './registers/appointment.register.js';
import { dateOverride, weeklyAvailability } from './registers/barber.registers.js';
import {
  bookingSettings,
  businessHours,
  businessHoursBySql,
  serviceDuration,
  type ObservedDay,
} from './registers/settings.registers.js';
import { userTimezone } from './registers/timezone.register.js';
import { dateAhead } from './wall-time.js';

const WHOLE_WEEK = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: [{ start: '00:00', end: '24:00' }] }));
const SETTINGS = {
  slotIntervalMinutes: 30,
  minimumNoticeMinutes: 60,
  bookingHorizonDays: 365,
  cancellationNoticeMinutes: 0,
};
const BARBERS = 3;
const DATES = [3, 4, 6];
const DATE = 5;

/** The data that the clients read and write. */
export interface Shop {
  readonly registers: readonly Register[];
  /** A barber that only the race uses, in which several clients book the same slot at once. */
  readonly contested: Booked;
}

/** Creates the data through the API. Each register has its own location, so that its reads show only its own value. */
export async function openShop(client: HttpClient): Promise<Shop> {
  const { accessToken: token } = await created<{ accessToken: string }>(client, 'auth/login', ADMIN);
  const post = async (path: string, body: unknown): Promise<number> =>
    (await created<{ id: number }>(client, path, body, token)).id;
  const put = async (path: string, body: unknown): Promise<void> => {
    await call(client, { method: 'PUT', path, body, token });
  };
  const shop = async (businessId: number, serviceId: number): Promise<ObservedDay> => {
    const locationId = await post('locations', { name: 'A shop', timezone: 'UTC', businessId });
    return { locationId, barberId: await barber(locationId), serviceId, date: dateAhead(DATE) };
  };
  const barber = async (locationId: number): Promise<number> => {
    const barberId = await post('barbers', { name: 'A barber', locationId });
    await put(`barbers/${barberId}/availability`, { weekly: WHOLE_WEEK });
    return barberId;
  };
  const booked = async (serviceId: number, barbers: number): Promise<Booked> => {
    const { locationId, barberId } = await shop(1, serviceId);
    const barberIds = [barberId];
    while (barberIds.length < barbers) barberIds.push(await barber(locationId));
    return { locationId, serviceId, barberIds, token };
  };

  const cut = await post('services', { name: 'Cut', durationMinutes: 30 });
  const shave = await post('services', { name: 'Shave', durationMinutes: 30 });
  await put('settings/booking?businessId=1', SETTINGS);
  const other = await post('businesses', { name: 'Another business' });
  const appointments = await booked(cut, BARBERS);
  const traveller = await visitor(client);
  return {
    contested: await booked(cut, 1),
    registers: [
      ...appointments.barberIds.flatMap((barberId) =>
        DATES.map((days) => new AppointmentRegister(appointments, barberId, dateAhead(days))),
      ),
      businessHours(await shop(1, cut), token),
      businessHours(await shop(1, cut), token),
      businessHoursBySql(await shop(1, cut)),
      weeklyAvailability(await shop(1, cut), token),
      weeklyAvailability(await shop(1, cut), token),
      dateOverride(await shop(1, cut), token),
      bookingSettings(other, await shop(other, cut), token),
      serviceDuration(await shop(1, shave), token),
      userTimezone(traveller.id, traveller.token, dateAhead(DATE), appointments.locationId),
    ],
  };
}

async function visitor(client: HttpClient): Promise<{ id: number; token: string }> {
  const credentials = { email: 'traveller@checker.test', password: 'a password of a traveller' };
  const { id } = await created<{ id: number }>(client, 'auth/register', {
    ...credentials,
    name: 'A traveller',
  });
  const { accessToken } = await created<{ accessToken: string }>(client, 'auth/login', credentials);
  return { id, token: accessToken };
}

async function created<Body>(client: HttpClient, path: string, body: unknown, token?: string): Promise<Body> {
  return call<Body>(client, { method: 'POST', path, body, ...(token === undefined ? {} : { token }) });
}

async function call<Body>(client: HttpClient, request: HttpRequest): Promise<Body> {
  const { status, text } = await client.send(request);
  if (typeof status === 'string' || status >= 300) {
    throw new Error(`${request.method} ${request.path} answered ${status}: ${text}`);
  }
  return JSON.parse(text) as Body;
}
