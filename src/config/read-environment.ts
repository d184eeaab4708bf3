import { existsSync, readFileSync } from 'node:fs';
import { parseEnv as parseEnvFile } from 'node:util';

/**
 * Returns `process.env`, to which it adds the variables of the file `.env` in the working directory, if there is one. A
 * variable of the process wins over one of the file. Line ends at the end of a value are left out: secrets that are kept in files,
 * and files of Windows, have them.
 */
export function readEnvironment(file = '.env'): Record<string, string | undefined> {
  if (existsSync(file)) {
    // Editors on Windows begin a file with a byte order mark; Node would take it for a part of the first name.
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    for (const [name, value] of Object.entries(parseEnvFile(text))) process.env[name] ??= value;
  }
  return Object.fromEntries(
    Object.entries(process.env).map(([name, value]) => [name, value?.replace(/[\r\n]+$/, '')]),
  );
}
