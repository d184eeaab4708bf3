import { EnvError, parseEnv } from '../config/env.js';
import { readEnvironment } from '../config/read-environment.js';
import { prepareDatabase } from './prepare-database.js';
import { UnusableDatabase } from './unusable-database.js';

// Runs the migrations and ends, for a job before an update. The server runs those that are missing when it starts, too.
try {
  const env = parseEnv(readEnvironment());
  if (env.DATABASE_URL === undefined) throw new EnvError('DATABASE_URL must name the server to migrate.');
  await prepareDatabase(env);
  process.stdout.write('The database is up to date.\n');
} catch (error) {
  const isKnown = error instanceof EnvError || error instanceof UnusableDatabase;
  const { message } = isKnown ? error : new UnusableDatabase(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
