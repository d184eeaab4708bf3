import type { FloodedShop } from './flood.shop.js';

const DAY_MS = 86_400_000;

/** The worst request of a route, for an attacker: each is another one, so that no cache and no memo helps. */
export interface Flood {
  /** Method and pattern below `/api/v1`, or of a path beside the API. */
  readonly route: string;
  /** What the first request is answered. */
  readonly answers: number;
  /** Whose token it is sent with; without: none. Anybody may become a client. */
  readonly as?: 'client' | 'admin';
  /** The client goes as soon as the answer begins. */
  readonly endsEarly?: boolean;
  /** What follows `/api/v1`, or the whole path of a route beside the API, and the body. */
  readonly request: (index: number, shop: FloodedShop) => { readonly path: string; readonly body?: unknown };
}

const dateAt = (index: number) => new Date(Date.now() + (index % 3000) * DAY_MS).toISOString().slice(0, 10);
const zoneAt = (index: number) =>
  ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia'][index % 4]!;
const ZONES = Intl.supportedValuesOf('timeZone');
/** Two months within the booking horizon, in another zone each time: no day of them is in the cache. */
const monthsAt = (index: number) =>
  `from=${dateAt(index % 28)}&to=${dateAt((index % 28) + 61)}&timezone=${ZONES[index % ZONES.length]}`;
const timeAt = (index: number) =>
  `${String(9 + (index % 3)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`;
const PASSWORD = 'correct horse battery';
const ALL_STATES = 'confirmed,cancelled,completed,no_show';
const weekAt = (index: number) =>
  [1, 2, 3, 4, 5].map((day) => ({ day, windows: [{ start: '09:00', end: `1${2 + (index % 2)}:00` }] }));

