import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { AdminAccount, type AdminState } from './auth/admin-account.js';
import { hashPassword } from './auth/password.js';
import { type Env, EnvError, parseEnv } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { DemoSeed } from './database/demo-seed.js';
import { EmbeddedPostgresError } from './database/embedded-cluster.js';
import { EmbeddedPostgres } from './database/embedded-postgres.js';
import { migrate } from './database/migrate.js';

/** How long requests that are running may take to end once the server is told to stop. */
const DRAIN_MS = 10_000;
/** Of the demo shop's barber and clients; the admin's is never a known one. */
const DEMO_PASSWORD = 'demo-password';

/** What runs, in the order of its start. Promises, because a signal may come before they are done. */
interface Running {
  embedded?: Promise<EmbeddedPostgres>;
  app?: Promise<NestFastifyApplication>;
}

/** Starts the server and keeps it until a signal ends it: database, migrations, first data, then the doors open. */
export async function start(): Promise<void> {
  const running: Running = {};
  const isStopping = stopOnSignals(running);
  try {
    await open(running);
  } catch (error) {
    // What fails because we are stopping already is not worth a word.
    if (isStopping()) return;
    process.stderr.write(`${reason(error)}\n`);
    await stopAll(running);
    process.exit(1);
  }
}

async function open(running: Running): Promise<void> {
  const environment = readEnvironment();
  const env = parseEnv(environment);
  if (env.DATABASE_URL === undefined) {
    running.embedded = EmbeddedPostgres.start(`${env.DATA_DIR}/postgres`);
    environment['DATABASE_URL'] = (await running.embedded).url;
  }
  await migrate(environment['DATABASE_URL'] ?? '');
  running.app = createApp(environment);
  const app = await running.app;
  await app.init();
  const admin = await app.get(AdminAccount, { strict: false }).ensure();
  const seedDemo = env.SEED_DEMO ?? running.embedded !== undefined;
  if (seedDemo) await app.get(DemoSeed, { strict: false }).run(await hashPassword(DEMO_PASSWORD));
  await app.listen(env.PORT, env.HOST);
  announce(await app.getUrl(), env, admin);
}

function announce(url: string, env: Env, admin: AdminState): void {
  const lines = [
    '',
    `BookedBarber listens at ${url}`,
    `  API         ${url}/api/v1`,
    `  API pages   ${url}/docs`,
    `  Dashboard   ${url}/admin`,
    `  Admin       ${env.ADMIN_EMAIL}, ${passwordOf(admin)}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function passwordOf(admin: AdminState): string {
  switch (admin.made) {
    case 'before':
      return 'password as at the first start';
    case 'never':
      return 'not made: set ADMIN_PASSWORD and start again';
    case 'now':
      return admin.password === undefined ? 'password as in ADMIN_PASSWORD' : `password ${admin.password}`;
  }
}

/** The first signal drains, then stops the database; a second one ends at once. */
function stopOnSignals(running: Running): () => boolean {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    await stopAll(running, signal);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  return () => stopping;
}

/** Stops what was started, last first; what did not even start is stopped already. */
async function stopAll(running: Running, signal?: NodeJS.Signals): Promise<void> {
  // Nest takes the signal, though its interface does not say so: Terminus turns readiness off first on SIGTERM.
  const app: { close(signal?: string): Promise<void> } | undefined = await running.app?.catch(
    () => undefined,
  );
  await Promise.race([app?.close(signal), sleep(DRAIN_MS)]).catch(complain);
  const embedded = await running.embedded?.catch(() => undefined);
  await embedded?.stop().catch(complain);
}

function complain(error: unknown): void {
  process.stderr.write(`${reason(error)}\n`);
}

/** One sentence where we know what is wrong; the whole error where we do not. */
function reason(error: unknown): string {
  if (error instanceof EnvError || error instanceof EmbeddedPostgresError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The port is taken: set PORT to another one. (${message})`;
  if (code === 'ECONNREFUSED') return `The database of DATABASE_URL does not answer. (${message})`;
  return stack ?? String(error);
}
