import { fileURLToPath } from 'node:url';
import { freePort } from '../test/support/free-port.js';
import { type LoadRequest, type LoadRun, openLoop } from './http.load.js';
import { BenchRedis, BenchServer } from './http.server.js';
import { openScratchDatabase } from './scratch-database.js';
import type { Belongings } from './workload.belongings.js';
import { type WorkloadAnswer, WorkloadClient } from './workload.client.js';
import type { ReadKind } from './workload.plan.js';
import { fillShops } from './workload.shops.js';
import { COUNTING, StatementCounter } from './workload.statements.js';

export const FLEET_SIZE = 2;
/** What is asked for beside a measured load, at the same rate: most of its cost is for waking up. */
export const CONSTANT_ROUTE: readonly LoadRequest[] = [{ path: '/health/live' }];
const PEER = fileURLToPath(new URL('./workload.peer.js', import.meta.url));
const ADMIN = { email: 'admin@example.com', password: 'a password of the bench' };
const CLIENT = { email: 'client@example.com', password: 'a password of a client' };

const REGIONS: Readonly<Record<ReadKind, string>> = {
  slots: 'available slots',
  next: 'next available',
  availability: 'barber availability',
  schedule: 'barber schedule',
  conflicts: 'appointment conflicts',
  hours: 'business hours',
};
export const VIEWS = Object.keys(REGIONS) as ReadKind[];

export interface Counters {
  readonly cpuSeconds: number;
  /** Calls of cached methods that ran: database reads for an answer. */
  readonly loads: ReadonlyMap<ReadKind, number>;
  readonly inconsistencies: number;
}

export type VariantName = 'ours' | 'none' | 'interceptor';

/** The servers of one variant: instances, a database of the same seed, a Redis. */
export class WorkloadFleet {
  private constructor(
    readonly clients: readonly WorkloadClient[],
    readonly statements: StatementCounter,
    /** The tokens of the administrator and of a client who books. */
    readonly staff: string,
    readonly client: string,
    readonly servers: readonly BenchServer[],
    readonly databaseUrl: string,
    readonly redisUrl: string,
  ) {}

  static async start(
    variant: VariantName,
    belongings: Belongings,
    instances = FLEET_SIZE,
  ): Promise<WorkloadFleet> {
    const database = await belongings.own(openScratchDatabase(COUNTING), async (it) => it.close());
    await fillShops(database.url);
    const redis = await belongings.own(BenchRedis.start(await freePort()), async (server) => server.stop());
    const servers: BenchServer[] = [];
    while (servers.length < instances) {
      const starting = startInstance(variant, database.url, redis.url);
      servers.push(await belongings.own(starting, async (server) => server.stop()));
    }
    const statements = await belongings.own(StatementCounter.open(database.url), async (it) => it.close());
    const clients = servers.map(({ origin }) => new WorkloadClient(origin));
    for (const client of clients) await belongings.own(Promise.resolve(client), (it) => it.close());
    const [first] = clients as [WorkloadClient];
    await first.send('POST', 'auth/register', undefined, { ...CLIENT, name: 'A client' });
    const tokens = [await login(first, ADMIN), await login(first, CLIENT)] as const;
    return new WorkloadFleet(clients, statements, ...tokens, servers, database.url, redis.url);
  }

  /** Sends requests to all instances, at a constant rate in all (open loop). */
  async ask(
    questions: readonly LoadRequest[],
    { perSecond, seconds }: { perSecond: number; seconds: number },
  ): Promise<LoadRun[]> {
    const share = { perSecond: perSecond / this.servers.length, seconds };
    return Promise.all(this.servers.map(async ({ port }) => openLoop(port, questions, share)));
  }

  /** Sums over the instances of counters that `/metrics` shows. */
  async counters(): Promise<Counters> {
    const pages = await Promise.all(
      this.servers.map(async ({ origin }) => (await fetch(`${origin}/metrics`)).text()),
    );
    const sum = (name: string, label = '') => {
      const pattern = new RegExp(`^${name}(?:\\{[^}]*${label}[^}]*\\})? (\\S+)$`, 'gm');
      const values = pages.flatMap((page) => [...page.matchAll(pattern)]);
      return values.reduce((total, [, value]) => total + Number(value), 0);
    };
    const loadsOf = (view: ReadKind) => sum('cache_load_duration_seconds_count', `region="${REGIONS[view]}"`);
    return {
      cpuSeconds: sum('process_cpu_seconds_total'),
      loads: new Map(VIEWS.map((view) => [view, loadsOf(view)])),
      inconsistencies: sum('cache_inconsistencies_total'),
    };
  }
}

/** A variant without our cache gets no Redis either, so that it does not pay for one. */
async function startInstance(variant: VariantName, database: string, redis: string): Promise<BenchServer> {
  const environment = {
    DATABASE_URL: database,
    JWT_SECRET: 'the bench signs with thirty-two letters',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    SEED_DEMO: 'false',
    LOG_LEVEL: 'error',
  };
  switch (variant) {
    case 'ours':
      return BenchServer.start({ ...environment, REDIS_URL: redis });
    case 'none':
      return BenchServer.start({ ...environment, CACHE_ENABLED: 'false' });
    case 'interceptor':
      return BenchServer.start({ ...environment, PEER_REDIS_URL: redis }, PEER);
  }
}

async function login(client: WorkloadClient, who: object): Promise<string> {
  const answer: WorkloadAnswer = await client.send('POST', 'auth/login', undefined, who);
  if (answer.status !== 200) throw new Error(`The login was answered ${answer.status}: ${answer.text}`);
  return (JSON.parse(answer.text) as { accessToken: string }).accessToken;
}
