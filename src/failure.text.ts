import { EnvError } from './config/env.js';
import { DatabaseUnavailable } from './database/database.errors.js';
import { EmbeddedPostgresError } from './database/embedded/embedded-cluster.js';
import { UnusableDatabase } from './database/unusable-database.js';

/** What a program prints when it fails: one sentence for a known cause, the complete error otherwise. */
export function failureText(error: unknown): string {
  const isKnown = [EnvError, EmbeddedPostgresError, UnusableDatabase].some((type) => error instanceof type);
  if (isKnown) return (error as Error).message;
  if (error instanceof DatabaseUnavailable) return new UnusableDatabase(error).message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `The port is in use: set PORT to another one. (${message})`;
  if (code === 'EACCES' && message.startsWith('listen'))
    return `This process may not listen on the port: set PORT to one above 1023. (${message})`;
  if (code === 'EADDRNOTAVAIL' || message.startsWith('getaddrinfo'))
    return `HOST is not an address of this machine: set it to one. (${message})`;
  return stack ?? String(error);
}
