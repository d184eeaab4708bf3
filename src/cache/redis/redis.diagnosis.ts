import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { UnusableServer } from '../entry/cache.errors.js';
import type { RedisServerOptions } from '../entry/cache.options.js';
import { type HostPort, hostAndPort, tlsOptions } from './redis.options.js';

const PROBE_MS = 500;
const DEFAULT_PORT = 6379;
/** What ioredis says if it finds no connection. */
const NOT_CONNECTED = /^(Stream isn't writeable|Connection is closed)/;
const AUTHORITY = 'set REDIS_CA_FILE to a PEM file with the certificate of its authority';

/** What to do about an error, by a part of its code or message; the first that matches counts. */
const SENTENCES: readonly (readonly [RegExp, (detail: string) => string])[] = [
  [
    /sentinels are unreachable.*(WRONGPASS|NOAUTH|invalid password)/,
    (detail) =>
      `The Sentinels reject the password or the user name (${detail}): correct REDIS_SENTINEL_PASSWORD and REDIS_SENTINEL_USERNAME`,
  ],
  [
    /sentinels are unreachable.*unknown command/,
    () =>
      'REDIS_SENTINELS leads to a server that is no Sentinel: name the Sentinels (usually at port 26379), or set REDIS_URL instead of it',
  ],
  [
    /No such master/,
    () =>
      'The Sentinels know no primary of that name: set REDIS_SENTINEL_NAME to the name in their "sentinel monitor" line',
  ],
  [
    /WRONGPASS|NOAUTH|invalid password/,
    () =>
      'Redis rejects the password or the user name: correct REDIS_PASSWORD and REDIS_USERNAME, or those in REDIS_URL',
  ],
  [
    /MISCONF/,
    () =>
      'Redis refuses writes because it cannot save to its disk: free the disk, or turn saving off (save ""), which the cache does not need',
  ],
  [
    /MASTERDOWN|READONLY|is a replica/,
    () =>
      'Redis is a replica and takes no writes: name the primary in REDIS_URL, or let Sentinels find it (REDIS_SENTINELS)',
  ],
  [/LOADING/, () => 'Redis is loading its data, and is used as soon as it has'],
  [/^\S* ?BUSY /, () => 'Redis runs the script of another program: end it with SCRIPT KILL, or wait'],
  [/NOREPLICAS/, () => 'Redis refuses writes because it has too few replicas: see its min-replicas-to-write'],
  [
    /max number of clients/,
    () => 'Redis has no connection left: raise its maxclients, or find the program that keeps too many',
  ],
  [
    /protected mode/,
    () =>
      'Redis is in protected mode and takes connections of its own machine only: give it a password, and set REDIS_PASSWORD',
  ],
  [
    /CROSSSLOT|MOVED/,
    () =>
      'Redis is a cluster: if REDIS_URL is set, set REDIS_CLUSTER_NODES instead of it; else slots have been moved, which are looked up now',
  ],
  [
    /cluster support disabled/,
    () => 'REDIS_CLUSTER_NODES leads to a server that is no cluster: set REDIS_URL instead of it',
  ],
  [
    /CLUSTERDOWN/,
    () => 'The cluster of Redis is down: some of its slots have no primary (redis-cli cluster info)',
  ],
  [
    /unknown command|unsupported command/i,
    (detail) =>
      `Redis, or a proxy in front of it, lacks a command that the cache needs (${detail}): connect to a Redis of version 6.0 or newer itself`,
  ],
  [
    /ACL failure in script|can't run this command/i,
    (detail) =>
      `Redis denies a command inside of a script (${detail}): give the user the commands in deploy/redis/users.acl`,
  ],
  [
    /NOPERM/,
    (detail) =>
      `Redis denies a command that the cache needs (${detail}): give the user the commands and keys in deploy/redis/users.acl`,
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    (detail) =>
      `Redis presents a certificate for another name (${detail}): connect to a name that it has, or set REDIS_TLS_SERVER_NAME to that name`,
  ],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/,
    (detail) =>
      `The certificate of Redis is not valid at this time (${detail}): renew it, or correct the clock`,
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF/,
    (detail) => `Redis presents a certificate of an unknown authority (${detail}): ${AUTHORITY}`,
  ],
  [
    /certificate.required/i,
    () =>
      'Redis asks for a client certificate: set REDIS_CERT_FILE and REDIS_KEY_FILE to one that its authority has signed',
  ],
  [
    /alert.*(unknown.ca|bad.certificate|certificate)/i,
    (detail) =>
      `Redis rejects the client certificate (${detail}): set REDIS_CERT_FILE and REDIS_KEY_FILE to one that its authority has signed`,
  ],
];

