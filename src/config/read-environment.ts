import { existsSync } from 'node:fs';

/** Returns `process.env`, extended by the `.env` file in the working directory if there is one. */
export function readEnvironment(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return { ...process.env };
}
