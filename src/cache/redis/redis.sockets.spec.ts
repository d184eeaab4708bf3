import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import './redis.sockets.js';

let server: Server;

beforeEach(async () => {
  server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

it('lets a socket fail twice without ending the process', async () => {
  const { port } = server.address() as AddressInfo;
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  void client.connect().catch(() => undefined);
  await once(server, 'connection');
  const socket = client.stream;
  // ioredis listens twice itself: in the connector and in the client.
  for (let error = 0; error < 3; error++) socket.emit('error', new Error('handshake refused'));
  socket.destroy();
  client.disconnect();
  expect(socket.listenerCount('error')).toBeGreaterThan(0);
});
