import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BulkShop, hoursAfter } from './bulk.shop.js';
import { createShop } from '../test/support/shop.js';
import { BOOKED_BARBERS, BookingClient } from './booking.client.js';
import { freePort } from '../test/support/free-port.js';
import { numberOf } from './http.bench.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { median, table } from './measure.js';
import { report } from './report.js';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.js';

const BOOKINGS = 40;
const GIVE_UP_MS = 60_000;
/** Counting many rows is work for the server. */
const COUNT_EVERY_MS = 1000;
const TRANSACTIONS = 20;
const ROWS_EACH = 60_000;

interface Stage {
  readonly database: ScratchDatabase;
  readonly redis: BenchRedis;
  readonly servers: readonly BenchServer[];
  readonly shop: BulkShop;
  readonly booker: BookingClient;
}

/**
 * Measures bulk changes by SQL and dead outbox rows (rule 25): how long reads are stale, when the cache is used again, what
 * bookings and polls cost. `--rows 1000000 --dead 100000`.
 */
export async function benchBulk(options: readonly string[]): Promise<void> {
  const rows = numberOf(options, '--rows', 1_000_000);
  const dead = numberOf(options, '--dead', 100_000);
  await onStage(async (stage) => benchChanges(stage, rows));
  await onStage(async (stage) => benchDeadRows(stage, dead));
}

async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const database = await openScratchDatabase();
    closing.unshift(() => database.close());
    await createShop(database, { barbers: BOOKED_BARBERS });
    const shop = await BulkShop.open(database.url);
    closing.unshift(() => shop.close());
    const redis = await BenchRedis.start(await freePort());
    closing.unshift(() => redis.stop());
    const servers: BenchServer[] = [];
    for (let instance = 0; instance < 2; instance++) {
      const server = await BenchServer.start({
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        SEED_DEMO: 'false',
      });
      servers.push(server);
      closing.unshift(() => server.stop());
    }
    const booker = await BookingClient.signUp(servers[0]!.port);
    closing.unshift(async () => booker.close());
    await work({ database, redis, servers, shop, booker });
  } finally {
    for (const close of closing) await close();
  }
}

async function benchChanges(stage: Stage, rows: number): Promise<void> {
  await stage.shop.addTimesOff(rows);
  const { shop } = stage;
  report(`Two instances; ${rows} rows by one UPDATE, then ${TRANSACTIONS} × ${ROWS_EACH} rows at once.\n`);
  const one = await measured(stage, 1, async () => shop.changeAll(1));
  const many = await measured(stage, 2, async () => {
    const each = Math.min(ROWS_EACH, Math.floor(rows / TRANSACTIONS));
    const changes = Array.from({ length: TRANSACTIONS }, (_, part) => shop.changePart(part, each));
    return (await Promise.all([...changes, shop.changeHours(2)])).reduce((sum, ms) => Math.max(sum, ms), 0);
  });
  report(
    table(
      ['ms', `one statement, ${rows} rows`, `${TRANSACTIONS} transactions`],
      [
        ['the change itself', one.changeMs, many.changeMs],
        ['stale after its last COMMIT', one.staleMs, many.staleMs],
        ['a hit again, after its last COMMIT', one.hitMs, many.hitMs],
        ['rows marked, after its last COMMIT', one.markedMs, many.markedMs],
        ['a booking before (median)', one.bookingBefore, many.bookingBefore],
        ['a booking afterwards (median)', one.bookingAfter, many.bookingAfter],
      ],
    ),
  );
}

async function measured({ servers, shop, booker }: Stage, turn: number, change: () => Promise<number>) {
  const urls = servers.map(({ origin }) => `${origin}/api/v1/settings/business-hours?locationId=2`);
  const read = async (url: string) => {
    const response = await fetch(url);
    return {
      text: await response.text(),
      isHit: response.headers.get('cache-status')?.includes('hit') === true,
    };
  };
  const after = async (begin: number, isTrue: () => Promise<boolean>, everyMs = 5) => {
    while (!(await isTrue())) {
      if (performance.now() - begin > GIVE_UP_MS) return NaN;
      await sleep(everyMs);
    }
    return performance.now() - begin;
  };
  const everywhere = async (isRight: (found: { text: string; isHit: boolean }) => boolean) =>
    (await Promise.all(urls.map(read))).every(isRight);

  await after(performance.now(), () => everywhere(({ isHit }) => isHit));
  const bookingBefore = await bookingMs(booker);
  const changeMs = await change();
  const committed = performance.now();
  const [staleMs, hitMs, markedMs, bookingAfter] = await Promise.all([
    after(committed, () => everywhere(({ text }) => text.includes(hoursAfter(turn)))),
    after(committed, () => everywhere(({ text, isHit }) => isHit && text.includes(hoursAfter(turn)))),
    after(committed, async () => (await shop.pendingRows()) === 0, COUNT_EVERY_MS),
    bookingMs(booker),
  ]);
  return { changeMs, staleMs, hitMs, markedMs, bookingBefore, bookingAfter };
}

async function bookingMs(booker: BookingClient): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < BOOKINGS; count++) {
    const begun = performance.now();
    await booker.book();
    times.push(performance.now() - begun);
  }
  return median(times);
}

async function benchDeadRows({ database, shop, booker }: Stage, dead: number): Promise<void> {
  const snapshot = new pg.Client({ connectionString: database.url });
  await snapshot.connect();
  try {
    await snapshot.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM outbox');
    const measure = async () => ({
      booking: await bookingMs(booker),
      pending: await shop.medianOf(`SELECT count(*) FROM outbox_unpublished(5001)`),
      scan: await shop.medianOf('SELECT count(*) FROM outbox WHERE done_at IS NULL'),
    });
    await measure();
    const before = await measure();
    await shop.leaveDeadRows(dead);
    const after = await measure();
    const row = (name: string, key: keyof typeof before) => [
      name,
      before[key],
      after[key],
      after[key] / before[key],
    ];
    report(
      `\n${table(
        ['ms under an open snapshot, medians', '0 dead rows', `${dead} dead rows`, 'ratio'],
        [
          row('a booking', 'booking'),
          row('the pending rows, as polls and writes look them up', 'pending'),
          row('the same without the watermark', 'scan'),
        ],
      )}`,
    );
  } finally {
    await snapshot.end();
  }
}
