import { EnvError, parseEnv } from '../config/env.js';
import { readEnvironment } from '../config/read-environment.js';
import { migrate } from './migrate.js';
import { UnusableDatabase } from './unusable-database.js';

// Runs the migrations and ends, for a job before an update. The server runs those that are missing when it starts, too.
try {
  const { DATABASE_URL } = parseEnv(readEnvironment());
  if (DATABASE_URL === undefined) throw new EnvError('DATABASE_URL must name the server to migrate.');
  await migrate(DATABASE_URL);
  process.stdout.write('The database is up to date.\n');
} catch (error) {
  const { message } = error instanceof EnvError ? error : new UnusableDatabase(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
