import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RightName, type Role, ROLES, rolesWith } from '../../src/auth/rights.js';
import { startApp, type TestApp } from '../support/app.js';
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

  'GET /businesses': 'businesses.read',
  'POST /businesses': 'businesses.change',
  'GET /businesses/:id': 'businesses.read',
  'PATCH /businesses/:id': 'businesses.change',
  'GET /locations': 'public',
  'POST /locations': 'locations.change',
  'GET /locations/:id': 'public',
  'PATCH /locations/:id': 'locations.change',
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
