import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Plain JavaScript over the build: Jest does not transform an ESM globalSetup, and `pretest` has built dist/.
import { EmbeddedPostgres } from '../../dist/database/embedded/embedded-postgres.js';
import { migrate } from '../../dist/database/migrate.js';

/** One PostgreSQL for all suites; its migrated database is the template that each spec file clones. */
export default async function globalSetup() {
  if (globalThis.testPostgres !== undefined) return;
  await assertBuilt();
  const directory = await mkdtemp(join(tmpdir(), 'bookedbarber-test-'));
  const server = await EmbeddedPostgres.start(directory, {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '300',
  });
  await migrate(server.url);
  // A run that is stopped from outside skips its teardown; the server then ends with this process.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => process.exit(1));
  globalThis.testPostgres = { server, directory };
  process.env.TEST_DATABASE_TEMPLATE = server.url;
}

/** @throws Error if a source is newer than the build, which the suites run */
async function assertBuilt() {
  const files = await readdir('src', { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const times = await Promise.all(sources.map(async (file) => (await stat(join('src', file))).mtimeMs));
  if (Math.max(...times) > (await stat('dist/main.js')).mtimeMs)
    throw new Error('src is newer than dist, which the suites run: npm run build');
}
