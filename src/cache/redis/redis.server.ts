import { randomUUID } from 'node:crypto';
import { ReplyError } from 'ioredis';
import { UnusableServer } from '../entry/cache.errors.js';
import type { Scripted } from './redis.scripts.js';

const OLDEST_MAJOR = 6;
const UNNAMED = '?';

type Send = <Reply>(command: (client: Scripted) => Promise<Reply>) => Promise<Reply>;

/**
 * Checks a new connection: the server's version, and that SELECT and AUTH took effect, since ioredis goes on when a SELECT is
 * refused.
 * @returns a name of the server process and database number behind it; equal for two connections only if both are the same.
 * @throws UnusableServer
 */
export async function identifyServer(
  send: Send,
  options: Pick<Scripted['options'], 'db' | 'username'>,
): Promise<string> {
  const db = options.db ?? 0;
  // ioredis has `null` for no name, and an empty one for the URL `redis://:password@host`.
  const username = options.username || undefined;
  const hasChoice = db !== 0 || username !== undefined;
  // Sent at once, so that both are answered over the same connection.
  const [server, session] = await Promise.all([
    send(async (client) => client.info('server')),
    hasChoice ? send(async (client) => client.client('INFO')).catch(unlessRefused) : '',
  ]);
  checkVersion(/^redis_version:(\S+)/m.exec(server)?.[1] ?? 'unknown');
  const actual = /\bdb=(\d+)/.exec(session)?.[1];
  // @mutant refused-select-unnoticed
  if (actual !== undefined && Number(actual) !== db) {
    throw new UnusableServer(
      `SELECT ${db} was refused and the connection uses database ${actual}: allow the user to SELECT it, or correct the number in REDIS_URL`,
    );
  }
  const user = /\buser=(\S+)/.exec(session)?.[1] ?? username;
  if (username !== undefined && user !== username) {
    throw new UnusableServer(`the connection belongs to the user ${user} instead of ${username}`);
  }
  const process = /^run_id:([0-9a-f]{40})/m.exec(server)?.[1];
  // A proxy may hide the process behind it, and Redis before 6.2 the database number.
  const isNumberKnown = db === 0 || actual !== undefined;
  return process !== undefined && isNumberKnown ? `${process}/${db}` : unnamedServer();
}

/** A name for one connection whose server does not say enough about itself: after each connect it must be proved again. */
function unnamedServer(): string {
  return `${UNNAMED}${randomUUID()}`;
}

export function isUnnamed(server: string): boolean {
  return server.startsWith(UNNAMED);
}

function checkVersion(version: string): void {
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
    throw new UnusableServer(`Redis ${version} is too old: ${OLDEST_MAJOR}.0 or newer is needed`);
  }
}

/** CLIENT INFO needs Redis 6.2 and a permission. */
function unlessRefused(error: unknown): string {
  if (error instanceof ReplyError) return '';
  throw error;
}
