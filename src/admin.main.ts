import 'reflect-metadata';
import { createApp } from './app.js';
import { AdminAccount } from './auth/admin-account.js';
import { parseEnv, withDatabase } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-cluster.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { prepareDatabase } from './database/prepare-database.js';
import { failureText } from './failure.text.js';

// `npm run admin -- reset-password EMAIL`, in the image `node dist/admin.main.js reset-password EMAIL`: for an operator who cannot log in any more.
const USAGE = 'Usage: npm run admin -- reset-password EMAIL';

const [command, email, ...rest] = process.argv.slice(2);
if (command !== 'reset-password' || email === undefined || rest.length > 0) fail(USAGE);
else await resetPassword(email).catch((error: unknown) => fail(textOf(error)));

async function resetPassword(address: string): Promise<void> {
  let env = parseEnv({ ...readEnvironment(), LOG_LEVEL: 'error', CACHE_WARM_UP_CRON: '' });
  let embedded: EmbeddedPostgres | undefined;
  try {
    if (env.DATABASE_URL === undefined) {
      embedded = await EmbeddedPostgres.start(`${env.DATA_DIR}/postgres`);
      env = withDatabase(env, embedded.url);
    }
    await prepareDatabase(env);
    const app = await createApp(env);
    try {
      await app.init();
      const password = await app.get(AdminAccount, { strict: false }).resetPassword(address);
      if (password === undefined) fail('There is no account with this address.');
      else process.stdout.write(`New password of ${address}: ${password}\nAll its sessions are ended.\n`);
    } finally {
      await app.close();
    }
  } finally {
    await embedded?.stop();
  }
}

function textOf(error: unknown): string {
  const text = failureText(error);
  return error instanceof EmbeddedPostgresError ? `${text} Stop the server first.` : text;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
