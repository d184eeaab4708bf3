import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { shopPlaces } from '../../src/booking/places/shop-places.js';
import { Cache } from '../../src/cache/cache.js';
import { ReservedDatabase } from '../../src/database/reserved.database.js';
import { Outbox } from '../../src/events/outbox.js';
import { OthersPublication } from '../../src/events/others.publication.js';
import { UnitPublication } from '../../src/events/unit.publication.js';
import { awakeClock } from '../../src/time/awake-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { Gate } from '../support/gate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { createShop, type TestShop } from '../support/shop.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const DATE = '2028-03-14';
const SECRET = 'one secret of all instances, long enough';

/** What an acknowledgement vouches for beside its own change (rule 9, ADR 0008): two instances, one Redis. */
describe('an acknowledged write', () => {
  let redis: RedisServer;
  let one: TestApp;
  let two: TestApp;
  let shop: TestShop;
  let elsewhere: TestShop;
  let token: string;
  const gates: Gate[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    const env = { REDIS_URL: redis.url, JWT_SECRET: SECRET };
    one = await startApp(env);
    two = await startApp(env, one.database);
    shop = await createShop(one.database, { timezone: 'UTC' });
    elsewhere = await createShop(one.database, { timezone: 'UTC' });
    ({ token } = await one.signUp('admin'));
  });
  afterAll(async () => {
    await two.close();
    await one.close();
    await redis.stop();
  });
  afterEach(() => {
    for (const gate of gates.splice(0)) gate.open();
    jest.restoreAllMocks();
  });
  beforeEach(async () => {
    await until(async () => {
      const pending = await one.database.query('SELECT FROM outbox WHERE done_at IS NULL');
      return pending.length === 0 && [one, two].every(({ app }) => app.get(Cache).available);
    });
  });

  const hours = (start: string) => ({ weekly: [{ day: 1, windows: [{ start, end: '18:00' }] }] });
  const hoursPath = () => `settings/business-hours?locationId=${elsewhere.locationId}`;
  const shownHours = async (app: TestApp) => {
    const { body } = await app.get<ReturnType<typeof hours>>(hoursPath());
    return body.weekly[0]?.windows[0]?.start;
  };
  const slotsPath = () => `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${shop.locationId}`;
  const isCached = async (app: TestApp, path: string) =>
    (await app.get(path)).headers.get('cache-status')?.includes('hit') ?? false;

  /** Holds the next publication of `app` between its COMMIT and its FORGET. */
  const holdPublication = (app: TestApp): Gate => {
    const gate = new Gate();
    gates.push(gate);
    const publication = app.app.get(UnitPublication, { strict: false });
    const publish = publication.publish.bind(publication);
    jest.spyOn(publication, 'publish').mockImplementationOnce(async (rows) => {
      await gate.pass();
      return publish(rows);
    });
    return gate;
  };

  /** Holds the next call of a method until the gate is opened. */
  const gateAt = <Name extends string, Call extends (...args: never[]) => Promise<unknown>>(
    object: Record<Name, Call>,
    method: Name,
  ): Gate => {
    const gate = new Gate();
    gates.push(gate);
    const call = object[method].bind(object) as unknown as (...args: unknown[]) => Promise<unknown>;
    const spied = jest.spyOn(object as Record<string, () => Promise<unknown>>, method);
    spied.mockImplementationOnce(async (...args: unknown[]) => {
      await gate.pass();
      return call(...args);
    });
    return gate;
  };

  it('that changed nothing is answered once what it found there is forgotten', async () => {
    await one.put(hoursPath(), hours('08:00'), { token });
    await until(() => isCached(two, hoursPath()));
    const gate = holdPublication(one);
    const first = one.put(hoursPath(), hours('09:00'), { token });
    await gate.reached;
    const again = two.put(hoursPath(), hours('09:00'), { token }).then(async ({ status }) => {
      expect(status).toBe(200);
      return Promise.all([shownHours(one), shownHours(two)]);
    });
    await until(async () => (await waitingUnits(two)) > 0);
    gate.open();
    expect(await again).toEqual(['09:00', '09:00']);
    await first;
  });

  it('of what another has just changed is answered once that is forgotten', async () => {
    const { barberIds, serviceId } = shop;
    const start = { barberId: barberIds[0], serviceId, timezone: 'UTC' };
    const booked = await one.post<{ id: number }>(
      'bookings',
      { ...start, date: DATE, time: '10:00' },
      { token },
    );
    expect(booked.status).toBe(201);
    await until(() => isCached(two, slotsPath()));
    const gate = holdPublication(one);
    const move = { date: '2028-03-16', time: '10:00' };
    const first = one.patch(`bookings/${booked.body.id}`, move, { token });
    await gate.reached;
    const again = two.patch(`bookings/${booked.body.id}`, move, { token }).then(async ({ status }) => {
      expect(status).toBe(200);
      return (await two.get(slotsPath())).body.slots.map(({ time }: { time: string }) => time);
    });
    await until(async () => (await waitingUnits(two)) > 0);
    gate.open();
    expect(await again).toContain('10:00');
    await first;
  });

  it('waits for the same request at the same instance, although both look up what is under way in one batch', async () => {
    const outbox = one.app.get(Outbox, { strict: false });
    await one.put(hoursPath(), hours('08:00'), { token });
    await until(() => isCached(two, hoursPath()));
    // A look-up that takes long: the next ones wait for it, and are then made together.
    const lookUp = gateAt(one.app.get(ReservedDatabase, { strict: false }), 'prepared');
    const lookUps = jest.spyOn(outbox, 'underWay');
    const slow = outbox.underWay([]);
    await lookUp.reached;
    const forget = gateAt(one.app.get(Cache, { strict: false }), 'forget');
    const first = one.put(hoursPath(), hours('10:00'), { token });
    await forget.reached;
    const again = one.put(hoursPath(), hours('10:00'), { token }).then(async ({ status }) => {
      expect(status).toBe(200);
      return Promise.all([shownHours(one), shownHours(two)]);
    });
    await until(() => lookUps.mock.calls.length === 3);
    lookUp.open();
    await until(async () => (await waitingUnits(one)) > 0, 3000);
    forget.open();
    expect(await again).toEqual(['10:00', '10:00']);
    await Promise.all([first, slow]);
  });

  it('is answered without waiting until its rows are marked done', async () => {
    const gate = gateAt(one.app.get(Outbox, { strict: false }), 'markDone');
    // A write that waits for them gives up when others have had their time: let that never end.
    jest.spyOn(awakeClock, 'now').mockReturnValue(0);
    expect((await one.put(hoursPath(), hours('12:00'), { token })).status).toBe(200);
    await gate.reached;
    expect([await shownHours(one), await shownHours(two)]).toEqual(['12:00', '12:00']);
  });

  it('does not wait for the marks of others at the same instance', async () => {
    const reserved = one.app.get(ReservedDatabase, { strict: false });
    const prepared = reserved.prepared.bind(reserved);
    let marks = 0;
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    jest.spyOn(reserved, 'prepared').mockImplementation(async (sql, parameters) => {
      if (sql.includes('UPDATE outbox')) {
        marks += 1;
        await opened;
      }
      return prepared(sql, parameters);
    });
    const waits = jest.spyOn(one.app.get(Outbox, { strict: false }), 'noneUnderWay');
    for (const from of ['12:00', '13:00', '14:00']) {
      expect((await one.put(hoursPath(), hours(from), { token })).status).toBe(200);
      expect([await shownHours(one), await shownHours(two)]).toEqual([from, from]);
    }
    expect([marks, waits.mock.calls]).toEqual([1, []]);
    open();
  });

  it('of something else is answered once all that it found is forgotten', async () => {
    await one.put(hoursPath(), hours('08:00'), { token });
    await until(() => isCached(two, hoursPath()));
    const gate = holdPublication(one);
    const first = one.put(hoursPath(), hours('11:00'), { token });
    await gate.reached;
    const name = `services/${shop.serviceId}`;
    const other = two.patch(name, { name: 'Another cut' }, { token }).then(() => shownHours(two));
    await until(async () => (await waitingUnits(two)) > 0);
    gate.open();
    expect(await other).toBe('11:00');
    await first;
  });

  it('publishes what another, which is frozen, has committed, and no cache is suspended', async () => {
    await one.put(hoursPath(), hours('08:00'), { token });
    await until(() => isCached(two, hoursPath()));
    const suspends = [one, two].map(({ app }) => jest.spyOn(app.get(Cache), 'suspend'));
    const gate = holdPublication(one);
    const frozen = one.put(hoursPath(), hours('13:00'), { token });
    await gate.reached;
    const { status } = await two.put(hoursPath(), hours('13:00'), { token });
    expect([status, await shownHours(one), await shownHours(two)]).toEqual([200, '13:00', '13:00']);
    expect(suspends.map((suspend) => suspend.mock.calls)).toEqual([[], []]);
    gate.open();
    await frozen;
  });

  it('is forgotten where its barber was, even if the barber left before the shards were looked up', async () => {
    const barberId = shop.barberIds[0];
    await until(() => isCached(two, slotsPath()));
    expect((await two.get(slotsPath())).body.slots).not.toEqual([]);
    const gate = holdPublication(one);
    let leaving: Promise<unknown> | undefined;
    let moving = false;
    const { shardsOf } = shopPlaces;
    jest.spyOn(shopPlaces, 'shardsOf').mockImplementationOnce(async (...args) => {
      moving = true;
      leaving = one.patch(`barbers/${barberId}`, { locationId: elsewhere.locationId }, { token });
      await gate.reached;
      return shardsOf(...args);
    });
    const closed = await two.put(`barbers/${barberId}/overrides/${DATE}`, { windows: [] }, { token });
    expect([closed.status, moving]).toEqual([200, true]);
    const slots = await Promise.all([one.get(slotsPath()), two.get(slotsPath())]);
    gate.open();
    await leaving;
    expect(slots.map(({ body }) => body.slots)).toEqual([[], []]);
  });

  /** A change, a request that is refused because of it, and what reads show from then on. */
  interface Refusal {
    /** Makes a shop ready for the change. */
    readonly prepare: (its: TestShop) => Promise<string>;
    readonly change: (path: string, its: TestShop) => Promise<unknown>;
    readonly refused: (
      app: TestApp,
      path: string,
      its: TestShop,
    ) => Promise<{ status: number; body: unknown }>;
    /** Whether the times that are offered at the shop are as after the change. */
    readonly isShown: (times: readonly string[]) => boolean;
  }
  const booking = ({ barberIds, serviceId }: TestShop, time: string) => ({
    barberId: barberIds[0],
    serviceId,
    timezone: 'UTC',
    date: DATE,
    time,
  });
  const booked = async (its: TestShop, time: string) => {
    const { status, body } = await one.post<{ id: number }>('bookings', booking(its, time), { token });
    expect(status).toBe(201);
    return `bookings/${body.id}`;
  };
  const elsewhen = { date: '2028-03-17', time: '10:00', timezone: 'UTC' };
  const REFUSALS: Record<string, Refusal> = {
    'already-cancelled': {
      prepare: (its) => booked(its, '10:00'),
      change: (path) => one.delete(path, { token }),
      refused: (app, path) => app.delete(path, { token }),
      isShown: (times) => times.includes('10:00'),
    },
    'slot-taken': {
      prepare: async () => 'bookings',
      change: (path, its) => one.post(path, booking(its, '10:00'), { token }),
      refused: (app, path, its) => app.post(path, booking(its, '10:00'), { token }),
      isShown: (times) => !times.includes('10:00'),
    },
    'version-mismatch': {
      prepare: (its) => booked(its, '10:00'),
      change: (path) => one.patch(path, elsewhen, { token }),
      refused: (app, path) => app.patch(path, elsewhen, { token, headers: { 'if-match': '"1"' } }),
      isShown: (times) => times.includes('10:00'),
    },
    'outside-availability': {
      prepare: async ({ barberIds }) => `barbers/${barberIds[0]}/overrides/${DATE}`,
      change: (path) => one.put(path, { windows: [] }, { token }),
      refused: (app, _, its) => app.post('bookings', booking(its, '10:00'), { token }),
      isShown: (times) => times.length === 0,
    },
    'not-found': {
      prepare: async ({ barberIds }) => {
        const path = `barbers/${barberIds[0]}/time-off`;
        const off = { startsAt: `${DATE}T00:00:00Z`, endsAt: `${DATE}T23:00:00Z` };
        return `${path}/${(await one.post<{ id: number }>(path, off, { token })).body.id}`;
      },
      change: (path) => one.delete(path, { token }),
      refused: (app, path) => app.delete(path, { token }),
      isShown: (times) => times.includes('10:00'),
    },
    // Found by a constraint, and made a refusal outside the unit of work.
    conflict: {
      prepare: async () => String((await one.signUp('barber')).id),
      change: (userId, { barberIds }) =>
        one.patch(
          `barbers/${barberIds[0]}`,
          { userId: Number(userId), locationId: elsewhere.locationId },
          { token },
        ),
      refused: (app, userId) =>
        app.patch(`barbers/${shop.barberIds[0]}`, { userId: Number(userId) }, { token }),
      isShown: (times) => times.length === 0,
    },
  };

  describe.each(Object.entries(REFUSALS))('refused as %s (rule 24)', (code, refusal) => {
    it.each(['another', 'the same'])('at %s instance, waits until what it found is forgotten', async (at) => {
      const app = at === 'another' ? two : one;
      const its = await createShop(one.database, { timezone: 'UTC' });
      const path = await refusal.prepare(its);
      const slots = `bookings/available-slots?date=${DATE}&timezone=UTC&locationId=${its.locationId}`;
      const isShownAt = async (each: TestApp) =>
        refusal.isShown((await each.get(slots)).body.slots.map(({ time }: { time: string }) => time));
      await until(async () => (await isCached(one, slots)) && (await isCached(two, slots)));
      expect(await Promise.all([isShownAt(one), isShownAt(two)])).toEqual([false, false]);
      const gate = holdPublication(one);
      const change = refusal.change(path, its);
      await gate.reached;
      const refused = refusal.refused(app, path, its).then(async ({ body }) => {
        expect(body).toMatchObject({ type: expect.stringContaining(code) });
        return Promise.all([isShownAt(one), isShownAt(two)]);
      });
      await until(async () => (await waitingUnits(app)) > 0, 2000);
      gate.open();
      expect(await refused).toEqual([true, true]);
      await change;
    });
  });

  describe('whose database is gone after its COMMIT (rule 34)', () => {
    let wire: TcpProxy;
    let behind: TestApp;

    beforeAll(async () => {
      const url = new URL(one.database.url);
      wire = await TcpProxy.to(Number(url.port));
      url.port = String(wire.port);
      const env = { REDIS_URL: redis.url, JWT_SECRET: SECRET };
      // The relays, its own as well, reach the server past the wire.
      const urls = { DATABASE_URL: url.href, DATABASE_DIRECT_URL: one.database.url };
      behind = await startApp({ ...env, ...urls }, one.database);
    });
    afterAll(async () => {
      await behind.close();
      await wire.close();
    });
    afterEach(() => wire.pass());

    /** Sends the same change twice: the second request has nothing to publish, and must wait for the first. Then cuts the wire. */
    const cutAfterCommit = async () => {
      // The test before has cut it off as well.
      await until(async () => (await behind.put(hoursPath(), hours('08:00'), { token })).status === 200);
      await until(() => isCached(two, hoursPath()));
      const change = async (gate: Gate) => {
        const answer = behind.put(hoursPath(), hours('12:00'), { token });
        await gate.reached;
        return [answer, gate] as const;
      };
      const both = [await change(holdPublication(behind)), await change(holdPublication(behind))];
      wire.cut();
      for (const [, gate] of both) gate.open();
      return both.map(async ([answer]) => {
        const { status, headers } = await answer;
        return { status, retryAfter: headers.get('retry-after'), shown: await shownHours(two) };
      });
    };

    it('is answered once it has been forgotten over another connection', async () => {
      const lookUps = jest.spyOn(behind.app.get(ReservedDatabase, { strict: false }), 'prepared');
      const answers = await cutAfterCommit();
      await until(async () => {
        const failed = await Promise.allSettled(lookUps.mock.results.map(({ value }) => value));
        return failed.filter(({ status }) => status === 'rejected').length >= 4;
      });
      wire.pass();
      const answered = { status: 200, retryAfter: null, shown: '12:00' };
      expect(await Promise.all(answers)).toEqual([answered, answered]);
    });

    it('is not acknowledged if it could neither be published nor handed over', async () => {
      const answers = await cutAfterCommit();
      const refused = expect.objectContaining({ status: 503, retryAfter: '1' });
      expect(await Promise.all(answers)).toEqual([refused, refused]);
      // A relay publishes it.
      await until(async () => (await shownHours(two)) === '12:00');
    });
  });
});

/** Units of `app` that have been committed and wait for what others have not published yet. */
async function waitingUnits({ app }: TestApp): Promise<number> {
  return app.get(OthersPublication, { strict: false }).waiting;
}
