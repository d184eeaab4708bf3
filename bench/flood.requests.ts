const DAY_MS = 86_400_000;

/** One request of a flood. */
export interface FloodRequest {
  readonly method?: string;
  /** Below the origin. */
  readonly path: string;
  readonly body?: unknown;
  /** Sent with the token of a client, which anybody may become. */
  readonly isClient?: boolean;
  /** The client goes as soon as the answer begins. */
  readonly endsEarly?: boolean;
}

const API = '/api/v1';
const LONG_SERVICE = 2;

const dateAt = (index: number) => new Date(Date.now() + (index % 3000) * DAY_MS).toISOString().slice(0, 10);
const zoneAt = (index: number) =>
  ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Pacific/Apia'][index % 4]!;
const post = (path: string, body: unknown): FloodRequest => ({ method: 'POST', path: API + path, body });

/**
 * What costs the server most per request, route by route, by what a stranger or a new client may send: each request is another
 * one, so no cache and no memo helps. The service {@link LONG_SERVICE} fits no window.
 */
export const FLOODS: Readonly<Record<string, (index: number) => FloodRequest>> = {
  'next-available, a service that fits no window': (n) => ({
    path: `${API}/bookings/next-available?serviceId=${LONG_SERVICE}&date=${dateAt(n)}&timezone=${zoneAt(n)}`,
  }),
  'available-slots, any date': (n) => ({
    path: `${API}/bookings/available-slots?serviceId=1&date=${dateAt(n)}&timezone=${zoneAt(n)}&includeNextAvailable=true`,
  }),
  'available-slots, 62 days': (n) => ({
    path: `${API}/bookings/available-slots?serviceId=1&from=${dateAt(n)}&to=${dateAt(n + 61)}&timezone=${zoneAt(n)}`,
  }),
  'available-days, 62 days': (n) => ({
    path: `${API}/bookings/available-days?serviceId=1&from=${dateAt(n)}&to=${dateAt(n + 61)}&timezone=${zoneAt(n)}`,
  }),
  'streams that begin and end': (n) => ({
    path: `${API}/bookings/live?kind=slots&serviceId=1&from=${dateAt(n)}&to=${dateAt(n + 61)}&timezone=${zoneAt(n)}`,
    endsEarly: true,
  }),
  'bookings at any time, by a client': (n) => ({
    ...post('/bookings', { serviceId: 1, date: dateAt(n), time: '09:00', timezone: zoneAt(n) }),
    isClient: true,
  }),
  'own bookings, of all states': (n) => ({
    path: `${API}/bookings?status=confirmed,cancelled,completed,no_show&from=${dateAt(n)}&limit=100&total=true`,
    isClient: true,
  }),
  'links of guests that were never ours': (n) => ({
    path: `${API}/guest-bookings/${String(n).padStart(22, 'x')}`,
  }),
  'barber availability, any barber': (n) => ({ path: `${API}/barbers/${1 + (n % 3)}/availability` }),
  'lists with parameters that do not exist': (n) => ({
    path: `${API}/locations?${Array.from({ length: 800 }, (_, each) => `f${n}x${each}=1`).join('&')}`,
  }),
  'login, unknown fields': () =>
    post('/auth/login', Object.fromEntries(Array.from({ length: 6800 }, (_, each) => [each, 1]))),
  'login, wrong passwords': (n) => post('/auth/login', { email: `flood${n}@example.com`, password: 'x' }),
  registrations: (n) =>
    post('/auth/register', { email: `flood${n}@example.com`, password: 'correct horse battery', name: 'F' }),
  'forgotten passwords': (n) => post('/auth/forgot-password', { email: `flood${n}@example.com` }),
  'links that were never ours': (n) =>
    post('/auth/reset-password', {
      token: `p${String(n).padStart(38, 'x')}`,
      password: 'correct horse battery',
    }),
  'tokens that were never ours': (n) => post('/auth/refresh', { refreshToken: `x${n}` }),
  metrics: () => ({ path: '/metrics' }),
  'the document of the API': () => ({ path: '/openapi.json' }),
};
