import { createInterface } from 'node:readline/promises';
import { parseEnv } from '../../config/env.js';
import { readEnvironment } from '../../config/read-environment.js';
import { EmbeddedPostgresError } from './embedded-cluster.js';
import { resetEmbedded } from './embedded-reset.js';

// `npm run db:reset`: asks, then removes the data of the embedded database. `-- --yes` answers the question.
const { DATABASE_URL, DATA_DIR } = parseEnv(readEnvironment());
const directory = `${DATA_DIR}/postgres`;

if (DATABASE_URL !== undefined) {
  fail('DATABASE_URL names a server of your own. This command resets the embedded database only.');
} else if (process.argv.includes('--yes') || (await confirmed())) {
  await reset();
} else {
  fail('Nothing was removed.');
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return fail('Run it in a terminal, or add "-- --yes".');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `Remove all data of the embedded database in ${directory}? (yes/no) `,
  );
  terminal.close();
  return answer.trim() === 'yes';
}

async function reset(): Promise<void> {
  try {
    const wasThere = await resetEmbedded(directory);
    process.stdout.write(
      wasThere
        ? `All data of the embedded database in ${directory} is removed. The next start makes an empty database and seeds the demo shop.\n`
        : `There is no embedded database in ${directory}: nothing was removed.\n`,
    );
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    fail(error.message);
  }
}

function fail(message: string): false {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  return false;
}
