import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COVERED, type Flood, FLOODS, NO_FLOOD, sendable } from '../../bench/flood.requests.js';
import { fillFloodedShop, type FloodedShop } from '../../bench/flood.shop.js';
import { startApp, type TestApp } from '../support/app.js';
import { listRoutes } from '../support/routes.js';

const SMALL = { barbers: 3, clients: 20, days: 3 };

/** `bench -- flood` sends them for seconds each; here, that each route has one and that each still does its work. */
describe('the floods', () => {
  let app: TestApp;
  let shop: FloodedShop;
  const tokens: Partial<Record<'client' | 'admin', string>> = {};

  beforeAll(async () => {
    app = await startApp({ LOGIN_FAILURES_PER_MINUTE: '1000', METRICS_TOKEN: '' });
    const client = await app.signUp();
    tokens.client = client.token;
    tokens.admin = (await app.signUp('admin')).token;
    shop = await fillFloodedShop(app.database, client.id, SMALL);
  });
  afterAll(() => app.close());

  it('have every route of the API, or say why not, and no other', async () => {
    const routes = (await listRoutes(app.database.url)).map(
      ({ method, path }) => `${method} ${path.replace('/api/v1', '')}`,
    );
    const flooded = new Set(Object.values(FLOODS).map(({ route }) => route));
    const excused = [...Object.keys(COVERED), ...Object.keys(NO_FLOOD)];
    expect(routes.filter((route) => !flooded.has(route) && !excused.includes(route))).toEqual([]);
    expect(excused.filter((route) => !routes.includes(route) || flooded.has(route))).toEqual([]);
    expect([...flooded].filter((route) => !routes.includes(route))).toEqual([
      'GET /openapi.json',
      'GET /docs/swagger-ui-init.js',
      'GET /docs/swagger-ui-bundle.js',
    ]);
    expect(Object.values(COVERED).filter((name) => FLOODS[name] === undefined)).toEqual([]);
  });

  it.each(Object.entries(FLOODS))('%s: each request is another one, and does its work', async (_, flood) => {
    const { as, route, answers, endsEarly } = flood;
    const token = as === undefined ? undefined : tokens[as];
    const first = sendable(flood, 0, shop);
    expect(pathOf(first.url)).toMatch(patternOf(route));
    const response = await fetch(app.origin + first.url, {
      method: first.method,
      headers: {
        ...(first.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(first.body === undefined ? {} : { body: JSON.stringify(first.body) }),
    });
    const text = endsEarly === true ? await response.body?.cancel() : await response.text();
    expect([response.status, text]).toEqual([answers, text]);
    expect(isVaried(flood) || isAlwaysTheSame(flood)).toBe(true);
  });

  const isVaried = (flood: Flood) =>
    JSON.stringify(sendable(flood, 0, shop)) !== JSON.stringify(sendable(flood, 1, shop));
  /** What names nothing: no argument that could be another one. */
  const isAlwaysTheSame = ({ request }: Flood) => request.length === 0 || !/\bn\b/.test(request.toString());
});

const pathOf = (url: string) => new URL(url, 'http://localhost').pathname.replace('/api/v1', '');
const patternOf = (route: string) =>
  new RegExp(`^${(route.split(' ')[1] ?? '').replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
