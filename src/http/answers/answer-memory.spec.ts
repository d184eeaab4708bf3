import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { AnswerMemory } from './answer-memory.js';

const KB = 1024;

/** An answer to a client, whose connection closes it. */
function answerTo(ip: string) {
  const raw = Object.assign(new EventEmitter(), { destroyed: false });
  const close = () => {
    raw.destroyed = true;
    raw.emit('close');
  };
  return { raw, request: { ip, socket: { destroy: close } }, close };
}

const held = (memory: AnswerMemory, ip: string, kilobytes: number) => {
  const answer = answerTo(ip);
  memory.hold(answer as unknown as FastifyReply, kilobytes * KB);
  return answer;
};

describe('the memory of answers', () => {
  it('closes the oldest connections of the address that has most, for others as well', () => {
    const memory = new AnswerMemory(200 * KB);
    const stranger = [50, 60, 70].map((size) => held(memory, '192.0.2.1', size));
    const guest = held(memory, '192.0.2.2', 100);
    held(memory, '192.0.2.3', 16);
    expect(stranger.map(({ raw }) => raw.destroyed)).toEqual([true, true, false]);
    expect(guest.raw.destroyed).toBe(false);
  });

  it('is given back at the end of each answer, and small answers take none', () => {
    const memory = new AnswerMemory(100 * KB);
    const all = Array.from({ length: 20 }, () => {
      const answer = held(memory, '192.0.2.1', 90);
      const small = held(memory, '192.0.2.1', 15);
      const wasClosed = answer.raw.destroyed || small.raw.destroyed;
      answer.close();
      return wasClosed;
    });
    expect(all).not.toContain(true);
  });

  it('has place for one answer that is larger', () => {
    expect(held(new AnswerMemory(100 * KB), '192.0.2.1', 900).raw.destroyed).toBe(false);
  });
});
