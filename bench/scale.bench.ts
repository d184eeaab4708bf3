import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { numberOf } from './http.bench.js';
import { quantile } from './http.load.js';
import { BenchServer } from './http.server.js';
import { table } from './measure.js';
import { report } from './report.js';
import { ADMIN_EMAIL, accountsOf, ACCOUNT_PASSWORD } from './scale.accounts.js';
import { type ChainSize, fillChain } from './scale.fill.js';
import { type Question, questionsOf, type Asker } from './scale.questions.js';
import { PageCounter } from './scale.statements.js';
import { openScratchDatabase, type ScratchDatabase } from './scratch-database.js';

const LOCATIONS = 2000;
const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track_utility': 'off',
};

interface Answers {
  readonly statements: number;
  readonly buffers: number;
  readonly kilobytes: number;
  readonly p50: number;
  /** The longest that the server's event loop was late, in ms. */
  readonly late: number;
  readonly statuses: string;
}

/**
 * What the main routes cost without the cache, in one shop and in a chain of 2,000 whose barbers are as busy. Options: `--rows` (appointments of the
 * chain, default 1m), `--locations`, `--requests` (of each route), `--only` (a part of the names), `--keep DIR` (the databases stay there, and are used again).
 */
export async function benchScale(options: readonly string[]): Promise<void> {
  const rows = rowsOf(options);
  const locations = numberOf(options, '--locations', LOCATIONS);
  const requests = numberOf(options, '--requests', 20);
  const only = options.includes('--only') ? (options[options.indexOf('--only') + 1] ?? '') : '';
  const keep = options.includes('--keep') ? options[options.indexOf('--keep') + 1] : undefined;
  const chain: ChainSize = { locations, appointments: rows };
  const shop: ChainSize = { locations: 1, appointments: Math.ceil(rows / locations) };
  const tables: (readonly (readonly [Question, Answers])[])[] = [];
  for (const [name, size] of [
    ['shop', shop],
    ['chain', chain],
  ] as const) {
    const directory = keep === undefined ? undefined : join(keep, `${name}-${size.appointments}`);
    const database = await openScratchDatabase(SETTINGS, directory);
    try {
      await fillOnce(database, size);
      tables.push(
        await measured(
          database,
          questionsOf(size).filter((question) => question.name.includes(only)),
          requests,
        ),
      );
    } finally {
      await database.close();
    }
  }
  const [small = [], large = []] = tables;
  report(
    `One shop with ${shop.appointments} appointments, and ${locations} with ${rows}; without the cache. Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}.\n`,
  );
  report(
    table(
      [
        'route',
        'as',
        'answers',
        'statements',
        'buffers, shop',
        'buffers, chain',
        'KB',
        'p50 ms, shop',
        'p50 ms, chain',
        'event loop late at most, ms',
      ],
      large.map(([{ name, as = 'anyone' }, at], index) => {
        const before = small[index]![1];
        return [
          name,
          as,
          at.statuses,
          at.statements,
          before.buffers,
          at.buffers,
          at.kilobytes,
          before.p50,
          at.p50,
          at.late,
        ];
      }),
    ),
  );
}

function rowsOf(options: readonly string[]): number {
  const given = options.includes('--rows') ? (options[options.indexOf('--rows') + 1] ?? '') : '1m';
  const [, digits, unit] = /^(\d+)(k|m)?$/.exec(given) ?? [];
  if (digits === undefined) throw new Error('--rows takes a number, such as 100k, 1m or 10m.');
  return Number(digits) * { k: 1000, m: 1_000_000, '': 1 }[(unit ?? '') as 'k' | 'm' | ''];
}

async function fillOnce(database: ScratchDatabase, size: ChainSize): Promise<void> {
  const [filled] = await database.query('SELECT FROM audit LIMIT 1');
  if (filled !== undefined) return;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    console.error(`Filling ${size.locations} locations with ${size.appointments} appointments …`);
    await fillChain(client, size);
  } finally {
    await client.end();
  }
}

async function measured(database: ScratchDatabase, questions: readonly Question[], requests: number) {
  const server = await BenchServer.start({
    DATABASE_URL: database.url,
    SEED_DEMO: 'false',
    CACHE_ENABLED: 'false',
    ADMIN_EMAIL,
    ADMIN_PASSWORD: ACCOUNT_PASSWORD,
  });
  const counter = await PageCounter.open(database.url);
  try {
    const tokens = await accountsOf(server);
    await counter.learnIdle();
    const answers: [Question, Answers][] = [];
    for (const question of questions) {
      answers.push([question, await answersTo(server, counter, tokens, question, requests)]);
    }
    return answers;
  } finally {
    await counter.close();
    await server.stop();
  }
}

async function answersTo(
  server: BenchServer,
  counter: PageCounter,
  tokens: Readonly<Record<Asker, string>>,
  question: Question,
  requests: number,
): Promise<Answers> {
  const sent: Awaited<ReturnType<typeof send>>[] = [];
  // Once for what is compiled, planned or read from disk the first time; with an index that no other request has.
  await send(server, tokens, question, requests);
  await server.metric('nodejs_eventloop_lag_max_seconds');
  const cost = await counter.costOf(async () => {
    for (let index = 0; index < requests; index++) sent.push(await send(server, tokens, question, index));
    // Counted at the end of a statement, which may be after the answer.
    await sleep(50);
  });
  const late = await server.metric('nodejs_eventloop_lag_max_seconds');
  const times = sent.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return {
    statements: cost.statements / requests,
    buffers: cost.buffers / requests,
    kilobytes: sent.reduce((sum, { bytes }) => sum + bytes, 0) / requests / 1024,
    p50: quantile(times, 0.5),
    late: late * 1000,
    statuses: [...new Set(sent.map(({ status }) => status))].join(', '),
  };
}

async function send(
  server: BenchServer,
  tokens: Readonly<Record<Asker, string>>,
  question: Question,
  index: number,
) {
  const { method = 'GET', path, body, as } = question;
  const from = performance.now();
  const response = await fetch(`${server.origin}/api/v1/${path(index)}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${tokens[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body(index)) }),
  });
  const { byteLength: bytes } = await response.arrayBuffer();
  return { status: response.status, bytes, ms: performance.now() - from };
}
