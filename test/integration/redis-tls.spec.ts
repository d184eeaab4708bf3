import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConsoleLogger } from '@nestjs/common';
import { openCache, thingRegion } from '../support/cache.js';
import { TestAuthority, type TestCertificate } from '../support/certificate.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { TestCluster } from '../support/redis-cluster.js';
import { startSentinels, WATCHED } from '../support/sentinel.js';
import { until } from '../support/until.js';

const PROCESS = fileURLToPath(new URL('../support/cache.process.js', import.meta.url));
const NAME = 'redis.shop.test';
const PASSWORD = 'sesame';

type Settings = Record<string, string>;

const authority = new TestAuthority();
let directory: string;
/** Settings of a client that does everything right. */
let trusting: Settings;
/** Settings of a server whose certificate names 127.0.0.1. */
let byAddress: string[];

async function save(name: string, pem: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, pem);
  return path;
}

async function saveBoth(name: string, { certificate, key }: TestCertificate) {
  return { certificate: await save(`${name}.pem`, certificate), key: await save(`${name}.key`, key) };
}

async function serverSettings(...hosts: string[]): Promise<string[]> {
  const { certificate, key } = await saveBoth(`server-${hosts.join('-')}`, authority.issue(...hosts));
  const ca = await save('authority.pem', authority.certificate);
  return ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', ca];
}

/** Reads with an engine of these settings until a value comes from Redis; fails if none does. */
async function readsFromRedis(settings: Settings): Promise<void> {
  const opened = await openCache({ CACHE_L1_MAX_BYTES: '0', ...settings });
  let loads = 0;
  const load = async () => Promise.resolve(++loads);
  await until(async () => {
    const before = loads;
    await opened.cache.getOrLoad(thingRegion, [1, ['a']], load);
    return loads === before;
  });
  await opened.close();
}

/** What the engine writes to the log about a Redis that it cannot use. */
async function complaint(settings: Settings): Promise<string> {
  const lines: string[] = [];
  class Memory extends ConsoleLogger {
    override log(): void {}
    override warn(line: string): void {
      lines.push(line);
    }
  }
  const opened = await openCache(settings, {
    waits: false,
    override: (builder) => builder.setLogger(new Memory()),
  });
  await until(() => lines.length > 0);
  expect(opened.cache.available).toBe(false);
  await opened.close();
  return lines[0] ?? '';
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bookedbarber-tls-'));
  const client = await saveBoth('client', authority.issue());
  trusting = {
    REDIS_TLS: 'true',
    REDIS_CA_FILE: await save('authority.pem', authority.certificate),
    REDIS_CERT_FILE: client.certificate,
    REDIS_KEY_FILE: client.key,
  };
  byAddress = await serverSettings('127.0.0.1');
});
afterAll(async () => rm(directory, { recursive: true }));

