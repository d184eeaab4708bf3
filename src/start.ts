import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SECOND_MS } from './time/durations.js';
import { parseEnv, withDatabase } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { unknownSettings } from './config/unknown-settings.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { prepareDatabase } from './database/prepare-database.js';
import { failureText } from './failure.text.js';
import { PinoLogger } from './http/pino.logger.js';

/** How long running requests may take to complete after a stop signal. */
export const DRAIN_MS = 10 * SECOND_MS;
/** Where the shell is bash, `npm start` passes a Ctrl-C on to a process that has it from the terminal already. */
const SAME_KEY_MS = 300;
/** How often to look whether `npm start` has ended. */
const NPM_WATCH_MS = 500;

/** What has been started, in this order. Promises, because a signal may arrive while they are pending. */
interface Running {
  embedded?: Promise<EmbeddedPostgres>;
  app?: Promise<NestFastifyApplication>;
}

/** Starts the server: database, migrations, first data, then the port. It runs until a signal stops it. */
export async function start(): Promise<void> {
  // Where nothing can be printed, as into a closed pipe, the server goes on.
  process.stdout.on('error', () => undefined);
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
  warnOfMisspellings(environment);
  if (env.DATABASE_URL === undefined) {
    running.embedded = EmbeddedPostgres.start(`${env.DATA_DIR}/postgres`);
    env = withDatabase(env, (await running.embedded).url);
  }
  await prepareDatabase(env);
  // Loaded only now, because it takes seconds: a start that fails before says so at once.
  const [{ createApp }, { serve }] = await Promise.all([import('./app.js'), import('./serve.js')]);
  running.app = createApp(env);
  await serve(await running.app, env, env.SEED_DEMO ?? running.embedded !== undefined);
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
