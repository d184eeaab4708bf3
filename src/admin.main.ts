import 'reflect-metadata';
import { resolve } from 'node:path';
import { createApp } from './app.js';
import { AdminAccount } from './auth/admin-account.js';
import { parseEnv, withDatabase } from './config/env.js';
import { readEnvironment } from './config/read-environment.js';
import { EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { prepareDatabase } from './database/prepare-database.js';
import { failureText } from './failure.text.js';

// `npm run admin -- reset-password EMAIL`, in the image `node dist/admin.main.js reset-password EMAIL`: for an operator who cannot log in any more.
const USAGE = 'Usage: npm run admin -- reset-password EMAIL';

const [command, email, ...rest] = process.argv.slice(2);
if (command !== 'reset-password' || email === undefined || rest.length > 0) fail(USAGE);
else await resetPassword(email).catch((error: unknown) => fail(failureText(error)));

async function resetPassword(address: string): Promise<void> {
  let env = parseEnv({ ...readEnvironment(), LOG_LEVEL: 'error', CACHE_WARM_UP_CRON: '' });
  let embedded: EmbeddedPostgres | undefined;
  let place = 'the database of DATABASE_URL';
  try {
    if (env.DATABASE_URL === undefined) {
      const folder = resolve(env.DATA_DIR, 'postgres');
      place = `the embedded database in ${folder}`;
      embedded = await EmbeddedPostgres.start(folder);
      env = withDatabase(env, embedded.url);
    }
    await prepareDatabase(env);
    const app = await createApp(env);
    try {
      await app.init();
      const password = await app.get(AdminAccount, { strict: false }).resetPassword(address);
      if (password === undefined) fail(`There is no account with this address in ${place}.`);
      else process.stdout.write(`New password of ${address}: ${password}\nAll its sessions are ended.\n`);
    } finally {
      await app.close();
    }
  } finally {
    await embedded?.stop();
  }
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
