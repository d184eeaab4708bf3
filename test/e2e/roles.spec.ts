import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { extentOf, type RightName, type Role, ROLES, rolesWith } from '../../src/auth/rights.js';
import { startApp, type TestApp } from '../support/app.js';
import { createShop, type TestShop } from '../support/shop.js';
import { listRoutes, type Route } from '../support/routes.js';

type Caller = 'anonymous' | Role;

const CALLERS: Caller[] = ['anonymous', ...ROLES];

/** The right that each route requires. A route without a row here fails. */
const REQUIRED: Record<string, RightName | 'public'> = {
  'POST /auth/register': 'public',
  'POST /auth/login': 'public',
  'POST /auth/refresh': 'public',
  'POST /auth/logout': 'public',
  'POST /auth/forgot-password': 'public',
  'POST /auth/reset-password': 'public',
  'POST /auth/verify-email': 'public',
  'POST /users/me/verification': 'account.own',
  'POST /auth/logout-all': 'account.own',
  'POST /auth/session': 'public',
  'GET /auth/session': 'account.own',
  'DELETE /auth/session': 'public',
  'GET /users/me': 'account.own',
  'PATCH /users/me': 'account.own',
  'DELETE /users/me': 'account.own',
  'PUT /users/me/password': 'account.own',
  'GET /users/me/timezone': 'account.own',
  'PUT /users/me/timezone': 'account.own',
  'GET /users': 'accounts.manage',
  'POST /users': 'accounts.manage',
  'GET /users/:id': 'accounts.manage',
  'PATCH /users/:id': 'accounts.manage',

  'GET /audit': 'audit.read',

  'GET /businesses': 'businesses.read',
  'POST /businesses': 'businesses.change',
  'GET /businesses/:id': 'businesses.read',
  'PATCH /businesses/:id': 'businesses.change',
  'GET /locations': 'public',
  'POST /locations': 'locations.change',
  'GET /locations/:id': 'public',
  'PATCH /locations/:id': 'locations.change',
  'GET /locations/:id/day': 'schedule.read',
  'GET /locations/:id/closures': 'closures.read',
  'POST /locations/:id/closures': 'hours.change',
  'GET /locations/:id/closures/:closureId': 'closures.read',
  'DELETE /locations/:id/closures/:closureId': 'hours.change',
  'GET /services': 'public',
  'POST /services': 'services.change',
  'GET /services/:id': 'public',
  'PATCH /services/:id': 'services.price',
  'GET /barbers': 'public',
  'POST /barbers': 'barbers.create',
  'GET /barbers/:id': 'public',
  'PATCH /barbers/:id': 'barbers.rename',
  'GET /barbers/:id/availability': 'public',
  'PUT /barbers/:id/availability': 'availability.change',
  'PUT /barbers/:id/overrides/:date': 'availability.change',
  'DELETE /barbers/:id/overrides/:date': 'availability.change',
  'GET /barbers/:id/rota': 'public',
  'GET /barbers/:id/overrides/:date': 'public',
  'PUT /barbers/:id/rota': 'availability.change',
  'DELETE /barbers/:id/rota': 'availability.change',
  'GET /barbers/:id/time-off': 'schedule.read',
  'GET /barbers/:id/time-off/:timeOffId': 'schedule.read',
  'POST /barbers/:id/time-off': 'availability.change',
  'DELETE /barbers/:id/time-off/:timeOffId': 'availability.change',
  'GET /barbers/:id/schedule': 'schedule.read',
  'GET /settings/business-hours': 'public',
  'PUT /settings/business-hours': 'hours.change',
  'GET /settings/booking': 'booking-settings.read',
  'PUT /settings/booking': 'booking-settings.change',
  'GET /settings/booking/public': 'public',
  'PATCH /settings/booking': 'booking-settings.change',

  'GET /clients': 'clients.serve',
  'POST /clients': 'clients.serve',
  'GET /clients/:id': 'clients.serve',
  'PATCH /clients/:id': 'clients.serve',
  'DELETE /clients/:id': 'clients.serve',
  'POST /clients/:id/merge': 'clients.serve',
  'GET /clients/:id/bookings': 'clients.serve',
  'GET /clients/:id/export': 'clients.serve',

  'GET /bookings/available-slots': 'public',
  'GET /bookings/live': 'public',
  'GET /bookings/available-days': 'public',
  'GET /bookings/next-available': 'public',
  'GET /bookings/conflicts': 'schedule.read',
  'POST /bookings': 'bookings.own',
  'GET /bookings': 'bookings.own',
  'GET /bookings/:id': 'bookings.own',
  'PATCH /bookings/:id': 'bookings.own',
  'DELETE /bookings/:id': 'bookings.own',
  'GET /guest-bookings/:manageToken': 'public',
  'PATCH /guest-bookings/:manageToken': 'public',
  'DELETE /guest-bookings/:manageToken': 'public',
  'POST /bookings/walk-in': 'bookings.serve',
  'POST /bookings/:id/cancel': 'bookings.own',
  'POST /bookings/:id/reassign': 'bookings.serve',
  'POST /barbers/:id/reassign-day': 'bookings.serve',

  'GET /cache/availability': 'cache.state',
  'GET /cache/health': 'cache.operate',
  'GET /cache/stats': 'cache.operate',
  'GET /cache/instances': 'cache.operate',
  'GET /cache/audit': 'cache.operate',
  'GET /cache/monitoring/trends': 'cache.operate',
  'GET /cache/monitoring/regions': 'cache.operate',
  'GET /cache/monitoring/invalidations': 'cache.operate',
  'GET /cache/monitoring/hot-keys': 'cache.operate',
  'GET /cache/monitoring/utilization': 'cache.operate',
  'GET /cache/monitoring/report': 'cache.operate',
  'GET /cache/keys/summary': 'cache.operate',
  'GET /cache/entries': 'cache.operate',
  'GET /cache/entry': 'cache.operate',
  'DELETE /cache/entry': 'cache.operate',
  'POST /cache/warm-up': 'cache.operate',
  'DELETE /cache/warm-up': 'cache.operate',
  'GET /cache/warm-up': 'cache.operate',
  'POST /cache/preload': 'cache.operate',
  'POST /cache/invalidate/all-slots': 'cache.operate',
  'POST /cache/invalidate/barber/:barberId': 'cache.operate',
  'POST /cache/invalidate/date-range': 'cache.operate',
  'POST /cache/invalidate/business-settings': 'cache.operate',

  'GET /health': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /health/startup': 'public',
  'GET /metrics': 'public',
};

