import { describe, expect, it } from '@jest/globals';
import { UnreadAnswers } from './connections.js';

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
});
