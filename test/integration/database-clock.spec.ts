import { afterEach, beforeEach, describe, it, jest } from '@jest/globals';
import { OutboxQueue } from '../../src/events/outbox.queue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openEvents, type TestEvents } from '../support/events.js';
import { movableClock } from '../support/movable-clock.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { insertShop } from '../support/shop.js';
import { until } from '../support/until.js';

const CHANGE = `UPDATE services SET name = name || '.'`;
/** A unit of work that dies between COMMIT and FORGET. */
const DIES = `BEGIN; SELECT set_config('bookedbarber.unit_of_work', 'on', true); ${CHANGE}; COMMIT`;
const TOKEN = 'bb:{chain}:tag:everybody';

/** How old an outbox row is does not depend on the database's wall clock, which anyone may set (rule 14). */
describe('while the clock of the database is set to another time', () => {
  let redis: RedisServer;
  let shop: TestDatabase;
  let app: TestEvents;
  let setClockOff: (by: string) => Promise<void>;

  const pending = () => shop.query('SELECT FROM outbox WHERE done_at IS NULL');
  const polls = async (count: number) => {
    const state = jest.spyOn(OutboxQueue.prototype, 'state');
    await until(() => state.mock.calls.length >= count);
    state.mockRestore();
  };

  beforeEach(async () => {
    redis = await startRedis();
    shop = await createTestDatabase();
    await insertShop(shop);
    setClockOff = await movableClock(shop);
    app = await openEvents(shop, { REDIS_URL: redis.url });
    await until(async () => app.cache.available && (await pending()).length === 0);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
    await shop.drop();
    await redis.stop();
  });

  it('an hour back, the rows of a writer that died are published all the same', async () => {
    const client = redis.client();
    await client.set(TOKEN, 'x');
    await shop.query(DIES);
    await setClockOff('-1 hour');
    await until(async () => (await client.exists(TOKEN)) === 0, 8000);
    await until(async () => app.cache.available && (await pending()).length === 0);
  }, 60_000);

  it('an hour ahead, the last minute is still the last minute for a Redis with another history', async () => {
    await app.unit.run(() => app.database.query(CHANGE));
    await polls(2);
    await setClockOff('1 hour');
    await polls(2);
    const { events } = app.metrics;
    await redis.kill();
    await redis.restart();
    await until(() => app.metrics.events > events);
  });
});
