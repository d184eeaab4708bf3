import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Role } from '../../src/auth/rights.js';
import { DemoSeed } from '../../src/database/demo/demo-seed.js';
import { startApp, type TestApp } from '../support/app.js';
import { Fuzz } from '../support/fuzz.js';

/** `FUZZ_REQUESTS` and `FUZZ_SEED` for longer runs: `npm run test:fuzz`. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 5000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** Of the slowest machine. */
const REQUEST_MS = 120;

describe('any request', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await app.app.get(DemoSeed, { strict: false }).run('no password');
  });
  afterAll(() => app.close());

  it(
    `is answered as the OpenAPI document says (seed ${SEED})`,
    async () => {
      const { body: document } = await app.get('/openapi.json');
      const tokensOf = async (roles: readonly Role[]) =>
        Promise.all(roles.map(async (role) => (await app.signUp(role)).token));
      const tokens = await tokensOf(['client', 'barber', 'receptionist', 'manager', 'admin', 'admin']);
      const expendable = await tokensOf([
        'client',
        'client',
        'receptionist',
        'manager',
        'admin',
        'admin',
        'admin',
      ]);
      const strangers = [undefined, 'no.valid.token'];
      const fuzz = new Fuzz(document, [...strangers, ...tokens], SEED, [...strangers, ...expendable]);
      const { wrong, statuses } = await fuzz.run(app, REQUESTS);
      expect(wrong.toSorted()).toEqual([]);
      expect(statuses.get(503) ?? 0).toBeLessThanOrEqual(REQUESTS / 100);
      // Requests that all fail alike would show nothing.
      for (const status of [200, 201, 400, 401, 403, 404]) expect(statuses.get(status)).toBeGreaterThan(10);
    },
    60_000 + REQUESTS * REQUEST_MS,
  );

  it('about an id that nothing has is answered as the OpenAPI document says', async () => {
    const { body: document } = await app.get('/openapi.json');
    const { token } = await app.signUp('admin');
    expect(await new Fuzz(document, [token], SEED).aboutNothing(app)).toEqual([]);
  });

  it('that expects what the server does not know is answered with a problem', async () => {
    const { hostname, port } = new URL(app.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\nExpect: x\r\nConnection: close\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toMatch(/^HTTP\/1\.1 417 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'expectation-failed',
      status: 417,
    });
  });
});
