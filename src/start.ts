import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { adminLine, startupBanner } from './startup-banner.js';
import { createApp } from './app.js';
import { AdminAccount } from './auth/admin-account.js';
import { hashPassword } from './auth/password.js';
import { SECOND_MS } from './time/durations.js';
import { parseEnv, withDatabase } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { unknownSettings } from './config/unknown-settings.js';
import { DemoSeed } from './database/demo-seed.js';
import { DEMO_LOGIN } from './database/demo-shop.js';
import { EmbeddedPostgres } from './database/embedded-postgres.js';
import { prepareDatabase } from './database/prepare-database.js';
import { failureText } from './failure.text.js';
import { PinoLogger } from './http/pino.logger.js';
import { InvalidationMetrics } from './events/invalidation.metrics.js';

/** How long running requests may take to complete after a stop signal. */
export const DRAIN_MS = 10 * SECOND_MS;
/** Password of the demo shop's barber and clients. The admin never gets a well-known password. */
const DEMO_PASSWORD = 'demo-password';
/** Where the shell is bash, `npm start` passes a Ctrl-C on to a process that has it from the terminal already. */
const SAME_KEY_MS = 300;
/** How often to look whether `npm start` has ended. */
const NPM_WATCH_MS = 500;
const DEMO_LOGINS = [`Barber      ${DEMO_LOGIN.email}, password ${DEMO_PASSWORD}`];

/** What has been started, in this order. Promises, because a signal may arrive while they are pending. */
interface Running {
  embedded?: Promise<EmbeddedPostgres>;
  app?: Promise<NestFastifyApplication>;
}

/** Starts the server: database, migrations, first data, then the port. It runs until a signal stops it. */
export async function start(): Promise<void> {
  const running: Running = {};
  const isStopping = stopOnSignals(running);
  try {
    await open(running);
  } catch (error) {
    // A start that fails because of a stop signal is not reported.
    if (isStopping()) return;
    process.stderr.write(`${failureText(error)}\n`);
    await stopAll(running);
    process.exit(1);
  }
}

async function open(running: Running): Promise<void> {
  const environment = readEnvironment();
  if (environment['npm_lifecycle_event'] !== undefined) stopWithNpm();
  let env = parseEnv(environment);
  Logger.overrideLogger(new PinoLogger(env));
  if (env.DATABASE_URL === undefined) {
    running.embedded = EmbeddedPostgres.start(`${env.DATA_DIR}/postgres`);
    env = withDatabase(env, (await running.embedded).url);
  }
  await prepareDatabase(env);
  running.app = createApp(env);
  const app = await running.app;
  warnOfMisspellings(environment);
  await app.init();
  const admin = await app.get(AdminAccount, { strict: false }).ensure();
  // Before anything else can fail: it is stored only as a hash, and not made again at the next start.
  if (admin.made === 'now' && admin.password !== undefined) {
    process.stdout.write(`${adminLine(env, admin)}\n`);
  }
  const seedDemo = env.SEED_DEMO ?? running.embedded !== undefined;
  if (seedDemo) await app.get(DemoSeed, { strict: false }).run(await hashPassword(DEMO_PASSWORD));
  app.get(InvalidationMetrics, { strict: false }).begin();
  await app.listen(env.PORT, env.HOST);
  const banner = startupBanner(await app.getUrl(), env, admin, seedDemo ? DEMO_LOGINS : []);
  // In production, log collectors expect one record per line.
  if (env.isProduction) banner.filter(Boolean).forEach((line) => new Logger('Server').log(line.trim()));
  else process.stdout.write(`${banner.join('\n')}\n`);
}

/** A misspelt setting would otherwise be ignored in silence. Names only: a value may be a secret. */
function warnOfMisspellings(environment: Record<string, string | undefined>): void {
  const logger = new Logger('Settings');
  for (const { name, resembles } of unknownSettings(environment)) {
    logger.warn(`${name} is not a setting and has no effect. If ${resembles} is meant, rename it.`);
  }
}

/**
 * The first signal drains requests, then stops the database; a second one ends the process at once. A closed terminal
 * (SIGHUP) is such a signal: it would leave the embedded database behind.
 */
function stopOnSignals(running: Running): () => boolean {
  let stoppingSince: number | undefined;
  const stop = async (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_KEY_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    await stopAll(running, signal);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  return () => stoppingSince !== undefined;
}

/** npm passes SIGTERM on to its shell, of which some (dash) end without passing it on: the server would go on by itself. */
function stopWithNpm(): void {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, NPM_WATCH_MS).unref();
}

/** Stops everything that was started, in reverse order. */
async function stopAll(running: Running, signal?: NodeJS.Signals): Promise<void> {
  const app = await running.app?.catch(() => undefined);
  if (app !== undefined) await Promise.race([drain(app, signal), sleep(DRAIN_MS)]).catch(complain);
  const embedded = await running.embedded?.catch(() => undefined);
  await embedded?.stop().catch(complain);
}

/** Resolves when every request has been answered. */
async function drain(app: NestFastifyApplication, signal?: NodeJS.Signals): Promise<void> {
  // `close` accepts the signal although its type omits it; on SIGTERM, Terminus turns readiness off first.
  const closing: { close(signal?: string): Promise<void> } = app;
  await closing.close(signal);
}

function complain(error: unknown): void {
  process.stderr.write(`${failureText(error)}\n`);
}
