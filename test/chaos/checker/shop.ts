import { ADMIN, PERSON } from './environment.js';
import type { HttpClient } from './http.client.js';
import type { ClientOperation } from './operations.js';
import type { HttpRequest, Register, Sql } from './register.js';
import { AppointmentRegister, type Booked } from './registers/appointment.register.js';
import { dateOverride, weeklyAvailability } from './registers/barber.registers.js';
import { overridesInBulk } from './registers/bulk.register.js';
import { barberRota, ClosureRegister } from './registers/calendar.registers.js';
import { barberLife, locationLife, serviceLife, userLife } from './registers/deletion.registers.js';
import { GuestRegister } from './registers/guest.register.js';
import {
  barberPrice,
  barberState,
  locationState,
  nameInLists,
  serviceAtLocation,
  serviceRules,
} from './registers/offer.registers.js';
import { barberPlace, locationZone, type Workplace } from './registers/place.registers.js';
import {
  bookingSettings,
  businessHours,
  businessHoursBySql,
  businessHoursWithoutTriggers,
  serviceDuration,
  serviceName,
  type ObservedDay,
} from './registers/settings.registers.js';
import { StaffRegister, WalkInRegister } from './registers/staff.register.js';
import { TimeOffRegister } from './registers/time-off.register.js';
import { userTimezone } from './registers/timezone.register.js';
import { dateAhead } from './wall-time.js';

const WHOLE_WEEK = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows: [{ start: '00:00', end: '24:00' }] }));
const SETTINGS = {
  slotIntervalMinutes: 30,
  minimumNoticeMinutes: 60,
  bookingHorizonDays: 365,
  cancellationNoticeMinutes: 0,
};
const WITHOUT_LIMITS = { maxOpenBookingsPerClient: 0, clientOverlap: true, guestBooking: true };
const BARBERS = 3;
const DATES = [3, 4, 6];
const DATE = 5;
/** Where one barber works in turn. */
const WORKPLACES = ['Europe/Paris', 'Asia/Tokyo', 'America/New_York', 'Australia/Sydney'];
/** No row that the API makes in a run gets this id. */
const FREE_ID = 1_000_000;
/** More than a run can merge and erase. */
const CLIENTS = 2000;
/** More than what relays publish row by row. */
const BULK_DATES = 20_000;

/** The data that the clients read and write. */
export interface Shop {
  readonly registers: readonly Register[];
  /** The registers that only faults write; they are among the others. */
  readonly writtenByFaults: { readonly schema: Register; readonly bulk: Register };
  /** A barber that only the race uses, in which several clients book the same slot at once. */
  readonly contested: Booked;
  /** Of an admin. */
  readonly token: string;
}

/**
 * Creates the data through the API. Each register has its own location, so that its reads show only its own value. Many at once,
 * because each request takes a lease, which may be half a second.
 * @param operations those that need registers of their own
 */