/** Routes after which the caller's token is of no use. */
const ENDS_SESSIONS: ReadonlySet<string> = new Set(['POST /auth/logout-all', 'DELETE /users/me']);

const mayEnter = (caller: Caller, route: string): boolean => {
  const right = REQUIRED[route];
  if (right === undefined || right === 'public') return right === 'public';
  return caller !== 'anonymous' && rolesWith(right).includes(caller);
};

/** The route without its version. */
const nameOf = ({ method, path }: Route) => `${method} ${path.replace('/api/v1', '')}`;
/** Ids of nothing: who may enter finds nothing there. */
const urlOf = ({ path }: Route) => path.replace(':date', '2027-03-14').replaceAll(/:\w+/g, '2147483647');

describe('the roles', () => {
  let app: TestApp;
  let routes: Route[];
  const tokens = new Map<Caller, string>();

  beforeAll(async () => {
    app = await startApp();
    routes = await listRoutes(app.database.url);
    for (const role of ROLES) tokens.set(role, (await app.signUp(role)).token);
  });
  afterAll(() => app.close());

  it('are settled for every route', () => {
    expect(routes.map((route) => nameOf(route)).filter((name) => REQUIRED[name] === undefined)).toEqual([]);
  });

  it.each(CALLERS)('%s may call the routes of its rights, and no others', async (role) => {
    const wrong: string[] = [];
    for (const route of routes) {
      const endsSession = role !== 'anonymous' && ENDS_SESSIONS.has(nameOf(route));
      const token = endsSession ? (await app.signUp(role)).token : tokens.get(role);
      const { status, body } = await app.call<{ code?: string } | undefined>(route.method, urlOf(route), {
        ...(token === undefined ? {} : { token }),
        ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} }),
      });
      const turnedAway = body?.code === 'unauthenticated' || body?.code === 'forbidden';
      const expected = role === 'anonymous' ? 401 : 403;
      if (mayEnter(role, nameOf(route)) ? turnedAway || status >= 500 : status !== expected)
        wrong.push(`${nameOf(route)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** What an id in a path is about. */
type Kind = 'account' | 'barber' | 'booking' | 'business' | 'client' | 'location' | 'service' | 'cache';

interface ObjectRow {
  readonly of: Kind;
  /** The right that decides for staff, where it is not the one that opens the route. */
  readonly staff?: RightName;
  readonly query?: string;
  readonly body?: object;
}

const HOURS = { weekly: [{ day: 1, windows: [{ start: '09:00', end: '17:00' }] }] };
const SERVED = { of: 'booking', staff: 'bookings.serve' } as const;

/** Every route that names an object by its id and is not public, with a request that is valid. A route without a row here fails. */
const OBJECTS: Record<string, ObjectRow> = {
  'GET /users/:id': { of: 'account' },
  'PATCH /users/:id': { of: 'account', body: { name: 'Kim' } },
  'GET /businesses/:id': { of: 'business' },
  'PATCH /businesses/:id': { of: 'business', body: { name: 'Ours' } },
  'PATCH /locations/:id': { of: 'location', body: { name: 'Here' } },
  'GET /locations/:id/day': { of: 'location', query: '?date=2031-03-14' },
  'GET /locations/:id/closures': { of: 'location' },
  'POST /locations/:id/closures': { of: 'location', body: { from: '2031-03-14', to: '2031-03-14' } },
  'GET /locations/:id/closures/:closureId': { of: 'location' },
  'DELETE /locations/:id/closures/:closureId': { of: 'location' },
  'PATCH /services/:id': { of: 'service', body: { priceCents: 4200 } },
  'PATCH /barbers/:id': { of: 'barber', body: { name: 'Sam' } },
  'PUT /barbers/:id/availability': { of: 'barber', body: HOURS },
  'PUT /barbers/:id/overrides/:date': { of: 'barber', body: { windows: [] } },
  'DELETE /barbers/:id/overrides/:date': { of: 'barber' },
  'POST /barbers/:id/time-off': {
    of: 'barber',
    body: { startsAt: '2031-06-01T10:00Z', endsAt: '2031-06-01T11:00Z' },
  },
  'GET /barbers/:id/time-off': { of: 'barber' },
  'GET /barbers/:id/time-off/:timeOffId': { of: 'barber' },
  'DELETE /barbers/:id/time-off/:timeOffId': { of: 'barber' },
  'PUT /barbers/:id/rota': { of: 'barber', body: { startDate: '2031-03-14', weeks: [HOURS.weekly] } },
  'DELETE /barbers/:id/rota': { of: 'barber' },
  'GET /barbers/:id/schedule': { of: 'barber', query: '?from=2030-01-01&to=2030-01-02' },
  'POST /barbers/:id/reassign-day': { of: 'barber', body: { date: '2032-01-01' } },
  'GET /clients/:id': { of: 'client' },
  'PATCH /clients/:id': { of: 'client', body: { blocked: false } },
  'DELETE /clients/:id': { of: 'client' },
  'POST /clients/:id/merge': { of: 'client', body: { intoId: 2147483647 } },
  'GET /clients/:id/bookings': { of: 'client' },
  'GET /clients/:id/export': { of: 'client' },
  'GET /bookings/:id': SERVED,
  'PATCH /bookings/:id': { ...SERVED, body: { notes: 'x' } },
  'DELETE /bookings/:id': SERVED,
  'POST /bookings/:id/cancel': { ...SERVED, body: {} },
  'POST /bookings/:id/reassign': { ...SERVED, body: {} },
  'POST /cache/invalidate/barber/:barberId': { of: 'cache' },
};
/** Who may enter such a route and then finds nothing there, as if the object belonged to others. */
const FINDS_NOTHING = new Set([
  'DELETE /barbers/:id/overrides/:date',
  'GET /barbers/:id/time-off/:timeOffId',
  'DELETE /barbers/:id/time-off/:timeOffId',
  'GET /locations/:id/closures/:closureId',
  'DELETE /locations/:id/closures/:closureId',
  'DELETE /barbers/:id/rota',
  'POST /clients/:id/merge',
]);

describe('objects', () => {
  let app: TestApp;
  let routes: string[];
  const shops: TestShop[] = [];
  const people = new Map<Role, { readonly id: number; readonly token: string }>();
  let started = Date.parse('2030-01-01T10:00Z');

  beforeAll(async () => {
    app = await startApp();
    routes = (await listRoutes(app.database.url)).map((route) => nameOf(route));
    await app.database.query(`INSERT INTO businesses (name) VALUES ('Theirs')`);
    shops.push(
      await createShop(app.database, { barbers: 2 }),
      await createShop(app.database, { barbers: 2 }),
    );
    const [here, there] = shops as [TestShop, TestShop];
    await app.database.query('UPDATE locations SET business_id = 2 WHERE id = $1', [there.locationId]);
    for (const role of ROLES) {
      const locations = role === 'receptionist' || role === 'manager' ? [here.locationId] : [];
      people.set(role, await app.signUp(role, locations));
    }
    await app.database.query('UPDATE barbers SET user_id = $1 WHERE id = $2', [
      people.get('barber')?.id,
      here.barberIds[0],
    ]);
  });
  afterAll(() => app.close());

  /** A fresh one, of our shop or of theirs; ours belong to the barber and, as appointments, to the client. */
  const make = async (kind: Kind, isOurs: boolean): Promise<number> => {
    const shop = shops[isOurs ? 0 : 1] as TestShop;
    const one = async (sql: string, values: unknown[]) =>
      (await app.database.query<{ id: number }>(`${sql} RETURNING id`, values))[0]?.id ?? 0;
    const ids: Record<Kind, () => Promise<number>> = {
      account: async () => people.get('client')?.id ?? 0,
      barber: async () => shop.barberIds[0] ?? 0,
      business: async () => (isOurs ? 1 : 2),
      cache: async () => shop.barberIds[0] ?? 0,
      client: async () =>
        one(`INSERT INTO clients (business_id, name) VALUES ($1, 'A client')`, [isOurs ? 1 : 2]),
      location: async () => shop.locationId,
      service: async () => shop.serviceId,
      booking: async () => {
        started += 86_400_000;
        const [from, until] = [new Date(started), new Date(started + 1_800_000)];
        return one(
          `INSERT INTO appointments
             (barber_id, service_id, location_id, user_id, starts_at, ends_at, blocked_from, blocked_until, timezone)
           VALUES ($1, $2, $3, $4, $5, $6, $5, $6, 'UTC')`,
          [
            shop.barberIds[0],
            shop.serviceId,
            shop.locationId,
            isOurs ? people.get('client')?.id : null,
            from,
            until,
          ],
        );
      },
    };
    return ids[kind]();
  };
  const isReached = (role: Role, route: string, isOurs: boolean): boolean => {
    const { of, staff } = OBJECTS[route] as ObjectRow;
    const entered = REQUIRED[route] as RightName;
    const decides = role === 'client' ? entered : (staff ?? entered);
    const extent = extentOf(role, decides);
    if (extent === 'all') return true;
    // A service belongs to every location that offers it.
    if (extent === undefined || of === 'service') return false;
    return isOurs;
  };

  it('are settled for every route that names one', () => {
    const named = routes.filter((route) => route.includes('/:') && REQUIRED[route] !== 'public');
    expect(named.filter((route) => OBJECTS[route] === undefined)).toEqual([]);
  });

  it.each(ROLES)('of its own and of others are within the reach of a %s, or not', async (role) => {
    const wrong: string[] = [];
    for (const [route, { of, query = '', body }] of Object.entries(OBJECTS)) {
      if (!mayEnter(role, route)) continue;
      for (const isOurs of [true, false]) {
        const [method = '', path = ''] = route.split(' ');
        const url = path
          .replace(':date', '2031-03-14')
          .replace(/:(?:id|barberId)/, String(await make(of, isOurs)))
          .replaceAll(/:\w+/g, '2147483647');
        const { status } = await app.call(method, `/api/v1${url}${query}`, {
          token: people.get(role)?.token ?? '',
          ...(body === undefined ? {} : { body }),
        });
        const isRefused = status === 403 || status === 404;
        const expected = isReached(role, route, isOurs);
        if (expected && FINDS_NOTHING.has(route) && status === 404) continue;
        if (status >= 500 || isRefused === expected)
          wrong.push(`${route}, ${isOurs ? 'ours' : 'theirs'}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
