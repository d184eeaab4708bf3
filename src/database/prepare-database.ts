import type { DatabaseSettings } from '../config/settings.js';
import { checkDatabase } from './database.requirements.js';
import { migrate } from './migrate.js';
import { UnusableDatabase } from './unusable-database.js';

/**
 * Checks what the application needs of its database, then runs the migrations that are missing, over the URL that gives a
 * session of its own. @throws UnusableDatabase with a sentence that names the variable and what to do
 */
export async function prepareDatabase(settings: DatabaseSettings): Promise<void> {
  await checkDatabase(settings);
  await migrate(settings.sessionUrl).catch((error: unknown) => {
    if (error instanceof UnusableDatabase) throw error;
    const isPooled = settings.sessionUrl !== (settings.DATABASE_URL ?? settings.sessionUrl);
    throw new UnusableDatabase(error, isPooled ? 'DATABASE_DIRECT_URL' : undefined);
  });
}