/** Says why Redis cannot be used and what to do, as far as the error itself shows it. */
export function sentenceFor(error: unknown): string {
  const { code, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  return knownSentence(code ?? '', message) ?? `Redis cannot be used (${shown(message)})`;
}

function shown(message: string): string {
  return NOT_CONNECTED.test(message) ? 'the connection was closed' : message;
}

/** Whether the error itself shows what to do. */
export function isKnown(error: unknown): boolean {
  const { code, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
  return error instanceof UnusableServer || knownSentence(code ?? '', message) !== undefined;
}

function knownSentence(code: string, message: string): string | undefined {
  return SENTENCES.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1](message);
}

/**
 * Looks for a reason that the client's errors do not show, by asking each configured address once with and without TLS: a
 * server that expects TLS closes a plain connection without a word, one without TLS waits for ever, and errors of the
 * Sentinels' connections are not passed on.
 *
 * @returns a sentence that says what to do, or `undefined` if nothing was found; never rejects.
 */
export async function diagnose(server: RedisServerOptions): Promise<string | undefined> {
  const tls = server.tls ?? (server.url?.startsWith('rediss:') ? {} : undefined);
  for (const address of addressesOf(server)) {
    const found =
      tls === undefined ? await whyPlainFails(address) : await whyTlsFails(address, tlsOptions(tls));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function whyPlainFails(address: HostPort): Promise<string | undefined> {
  if (await answers(connectPlain(address))) return undefined;
  // Accepts any certificate: the only question is whether the server speaks TLS, and nothing secret is sent.
  const options = { ...address, rejectUnauthorized: false };
  return (await errorOf(connectTls(options), 'secureConnect')) === undefined
    ? `${nameOf(address)} expects TLS: set REDIS_TLS=true, or begin REDIS_URL with rediss://`
    : undefined;
}

async function whyTlsFails(address: HostPort, tls: ConnectionOptions): Promise<string | undefined> {
  const socket = connectTls({ ...address, ...tls });
  const error = await errorOf(socket, 'data');
  if (error === undefined) return undefined;
  const known = knownSentence(error.code ?? '', error.message);
  if (known !== undefined) return known;
  return (await answers(connectPlain(address)))
    ? `${nameOf(address)} does not speak TLS: set REDIS_TLS=false and begin REDIS_URL with redis://, or name the server's TLS port`
    : undefined;
}

async function answers(socket: Socket): Promise<boolean> {
  return (await errorOf(socket, 'data')) === undefined;
}

/** Sends a PING and waits for `event`. Any answer will do, a refusal as well. */
async function errorOf(
  socket: Socket,
  event: 'data' | 'secureConnect',
): Promise<NodeJS.ErrnoException | undefined> {
  try {
    return await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      socket.setTimeout(PROBE_MS, () => resolve(new Error('no answer')));
      // Not `once`: a refused handshake may end in two errors.
      socket.on('error', resolve);
      socket.once('close', () => resolve(new Error('the connection was closed')));
      socket.once(event, () => resolve(undefined));
      socket.write('PING\r\n');
    });
  } finally {
    socket.destroy();
  }
}

function addressesOf({ url, clusterNodes, sentinels }: RedisServerOptions): HostPort[] {
  if (url === undefined) return [...(clusterNodes ?? sentinels ?? [])].map(hostAndPort);
  const { hostname, port } = new URL(url);
  return [{ host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || DEFAULT_PORT) }];
}

function nameOf({ host, port }: HostPort): string {
  return `The server at ${host}:${port}`;
}
