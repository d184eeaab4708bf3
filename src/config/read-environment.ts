import { existsSync, readFileSync } from 'node:fs';
import { parseEnv as parseEnvFile } from 'node:util';
import { EnvError } from './env.js';

/**
 * Returns `process.env`, to which it adds the variables of the file `.env` in the working directory, if there is one. A
 * variable of the process wins over one of the file. Line ends at the end of a value are left out: secrets that are kept in files,
 * and files of Windows, have them.
 * @throws EnvError if the file cannot be read
 */
export function readEnvironment(file = '.env'): Record<string, string | undefined> {
  if (existsSync(file)) {
    for (const [name, value] of Object.entries(parseEnvFile(textOf(file)))) process.env[name] ??= value;
  }
  return Object.fromEntries(
    Object.entries(process.env).map(([name, value]) => [name, value?.replace(/[\r\n]+$/, '')]),
  );
}

/** Without its byte order mark. Windows PowerShell writes UTF-16; Node would find no variable in it, and the mark in the first name. */
function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  } catch (error) {
    throw new EnvError(`The file ${file} cannot be read: ${(error as Error).message}`);
  }
}