export async function openShop(
  client: HttpClient,
  operations: ReadonlySet<ClientOperation>,
  sql: Sql,
): Promise<Shop> {
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
    const locationId = await post('locations', { name: 'A shop', timezone: 'UTC', businessId: 1 });
    const barberIds = await Promise.all(Array.from({ length: barbers }, async () => barber(locationId)));
    return { locationId, serviceId, barberIds, token };
  };
  const moving = async (): Promise<Register> => {
    const places = await Promise.all(
      WORKPLACES.map(async (timezone): Promise<Workplace> => ({
        timezone,
        locationId: await post('locations', { name: 'A shop', timezone }),
      })),
    );
    // Elsewhere than where the first step puts them: a step that changes nothing leaves no row.
    const barberId = await barber(places.at(-1)?.locationId ?? 0);
    return barberPlace({ barberId, serviceId: cut, date: dateAhead(DATE) }, places, token);
  };
  const lives = async (): Promise<Register[]> => {
    const empty = await post('locations', { name: 'A shop', timezone: 'UTC' });
    const leaver = await visitor(client, 'leaver');
    return [
      barberLife({ barberId: FREE_ID, locationId: empty, serviceId: cut, date: dateAhead(DATE) }),
      serviceLife({ ...(await shop(1, cut)), serviceId: FREE_ID }),
      locationLife(FREE_ID),
      userLife(leaver.id, leaver.token),
    ];
  };

  const service = async (name: string): Promise<number> => post('services', { name, durationMinutes: 30 });
  const guests = async (): Promise<Register[]> => {
    const at = await booked(cut, 1);
    const hasRanges = operations.has('ranges');
    return at.barberIds.map((barberId) => new GuestRegister(at, barberId, dateAhead(DATE), hasRanges));
  };
  const counter = async (): Promise<Register[]> => {
    const [forClients, forWalkIns] = await Promise.all([service('By staff'), service('At once')]);
    const [{ locationId, barberIds }, walkIns, clients] = await Promise.all([
      booked(forClients, 2),
      shop(1, forWalkIns),
      sql(
        `INSERT INTO clients (business_id, name, notes) SELECT 1, $2 || n, $2 || 'notes'
         FROM generate_series(1, $1::int) AS n RETURNING id`,
        [CLIENTS, PERSON],
      ),
    ]);
    const [one = 0, two = 0] = barberIds;
    const clientIds = clients.map(({ id }) => Number(id));
    const at = { locationId, serviceId: forClients, barberIds: [one, two] as const, clientIds, token };
    return [new StaffRegister(at, dateAhead(DATE)), new WalkInRegister(walkIns, token, dateAhead(0))];
  };
  const calendar = async (): Promise<Register[]> => [
    new ClosureRegister(await shop(1, cut), token),
    barberRota(await shop(1, cut), token),
  ];
  const offers = async (): Promise<Register[]> => {
    const [ruled, placed] = await Promise.all([service('Ruled'), service('Placed')]);
    const [here, elsewhere] = await Promise.all([
      shop(1, placed),
      post('locations', { name: 'Elsewhere', timezone: 'UTC' }),
    ]);
    return [
      serviceRules(await shop(1, ruled), token),
      serviceAtLocation(here, elsewhere, token),
      barberPrice(await shop(1, cut), token),
    ];
  };
  const statesAndNames = async (): Promise<Register[]> => {
    const named = await shop(1, cut);
    return [
      barberState(await shop(1, cut), token),
      locationState(await shop(1, cut), token),
      nameInLists('barbers', named.barberId, token),
      nameInLists('locations', named.locationId, token),
    ];
  };
  const only = async (operation: ClientOperation, make: () => Promise<Register[]>): Promise<Register[]> =>
    operations.has(operation) ? make() : [];

  const [cut, shave, dye, other] = await Promise.all([
    service('Cut'),
    service('Shave'),
    service('Dye'),
    post('businesses', { name: 'Another business' }),
    put('settings/booking?businessId=1', SETTINGS),
  ]);
  // One account books everything here. Releases that know no limits do not know the route either.
  const path = 'settings/booking?businessId=1';
  await client.send({ method: 'PATCH', path, body: WITHOUT_LIMITS, token });
  const made = async (make: (at: ObservedDay) => Register): Promise<Register> => make(await shop(1, cut));
  const [contested, appointments, traveller, schema, bulk] = await Promise.all([
    booked(cut, 1),
    booked(cut, BARBERS),
    visitor(client, 'traveller'),
    made(businessHoursWithoutTriggers),
    made((at) => overridesInBulk(at, BULK_DATES)),
  ]);
  const others = await Promise.all([
    made((at) => businessHours(at, token)),
    made((at) => businessHours(at, token)),
    made(businessHoursBySql),
    made((at) => weeklyAvailability(at, token)),
    made((at) => weeklyAvailability(at, token)),
    made((at) => dateOverride(at, token, operations.has('deletions'))),
    shop(other, cut).then((at) => bookingSettings(other, at, token)),
    shop(1, shave).then((at) => serviceDuration(at, token)),
    ...(operations.has('time off')
      ? [made((at) => new TimeOffRegister(at, token, operations.has('calendar')))]
      : []),
    ...(operations.has('zones of locations') ? [made((at) => locationZone(at, token))] : []),
    ...(operations.has('moves of barbers') ? [moving()] : []),
  ]);
  const registers = [
    ...appointments.barberIds.flatMap((barberId) =>
      DATES.map(
        (days) => new AppointmentRegister(appointments, barberId, dateAhead(days), operations.has('ranges')),
      ),
    ),
    userTimezone(traveller.id, traveller.token, dateAhead(DATE), appointments.locationId),
    schema,
    bulk,
    serviceName(dye, token),
    ...others,
    ...(
      await Promise.all([
        only('deletions', lives),
        only('guests', guests),
        only('counter', counter),
        only('calendar', calendar),
        only('offers', offers),
        only('states and names', statesAndNames),
      ])
    ).flat(),
  ];
  return { contested, token, registers, writtenByFaults: { schema, bulk } };
}

async function visitor(client: HttpClient, name: string): Promise<{ id: number; token: string }> {
  const credentials = { email: `${name}@checker.test`, password: 'a password of a client' };
  const { id } = await created<{ id: number }>(client, 'auth/register', {
    ...credentials,
    name,
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
