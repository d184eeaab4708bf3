import { EventEmitter } from 'node:events';
import { expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { DAY_MS } from '../time/durations.js';
import { LiveStream } from './live-stream.js';
import { LiveStreams } from './live-streams.js';

/** What a stream uses of a response, whose client takes nothing while it needs to drain. */
class SlowResponse extends EventEmitter {
  readonly written: string[] = [];
  writableLength = 0;
  writableNeedDrain = false;
  writableEnded = false;
  readonly destroyed = false;

  readonly writeHead = (): this => this;
  readonly write = (text: string): number => this.written.push(text);
  readonly end = (text: string): void => {
    this.written.push(text);
    this.writableEnded = true;
  };
}

function replyOf(raw: SlowResponse): FastifyReply {
  return {
    raw,
    request: { id: 'a', ip: '192.0.2.1', headers: { authorization: 'Bearer a' } },
    elapsedTime: 0,
    server: { commonHeaders: () => ({}) },
    hijack: () => undefined,
    headers: () => undefined,
    getHeaders: () => ({}),
  } as never as FastifyReply;
}

function opened() {
  const raw = new SlowResponse();
  const stream = new LiveStream(replyOf(raw));
  stream.begin({ version: 1, etag: '"1"' });
  raw.written.length = 0;
  return { raw, stream };
}

it('a client that reads slowly gets one event for all that it missed', () => {
  const { raw, stream } = opened();
  raw.writableLength = 20_000;
  raw.writableNeedDrain = true;
  for (const version of [2, 3, 4]) stream.notify('changed', { version, etag: `"${version}"` });
  stream.beat();
  expect(raw.written).toEqual([]);
  raw.writableLength = 0;
  raw.writableNeedDrain = false;
  raw.emit('drain');
  expect(raw.written).toEqual(['id: 4\nevent: resync\ndata: {"version":4,"etag":"\\"4\\""}\n\n']);
});

it('a client misses nothing for which no drain would make up', () => {
  const { raw, stream } = opened();
  // Less than a socket holds before it has to drain, which depends on the version of Node.
  raw.writableLength = 20_000;
  stream.notify('changed', { version: 2, etag: '"2"' });
  expect(raw.written).toHaveLength(1);
});

it('a stream lasts as long as its token, also if that is longer than a timer takes', async () => {
  jest.useFakeTimers();
  try {
    const [none, raw] = [() => undefined, new SlowResponse()];
    const list = { source: {}, state: { version: 1, etag: '"1"' }, watchers: new Set() };
    const streams = new LiveStreams(
      { hold: async () => list, release: none } as never,
      { add: () => none } as never,
      { charge: none } as never,
      { start: () => none } as never,
      { holder: { expiresAt: 30 * DAY_MS } } as never,
      { now: () => 0 },
    );
    await streams.start(replyOf(raw), { source: { cost: async () => 1 } as never, lastEventId: undefined });
    jest.advanceTimersByTime(DAY_MS);
    expect(raw.writableEnded).toBe(false);
    raw.emit('close');
  } finally {
    jest.useRealTimers();
  }
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
