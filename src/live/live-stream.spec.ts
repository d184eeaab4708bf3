import { EventEmitter } from 'node:events';
import { expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { LiveStream } from './live-stream.js';

/** What a stream uses of a response: `unread` is what its client has not taken. */
class SlowResponse extends EventEmitter {
  readonly written: string[] = [];
  writableLength = 0;
  writableEnded = false;
  readonly destroyed = false;

  readonly writeHead = (): this => this;
  readonly write = (text: string): number => this.written.push(text);
  readonly end = (text: string): void => {
    this.written.push(text);
    this.writableEnded = true;
  };
}

function opened() {
  const raw = new SlowResponse();
  const reply = {
    raw,
    request: { id: 'a' },
    elapsedTime: 0,
    server: { commonHeaders: () => ({}) },
    hijack: () => undefined,
    headers: () => undefined,
    getHeaders: () => ({}),
  };
  const stream = new LiveStream(reply as never as FastifyReply);
  stream.begin({ version: 1, etag: '"1"' });
  raw.written.length = 0;
  return { raw, stream };
}

it('a client that reads slowly gets one event for all that it missed', () => {
  const { raw, stream } = opened();
  raw.writableLength = 20_000;
  for (const version of [2, 3, 4]) stream.notify('changed', { version, etag: `"${version}"` });
  stream.beat();
  expect(raw.written).toEqual([]);
  raw.writableLength = 0;
  raw.emit('drain');
  expect(raw.written).toEqual(['id: 4\nevent: resync\ndata: {"version":4,"etag":"\\"4\\""}\n\n']);
});

it('sends comments while nothing happens, and nothing after its end', () => {
  const { raw, stream } = opened();
  stream.beat();
  stream.gone();
  stream.beat();
  stream.notify('changed', { version: 2, etag: '"2"' });
  stream.leave();
  expect(raw.written).toEqual([':\n\n', 'event: gone\ndata: {}\n\n']);
});
