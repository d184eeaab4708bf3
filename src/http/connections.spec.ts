import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.js';
import type { HttpSettings } from '../config/settings.js';
import { limitConnections, UnreadAnswers } from './connections.js';

class FakeSocket {
  bytesWritten = 1000;
  writableLength = 400;
  destroyed = false;
  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

const swept = (socket: FakeSocket, times: number, between: () => void = () => undefined) => {
  const unread = new UnreadAnswers();
  for (let time = 0; time < times; time++) {
    unread.sweep([socket as never]);
    between();
  }
  return socket.destroyed;
};

describe('a connection', () => {
  it('is closed after six intervals in which its client took nothing of the answer', () => {
    expect(swept(new FakeSocket(), 6)).toBe(false);
    expect(swept(new FakeSocket(), 7)).toBe(true);
  });

  it('stays while its client reads, however slowly', () => {
    const socket = new FakeSocket();
    expect(swept(socket, 100, () => socket.writableLength--)).toBe(false);
  });

  it('stays while nothing waits', () => {
    const socket = new FakeSocket();
    socket.writableLength = 0;
    expect(swept(socket, 100)).toBe(false);
  });

  it('closes, when it ends, the answers to all requests that were sent on it', async () => {
    const closed: unknown[] = [];
    const server = createServer((request, response) => {
      response.once('close', () => closed.push([request.url, response.destroyed]));
      request.resume().once('end', () => {
        // Node assigns the second answer to the connection before it ends, and the third one never.
        if (request.url === '/1') response.end('answer');
        if (request.url === '/3') socket.destroy();
      });
    });
    limitConnections(server, { MAX_CONNECTIONS: 10, TRUST_PROXY: 1 } as unknown as HttpSettings);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const request = (n: number) => `POST /${n} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n.`;
    socket.write([1, 2, 3].map(request).join(''));
    await until(() => closed.length === 3);
    server.close();
    expect(new Set(closed)).toEqual(new Set([1, 2, 3].map((n) => [`/${n}`, true])));
  });

  it('is closed when an answer waits for too long behind another', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/stream') response.write('event');
      else response.end('answer');
    });
    const settings = { MAX_CONNECTIONS: 10, TRUST_PROXY: 1 } as unknown as HttpSettings;
    limitConnections(server, settings, 50);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const open = () => connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    const [alone, served, held] = [open(), open(), open()];
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    alone.write(request('/stream'));
    served.write(request('/1') + request('/2'));
    held.write(request('/stream') + request('/2'));
    await once(held, 'close');
    expect([alone, served].map(({ readyState }) => readyState)).toEqual(['open', 'open']);
    server.close();
    for (const socket of [alone, served]) socket.destroy();
  });

  describe('that is kept alive', () => {
    const KEPT_MS = 100;
    const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
    let server: Server;
    let socket: Socket;

    beforeEach(async () => {
      server = createServer((_, response) => response.end('answer'));
      limitConnections(server, { MAX_CONNECTIONS: 10, TRUST_PROXY: 1 } as unknown as HttpSettings);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      const [accepted] = (await once(server, 'connection')) as [Socket];
      socket.write(REQUEST);
      await once(socket, 'data');
      // In place of `keepAliveTimeout`, to which Node adds a second.
      accepted.setTimeout(KEPT_MS);
    });
    afterEach(() => {
      socket.destroy();
      server.close();
    });

    it('answers a request that came before its end, although a pause of the event loop hides it until after', async () => {
      socket.write(REQUEST);
      pause(2 * KEPT_MS);
      expect(String(await once(socket, 'data'))).toMatch(/answer$/);
    });

    it('is closed at its end otherwise', async () => {
      await once(socket, 'close');
    });
  });
});

/** Blocks the event loop. */
function pause(ms: number): void {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}