/** What costs the server most per request, route by route. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  // Anybody.
  'next-available, a service that fits no window': {
    route: 'GET /bookings/next-available',
    answers: 200,
    request: (n, { longServiceId }) => ({
      path: `/bookings/next-available?serviceId=${longServiceId}&date=${dateAt(n)}&timezone=${zoneAt(n)}`,
    }),
  },
  'available-slots, any date': {
    route: 'GET /bookings/available-slots',
    answers: 200,
    request: (n, { serviceId }) => ({
      path: `/bookings/available-slots?serviceId=${serviceId}&date=${dateAt(n)}&timezone=${zoneAt(n)}&includeNextAvailable=true`,
    }),
  },
  'available-slots, 62 days': {
    route: 'GET /bookings/available-slots',
    answers: 200,
    request: (n, { serviceId }) => ({
      path: `/bookings/available-slots?serviceId=${serviceId}&${monthsAt(n)}`,
    }),
  },
  'available-days, 62 days': {
    route: 'GET /bookings/available-days',
    answers: 200,
    request: (n, { serviceId }) => ({
      path: `/bookings/available-days?serviceId=${serviceId}&${monthsAt(n)}`,
    }),
  },
  'streams that begin and end': {
    route: 'GET /bookings/live',
    answers: 200,
    endsEarly: true,
    request: (n, { serviceId }) => ({
      path: `/bookings/live?kind=slots&serviceId=${serviceId}&${monthsAt(n)}`,
    }),
  },
  'bookings of guests': {
    route: 'POST /bookings',
    answers: 201,
    request: (n, { serviceId, locationId }) => ({
      path: '/bookings',
      body: {
        serviceId,
        locationId,
        date: dateAt(200 + n),
        time: timeAt(n),
        timezone: 'UTC',
        client: { name: `Guest ${n}`, email: `guest${n}@example.com` },
      },
    }),
  },
  'links of guests that were never ours': {
    route: 'GET /guest-bookings/:manageToken',
    answers: 404,
    request: (n) => ({ path: `/guest-bookings/${String(n).padStart(22, 'x')}` }),
  },
  'barber availability, any barber': {
    route: 'GET /barbers/:id/availability',
    answers: 200,
    request: (n, { barberIds }) => ({ path: `/barbers/${barberIds[n % barberIds.length]}/availability` }),
  },
  'rotas, any barber': {
    route: 'GET /barbers/:id/rota',
    answers: 404,
    request: (n, { barberIds }) => ({ path: `/barbers/${barberIds[n % barberIds.length]}/rota` }),
  },
  'business hours, any location': {
    route: 'GET /settings/business-hours',
    answers: 404,
    request: (n) => ({ path: `/settings/business-hours?locationId=${1_000_000 + n}` }),
  },
  'all barbers at once': {
    route: 'GET /barbers',
    answers: 200,
    request: (_, { locationId }) => ({ path: `/barbers?locationId=${locationId}` }),
  },
  'barbers that do not exist': {
    route: 'GET /barbers/:id',
    answers: 404,
    request: (n) => ({ path: `/barbers/${1_000_000 + n}` }),
  },
  'lists with parameters that do not exist': {
    route: 'GET /locations',
    answers: 400,
    request: (n) => ({
      path: `/locations?${Array.from({ length: 800 }, (_, each) => `f${n}x${each}=1`).join('&')}`,
    }),
  },
  'login, unknown fields': {
    route: 'POST /auth/login',
    answers: 400,
    request: () => ({
      path: '/auth/login',
      body: Object.fromEntries(Array.from({ length: 6800 }, (_, each) => [each, 1])),
    }),
  },
  'login, wrong passwords': {
    route: 'POST /auth/login',
    answers: 401,
    request: (n) => ({ path: '/auth/login', body: { email: `unknown${n}@example.com`, password: 'x' } }),
  },
  registrations: {
    route: 'POST /auth/register',
    answers: 201,
    request: (n) => ({
      path: '/auth/register',
      body: { email: `flood${n}@example.com`, password: PASSWORD, name: 'F' },
    }),
  },
  'forgotten passwords': {
    route: 'POST /auth/forgot-password',
    answers: 202,
    request: (n) => ({ path: '/auth/forgot-password', body: { email: `flood${n}@example.com` } }),
  },
  'links that were never ours': {
    route: 'POST /auth/reset-password',
    answers: 422,
    request: (n) => ({
      path: '/auth/reset-password',
      body: { token: `p${String(n).padStart(38, 'x')}`, password: PASSWORD },
    }),
  },
  'tokens that were never ours': {
    route: 'POST /auth/refresh',
    answers: 401,
    request: (n) => ({ path: '/auth/refresh', body: { refreshToken: `x${n}` } }),
  },
  'the health of all services': { route: 'GET /health', answers: 200, request: () => ({ path: '/health' }) },
  metrics: { route: 'GET /metrics', answers: 200, request: () => ({ path: '/metrics' }) },
  'the document of the API': {
    route: 'GET /openapi.json',
    answers: 200,
    request: () => ({ path: '/openapi.json' }),
  },
  'the document as a script': {
    route: 'GET /docs/swagger-ui-init.js',
    answers: 200,
    request: () => ({ path: '/docs/swagger-ui-init.js' }),
  },
  'the script of the API’s pages': {
    route: 'GET /docs/swagger-ui-bundle.js',
    answers: 200,
    request: () => ({ path: '/docs/swagger-ui-bundle.js' }),
  },

  // Clients.
  'bookings at any time': {
    route: 'POST /bookings',
    answers: 201,
    as: 'client',
    request: (n, { serviceId, locationId }) => ({
      path: '/bookings',
      body: { serviceId, locationId, date: dateAt(100 + n), time: timeAt(n), timezone: 'UTC' },
    }),
  },
  'own bookings, of all states': {
    route: 'GET /bookings',
    answers: 200,
    as: 'client',
    request: (n) => ({ path: `/bookings?status=${ALL_STATES}&from=${dateAt(n)}&limit=100&total=true` }),
  },
  'one booking, moved again and again': {
    route: 'PATCH /bookings/:id',
    answers: 200,
    as: 'client',
    request: (n, { bookingId }) => ({
      path: `/bookings/${bookingId}`,
      body: { date: dateAt(150 + (n % 40)), time: timeAt(n), timezone: 'UTC' },
    }),
  },
  'names of the own account': {
    route: 'PATCH /users/me',
    answers: 200,
    as: 'client',
    request: (n) => ({ path: '/users/me', body: { name: `Flood ${n}` } }),
  },
  'password changes, wrong ones': {
    route: 'PUT /users/me/password',
    answers: 401,
    as: 'client',
    request: (n) => ({
      path: '/users/me/password',
      body: { currentPassword: `wrong ${n}`, newPassword: `${PASSWORD} ${n}` },
    }),
  },
  'one’s own account and session': {
    route: 'GET /users/me',
    answers: 200,
    as: 'client',
    request: () => ({ path: '/users/me' }),
  },

  // Staff and operators: an account that was stolen.
  'all bookings, newest first': {
    route: 'GET /bookings',
    answers: 200,
    as: 'admin',
    request: (n) => ({
      path: `/bookings?status=${ALL_STATES}&from=${dateAt(n % 30)}&sort=-startsAt&limit=100&total=true`,
    }),
  },
  'clients by part of a name': {
    route: 'GET /clients',
    answers: 200,
    as: 'admin',
    request: (n) => ({ path: `/clients?q=Client%20${n % 100}&total=true&limit=100` }),
  },
  'new clients': {
    route: 'POST /clients',
    answers: 201,
    as: 'admin',
    request: (n) => ({ path: '/clients', body: { name: `New ${n}`, email: `new${n}@example.com` } }),
  },
  'exports of clients': {
    route: 'GET /clients/:id/export',
    answers: 200,
    as: 'admin',
    request: (_, { clientId }) => ({ path: `/clients/${clientId}/export` }),
  },
  'day sheets': {
    route: 'GET /locations/:id/day',
    answers: 200,
    as: 'admin',
    request: (n, { locationId }) => ({ path: `/locations/${locationId}/day?date=${dateAt(n % 60)}` }),
  },
  'closures, as a preview': {
    route: 'POST /locations/:id/closures',
    answers: 200,
    as: 'admin',
    request: (n, { locationId }) => ({
      path: `/locations/${locationId}/closures?preview=true`,
      body: { from: dateAt(n % 30), to: dateAt((n % 30) + 60) },
    }),
  },
  'weeks of a barber': {
    route: 'PUT /barbers/:id/availability',
    answers: 200,
    as: 'admin',
    request: (n, { barberIds }) => ({
      path: `/barbers/${barberIds[0]}/availability`,
      body: { weekly: weekAt(n) },
    }),
  },
  'schedules of two months': {
    route: 'GET /barbers/:id/schedule',
    answers: 200,
    as: 'admin',
    request: (n, { barberIds }) => ({
      path: `/barbers/${barberIds[n % barberIds.length]}/schedule?from=${dateAt(n)}&to=${dateAt(n + 61)}`,
    }),
  },
  'conflicts, any day': {
    route: 'GET /bookings/conflicts',
    answers: 200,
    as: 'admin',
    request: (n, { barberIds }) => ({
      path: `/bookings/conflicts?barberId=${barberIds[n % barberIds.length]}&date=${dateAt(n)}`,
    }),
  },
  'days handed over, as a preview': {
    route: 'POST /barbers/:id/reassign-day',
    answers: 200,
    as: 'admin',
    request: (n, { barberIds }) => ({
      path: `/barbers/${barberIds[n % barberIds.length]}/reassign-day?preview=true`,
      body: { date: dateAt(1 + (n % 59)) },
    }),
  },
  'a change for everybody': {
    route: 'PATCH /services/:id',
    answers: 200,
    as: 'admin',
    request: (n, { serviceId }) => ({ path: `/services/${serviceId}`, body: { name: `Cut ${n}` } }),
  },
  'new locations': {
    route: 'POST /locations',
    answers: 201,
    as: 'admin',
    request: (n) => ({ path: '/locations', body: { name: `Shop ${n}`, timezone: zoneAt(n) } }),
  },
  'accounts by part of a name': {
    route: 'GET /users',
    answers: 200,
    as: 'admin',
    request: (n) => ({ path: `/users?q=client${n % 100}` }),
  },
  'the audit': {
    route: 'GET /audit',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/audit?limit=100' }),
  },
  'keys by region': {
    route: 'GET /cache/keys/summary',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/cache/keys/summary' }),
  },
  'entries by prefix': {
    route: 'GET /cache/entries',
    answers: 200,
    as: 'admin',
    request: (n) => ({ path: `/cache/entries?prefix=nothing${n}` }),
  },
  'all slots forgotten': {
    route: 'POST /cache/invalidate/all-slots',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/cache/invalidate/all-slots' }),
  },
  'warm-ups, only planned': {
    route: 'POST /cache/warm-up',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/cache/warm-up?dryRun=true' }),
  },
  'trends of the fleet': {
    route: 'GET /cache/monitoring/trends',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/cache/monitoring/trends' }),
  },
  'the report': {
    route: 'GET /cache/monitoring/report',
    answers: 200,
    as: 'admin',
    request: () => ({ path: '/cache/monitoring/report' }),
  },
};

/** Routes without a flood of their own: whose flood does the same work or more. */
export const COVERED: Readonly<Record<string, keyof typeof FLOODS>> = {
  'POST /auth/logout': 'tokens that were never ours',
  'POST /auth/verify-email': 'links that were never ours',
  'POST /auth/session': 'login, wrong passwords',
  'GET /auth/session': 'one’s own account and session',
  'DELETE /auth/session': 'tokens that were never ours',
  'PATCH /guest-bookings/:manageToken': 'links of guests that were never ours',
  'DELETE /guest-bookings/:manageToken': 'links of guests that were never ours',
  'GET /locations/:id': 'barbers that do not exist',
  'GET /services': 'all barbers at once',
  'GET /services/:id': 'barbers that do not exist',
  'GET /barbers/:id/overrides/:date': 'rotas, any barber',
  'GET /settings/booking': 'business hours, any location',
  'GET /settings/booking/public': 'business hours, any location',
  'GET /health/live': 'the health of all services',
  'GET /health/ready': 'the health of all services',
  'GET /health/startup': 'the health of all services',

  'GET /bookings/:id': 'own bookings, of all states',
  'DELETE /bookings/:id': 'one booking, moved again and again',
  'POST /bookings/:id/cancel': 'one booking, moved again and again',
  'GET /users/me/timezone': 'one’s own account and session',
  'PUT /users/me/timezone': 'names of the own account',
  'POST /users/me/verification': 'forgotten passwords',

  'POST /bookings/walk-in': 'bookings at any time',
  'POST /bookings/:id/reassign': 'days handed over, as a preview',
  'GET /clients/:id': 'exports of clients',
  'GET /clients/:id/bookings': 'exports of clients',
  'PATCH /clients/:id': 'new clients',
  'GET /businesses': 'all barbers at once',
  'GET /businesses/:id': 'barbers that do not exist',
  'POST /businesses': 'new locations',
  'PATCH /businesses/:id': 'a change for everybody',
  'PATCH /locations/:id': 'a change for everybody',
  'POST /services': 'a change for everybody',
  'PUT /settings/booking': 'a change for everybody',
  'PATCH /settings/booking': 'a change for everybody',
  'PUT /settings/business-hours': 'weeks of a barber',
  'POST /barbers': 'new locations',
  'PATCH /barbers/:id': 'weeks of a barber',
  'PUT /barbers/:id/overrides/:date': 'weeks of a barber',
  'DELETE /barbers/:id/overrides/:date': 'weeks of a barber',
  'PUT /barbers/:id/rota': 'weeks of a barber',
  'DELETE /barbers/:id/rota': 'weeks of a barber',
  'POST /barbers/:id/time-off': 'weeks of a barber',
  'DELETE /barbers/:id/time-off/:timeOffId': 'weeks of a barber',
  'GET /barbers/:id/time-off': 'day sheets',
  'GET /barbers/:id/time-off/:timeOffId': 'day sheets',
  'GET /locations/:id/closures': 'day sheets',
  'GET /locations/:id/closures/:closureId': 'day sheets',
  'DELETE /locations/:id/closures/:closureId': 'closures, as a preview',
  'GET /users/:id': 'accounts by part of a name',
  'POST /users': 'new clients',
  'PATCH /users/:id': 'names of the own account',
  'GET /cache/availability': 'trends of the fleet',
  'GET /cache/health': 'the report',
  'GET /cache/stats': 'the report',
  'GET /cache/instances': 'trends of the fleet',
  'GET /cache/audit': 'the audit',
  'GET /cache/monitoring/regions': 'the report',
  'GET /cache/monitoring/invalidations': 'the report',
  'GET /cache/monitoring/hot-keys': 'the report',
  'GET /cache/monitoring/utilization': 'the report',
  'GET /cache/entry': 'entries by prefix',
  'DELETE /cache/entry': 'entries by prefix',
  'GET /cache/warm-up': 'warm-ups, only planned',
  'POST /cache/invalidate/barber/:barberId': 'all slots forgotten',
  'POST /cache/invalidate/date-range': 'all slots forgotten',
  'POST /cache/invalidate/business-settings': 'all slots forgotten',
};

/** Routes without a flood, and why there can be none. */
export const NO_FLOOD: Readonly<Record<string, string>> = {
  'POST /auth/logout-all': 'ends the token that it is sent with',
  'DELETE /users/me': 'ends the account that it is sent with',
  'DELETE /clients/:id': 'each client can be erased once',
  'POST /clients/:id/merge': 'each client can be merged once',
  'POST /cache/preload': 'one at a time in the whole fleet: the others are refused at once',
  'DELETE /cache/warm-up': 'ends what runs, and does nothing else',
};

/** Beside the API, below no version. */
const BESIDE = /^\/(health|metrics|openapi|docs)/;

/** One request of a flood. */
export function sendable({ route, request }: Flood, index: number, shop: FloodedShop) {
  const { path, body } = request(index, shop);
  const [method = ''] = route.split(' ');
  return { method, url: BESIDE.test(path) ? path : `/api/v1${path}`, body };
}
