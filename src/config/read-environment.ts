import { existsSync } from 'node:fs';

/** `process.env`, with what a `.env` file in the working directory adds to it. */
export function readEnvironment(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return { ...process.env };
}