describe('one server with TLS', () => {
  let redis: RedisServer;
  let address: string;

  beforeAll(async () => {
    redis = await startRedis([], { tls: byAddress });
    await redis.client().acl('SETUSER', 'shop', 'on', `>${PASSWORD}`, '~bb:*', '+@all');
    address = `shop:${PASSWORD}@127.0.0.1:${redis.tlsPort}`;
  });
  afterAll(async () => redis.stop());

  it('is used with a client certificate and an authority from files', async () => {
    const { REDIS_TLS: _, ...files } = trusting;
    await expect(readsFromRedis({ ...files, REDIS_URL: `rediss://${address}` })).resolves.toBeUndefined();
    await expect(readsFromRedis({ ...trusting, REDIS_URL: `redis://${address}` })).resolves.toBeUndefined();
  });

  it('is used with an authority that NODE_EXTRA_CA_CERTS names', async () => {
    await redis.client().config('SET', 'tls-auth-clients', 'no');
    const env = {
      PATH: process.env['PATH'],
      REDIS_URL: `rediss://${address}`,
      NODE_EXTRA_CA_CERTS: trusting['REDIS_CA_FILE'],
    };
    const child = fork(PROCESS, { env, execArgv: [] });
    const exited = once(child, 'exit');
    let available = false;
    child.on('message', (message: { available?: boolean }) => (available ||= message.available === true));
    // A process has to start, on a machine that may have other things to do.
    await until(() => available, 30_000);
    child.send('read');
    await until(async () => (await redis.client().exists('bb:{loc:1}:thing:1')) === 1);
    child.send('end');
    await exited;
    await redis.client().config('SET', 'tls-auth-clients', 'yes');
  });

  it('is not used over an untrusted or missing certificate, and the log says what to set', async () => {
    const url = { REDIS_URL: `rediss://${address}` };
    const other = await save('other.pem', new TestAuthority('other authority').certificate);
    const stranger = await saveBoth('stranger', new TestAuthority('third authority').issue());
    expect(await complaint({ ...trusting, ...url, REDIS_CA_FILE: other })).toMatch(
      /unknown authority.*set REDIS_CA_FILE/,
    );
    expect(await complaint({ ...url, REDIS_CA_FILE: trusting['REDIS_CA_FILE'] ?? '' })).toMatch(
      /asks for a client certificate: set REDIS_CERT_FILE and REDIS_KEY_FILE/,
    );
    expect(
      await complaint({
        ...trusting,
        ...url,
        REDIS_CERT_FILE: stranger.certificate,
        REDIS_KEY_FILE: stranger.key,
      }),
    ).toMatch(/rejects the client certificate/);
  });

  it('is not used the wrong way round, and the log says which way it is', async () => {
    expect(await complaint({ REDIS_URL: `redis://${address}` })).toMatch(/expects TLS: set REDIS_TLS=true/);
    expect(await complaint({ ...trusting, REDIS_URL: redis.url })).toMatch(
      /does not speak TLS: set REDIS_TLS=false/,
    );
  });

  it('is used under another name only if REDIS_TLS_SERVER_NAME says so', async () => {
    const named = await startRedis([], { tls: await serverSettings(NAME) });
    const settings = { ...trusting, REDIS_URL: `rediss://127.0.0.1:${named.tlsPort}` };
    expect(await complaint(settings)).toMatch(/certificate for another name.*set REDIS_TLS_SERVER_NAME/);
    await expect(readsFromRedis({ ...settings, REDIS_TLS_SERVER_NAME: NAME })).resolves.toBeUndefined();
    await named.stop();
  });
});

it('uses a cluster over TLS', async () => {
  const cluster = await TestCluster.start(byAddress);
  await expect(
    readsFromRedis({ ...trusting, REDIS_CLUSTER_NODES: cluster.addresses }),
  ).resolves.toBeUndefined();
  await cluster.stop();
});

describe('Sentinels with TLS and a password of their own', () => {
  let primary: RedisServer;
  let sentinels: RedisServer[];
  let settings: Settings;

  beforeAll(async () => {
    const tls = ['--tls-replication', 'yes', ...byAddress];
    primary = await startRedis([], { tls });
    sentinels = await startSentinels(primary, { count: 1, replicas: 0, tls });
    const [sentinel] = sentinels;
    await sentinel?.client().acl('SETUSER', 'watcher', 'on', '>watch', '+@all');
    await sentinel?.client().acl('SETUSER', 'default', 'off');
    settings = {
      ...trusting,
      REDIS_SENTINELS: `127.0.0.1:${sentinel?.tlsPort}`,
      REDIS_SENTINEL_NAME: WATCHED,
      REDIS_SENTINEL_USERNAME: 'watcher',
      REDIS_SENTINEL_PASSWORD: 'watch',
    };
  });
  afterAll(async () => {
    await Promise.all([primary, ...sentinels].map(async (server) => server.stop()));
  });

  it('lead to the primary', async () => {
    await expect(readsFromRedis(settings)).resolves.toBeUndefined();
  });

  it('are reported when they reject the password, the name or the certificate', async () => {
    expect(await complaint({ ...settings, REDIS_SENTINEL_PASSWORD: 'wrong' })).toMatch(
      /Sentinels reject .* correct REDIS_SENTINEL_PASSWORD/,
    );
    expect(await complaint({ ...settings, REDIS_SENTINEL_NAME: 'other' })).toMatch(/set REDIS_SENTINEL_NAME/);
    expect(await complaint({ ...settings, REDIS_TLS_SERVER_NAME: 'other' })).toMatch(
      /certificate for another name/,
    );
  });
});
