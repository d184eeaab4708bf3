import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { type Env, EnvError, parseEnv } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { EmbeddedPostgres, EmbeddedPostgresError } from './database/embedded-postgres.js';
import { migrate } from './database/migrate.js';
import { FirstStart } from './database/first-start.js';

/** How long requests that are running may take to end once the server is told to stop. */
const DRAIN_MS = 10_000;

/** Starts the server and keeps it until a signal ends it: database, migrations, first data, then the doors open. */
export async function start(): Promise<void> {
  const environment = readEnvironment();
  let embedded: EmbeddedPostgres | undefined;
  try {
    const env = parseEnv(environment);
    if (env.DATABASE_URL === undefined) {
      embedded = await EmbeddedPostgres.start(`${env.DATA_DIR}/postgres`);
      environment['DATABASE_URL'] = embedded.url;
    }
    await migrate(environment['DATABASE_URL'] ?? '');
    const app = await createApp(environment);
    const made = await app.get(FirstStart).run({ seedDemo: env.SEED_DEMO ?? embedded !== undefined });
    stopOnSignals(app, embedded);
    await app.listen(env.PORT, env.HOST);
    announce(await app.getUrl(), env, made.adminPassword);
  } catch (error) {
    process.stderr.write(`${reason(error)}\n`);
    await embedded?.stop();
    process.exit(1);
  }
}

function announce(url: string, env: Env, adminPassword: string | undefined): void {
  const lines = [
    '',
    `BookedBarber listens at ${url}`,
    `  API         ${url}/api/v1`,
    `  API pages   ${url}/docs`,
    `  Dashboard   ${url}/admin`,
    `  Admin       ${env.ADMIN_EMAIL}${adminPassword === undefined ? '' : `, password ${adminPassword}`}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The first signal drains, then stops the database; a second one ends at once. */
function stopOnSignals(app: NestFastifyApplication, embedded: EmbeddedPostgres | undefined): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    await Promise.race([app.close(signal), sleep(DRAIN_MS)]);
    await embedded?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

/** One sentence where we know what is wrong; the whole error where we do not. */
function reason(error: unknown): string {
  if (error instanceof EnvError || error instanceof EmbeddedPostgresError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The port is taken: set PORT to another one. (${message})`;
  if (code === 'ECONNREFUSED') return `The database of DATABASE_URL does not answer. (${message})`;
  return stack ?? String(error);
}
