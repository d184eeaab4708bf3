import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmbeddedPostgres } from './embedded-postgres.js';

/**
 * Removes all data of the embedded database in `directory`. A PostgreSQL that a killed process left running on it is
 * stopped first.
 *
 * @returns whether there was any
 * @throws EmbeddedPostgresError if a living server uses the directory
 */
export async function resetEmbedded(directory: string): Promise<boolean> {
  const data = join(resolve(directory), 'data');
  if ((await stat(data).catch(() => undefined)) === undefined) return false;
  if (await mayBeServed(data)) {
    const server = await EmbeddedPostgres.start(directory);
    await server.stop();
  }
  // Renamed first: a server that starts while files are removed must not find half of them.
  const removed = `${data}.removed.${process.pid}`;
  await rename(data, removed);
  await rm(removed, { recursive: true });
  return true;
}

/** Whether the process that claims to serve the directory is alive; its id may belong to another program by now. */
async function mayBeServed(data: string): Promise<boolean> {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
