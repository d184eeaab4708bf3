import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PatientClient, type PatientClientConfig } from './patient.client.js';
import { PatientPool } from './patient.pool.js';

/** PostgreSQL's messages: authentication is not needed, ready for a query, and the result of a statement without rows. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const WELCOME = Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), READY]);
const RESULT = Buffer.concat([Buffer.from([0x43, 0, 0, 0, 11]), Buffer.from('SELECT\0'), READY]);

/** Blocks the event loop. */
function pause(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

let server: Server;
/** What the server does with the n-th message of a connection; the first begins the connection. */
let onMessage: (socket: Socket, index: number) => void;
const sockets = new Set<Socket>();

beforeEach(async () => {
  onMessage = (socket, index) => socket.write(index === 0 ? WELCOME : RESULT);
  server = createServer((socket) => {
    sockets.add(socket);
    let messages = 0;
    socket.on('data', () => onMessage(socket, messages++));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
});

const at = () => ({
  host: '127.0.0.1',
  port: (server.address() as AddressInfo).port,
  user: 'u',
  database: 'd',
});

function clientOf(limits: PatientClientConfig): PatientClient {
  const client = new PatientClient({ ...at(), ...limits });
  client.on('error', () => undefined);
  return client;
}

describe('the patient client', () => {
  it('gives up a server that does not accept the connection', async () => {
    onMessage = () => undefined;
    await expect(clientOf({ connectMs: 50 }).connect()).rejects.toThrow(
      'did not accept the connection in time',
    );
  });

  it('gives up a server that does not answer a statement', async () => {
    onMessage = (socket, index) => index === 0 && socket.write(WELCOME);
    const client = clientOf({ answerMs: 50 });
    await client.connect();
    await expect(client.query('SELECT 1')).rejects.toThrow('did not answer a statement in time');
  });

  it('gives a statement the time that it asks for', async () => {
    const answers: Socket[] = [];
    onMessage = (socket, index) => (index === 0 ? socket.write(WELCOME) : answers.push(socket));
    const client = clientOf({ answerMs: 50 });
    await client.connect();
    const answered = client.query({ text: 'SELECT 1', answerMs: 60_000 } as never);
    const since = performance.now();
    while (performance.now() < since + 200) await turn();
    answers[0]?.write(RESULT);
    await expect(answered).resolves.toBeDefined();
    await client.end();
  });

  it('takes an answer that arrived while this process was paused', async () => {
    const client = clientOf({ connectMs: 100, answerMs: 100 });
    const connecting = client.connect();
    pause(300);
    await connecting;
    for (let rounds = 0; rounds < 3; rounds++) {
      const answered = client.query('SELECT 1');
      await turn();
      pause(300);
      await expect(answered).resolves.toBeDefined();
    }
    await client.end();
  });
});

describe('the patient pool', () => {
  it('gives up a user who waits too long for a connection, and serves the next', async () => {
    const pool = new PatientPool({ ...at(), max: 1, waitMs: 50 });
    const taken = await pool.connect();
    await expect(pool.connect()).rejects.toThrow('timeout exceeded when trying to connect');
    taken.release();
    (await pool.connect()).release();
    await pool.end();
  });

  it('does not take a pause of this process for a database that is busy', async () => {
    const pool = new PatientPool({ ...at(), max: 1, waitMs: 100 });
    const taken = await pool.connect();
    const waiting = pool.connect();
    pause(400);
    taken.release();
    (await waiting).release();
    await pool.end();
  });
});
