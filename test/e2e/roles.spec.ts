import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { listRoutes, type Route } from '../support/routes.js';

type Role = 'anonymous' | 'client' | 'barber' | 'admin';

const EVERYONE: Role[] = ['anonymous', 'client', 'barber', 'admin'];
const SIGNED_IN: Role[] = ['client', 'barber', 'admin'];
const BARBERS: Role[] = ['barber', 'admin'];
const ADMINS: Role[] = ['admin'];

/** Which roles may call each route. A route without a row here fails. */
const MAY_ENTER: Record<string, Role[]> = {
  'POST /auth/register': EVERYONE,
  'POST /auth/login': EVERYONE,
  'GET /users/me': SIGNED_IN,
  'GET /users/me/timezone': SIGNED_IN,
  'PUT /users/me/timezone': SIGNED_IN,

  'GET /businesses': SIGNED_IN,
  'POST /businesses': ADMINS,
  'GET /businesses/:id': SIGNED_IN,
  'PATCH /businesses/:id': ADMINS,
  'GET /locations': EVERYONE,
  'POST /locations': ADMINS,
  'GET /locations/:id': EVERYONE,
  'PATCH /locations/:id': ADMINS,
  'GET /services': EVERYONE,
  'POST /services': ADMINS,
  'GET /services/:id': EVERYONE,
  'PATCH /services/:id': ADMINS,
  'GET /barbers': EVERYONE,
  'POST /barbers': ADMINS,
  'GET /barbers/:id': EVERYONE,
  'PATCH /barbers/:id': BARBERS,
  'GET /barbers/:id/availability': EVERYONE,
  'PUT /barbers/:id/availability': BARBERS,
  'PUT /barbers/:id/overrides/:date': BARBERS,
  'DELETE /barbers/:id/overrides/:date': BARBERS,
  'POST /barbers/:id/time-off': BARBERS,
  'DELETE /barbers/:id/time-off/:timeOffId': BARBERS,
  'GET /barbers/:id/schedule': BARBERS,
  'GET /settings/business-hours': EVERYONE,
  'PUT /settings/business-hours': ADMINS,
  'GET /settings/booking': SIGNED_IN,
  'PUT /settings/booking': ADMINS,

  'GET /bookings/available-slots': EVERYONE,
  'GET /bookings/next-available': EVERYONE,
  'GET /bookings/conflicts': BARBERS,
  'POST /bookings': SIGNED_IN,
  'GET /bookings': SIGNED_IN,
  'GET /bookings/:id': SIGNED_IN,
  'PATCH /bookings/:id': SIGNED_IN,
  'DELETE /bookings/:id': SIGNED_IN,

  'GET /cache/availability': SIGNED_IN,
  'GET /cache/health': ADMINS,
  'GET /cache/stats': ADMINS,
  'GET /cache/instances': ADMINS,
  'GET /cache/audit': ADMINS,
  'GET /cache/monitoring/trends': ADMINS,
  'GET /cache/monitoring/utilization': ADMINS,
  'GET /cache/monitoring/report': ADMINS,
  'GET /cache/keys/summary': ADMINS,
  'POST /cache/warm-up': ADMINS,
  'DELETE /cache/warm-up': ADMINS,
  'POST /cache/preload': ADMINS,
  'POST /cache/invalidate/all-slots': ADMINS,
  'POST /cache/invalidate/barber/:barberId': ADMINS,
  'POST /cache/invalidate/date-range': ADMINS,
  'POST /cache/invalidate/business-settings': ADMINS,

  'GET /health': EVERYONE,
  'GET /health/live': EVERYONE,
  'GET /health/ready': EVERYONE,
  'GET /health/startup': EVERYONE,
  'GET /metrics': EVERYONE,
};

/** The route without its version. */
const nameOf = ({ method, path }: Route) => `${method} ${path.replace('/api/v1', '')}`;
/** Ids of nothing: who may enter finds nothing there. */
const urlOf = ({ path }: Route) => path.replace(':date', '2027-03-14').replaceAll(/:\w+/g, '2147483647');

describe('the roles', () => {
  let app: TestApp;
  let routes: Route[];
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    app = await startApp();
    routes = await listRoutes(app.database.url);
    for (const role of ['client', 'barber', 'admin'] as const)
      tokens.set(role, (await app.signUp(role)).token);
  });
  afterAll(() => app.close());

  it('are settled for every route', () => {
    expect(routes.map((route) => nameOf(route)).filter((name) => MAY_ENTER[name] === undefined)).toEqual([]);
  });

  it.each(EVERYONE)('%s may call the routes of its row, and no others', async (role) => {
    const token = tokens.get(role);
    const wrong: string[] = [];
    for (const route of routes) {
      const { status, body } = await app.call<{ code?: string } | undefined>(route.method, urlOf(route), {
        ...(token === undefined ? {} : { token }),
        ...(route.method === 'GET' || route.method === 'DELETE' ? {} : { body: {} }),
      });
      const turnedAway = body?.code === 'unauthenticated' || body?.code === 'forbidden';
      const expected = role === 'anonymous' ? 401 : 403;
      const mayEnter = MAY_ENTER[nameOf(route)]?.includes(role);
      if (mayEnter ? turnedAway || status >= 500 : status !== expected)
        wrong.push(`${nameOf(route)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});
