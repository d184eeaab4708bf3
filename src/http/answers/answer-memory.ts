import type { FastifyReply } from 'fastify';
import { subscriberOf } from '../address.js';
import { LARGE_BODY_BYTES } from './compression.js';

/** All answers together, without the newest. Node may take three times as much for a text that is not ASCII. */
const MOST_BYTES = 64 * 2 ** 20;

interface Unread {
  bytes: number;
  /** Oldest first. */
  readonly answers: Map<FastifyReply, number>;
}

/**
 * Bounds the memory of large answers that clients have asked for and not read. When all of them together are too large, connections of the
 * address that has most are closed: one that reads nothing cannot fill the memory, nor keep others from large answers.
 */
export class AnswerMemory {
  private readonly byAddress = new Map<string, Unread>();
  private total = 0;

  constructor(private readonly most = MOST_BYTES) {}

  /** Call before an answer is written. It counts until the system has all of it, or the connection has ended. */
  hold(reply: FastifyReply, bytes: number): void {
    if (bytes < LARGE_BODY_BYTES || reply.raw.destroyed) return;
    while (this.total > this.most) this.closeOne();
    const address = subscriberOf(reply.request.ip);
    let unread = this.byAddress.get(address);
    if (unread === undefined) this.byAddress.set(address, (unread = { bytes: 0, answers: new Map() }));
    unread.answers.set(reply, bytes);
    unread.bytes += bytes;
    this.total += bytes;
    reply.raw.once('close', () => this.release(address, reply));
  }

  private release(address: string, reply: FastifyReply): void {
    const unread = this.byAddress.get(address);
    const bytes = unread?.answers.get(reply);
    if (unread === undefined || bytes === undefined) return;
    unread.answers.delete(reply);
    unread.bytes -= bytes;
    this.total -= bytes;
    if (unread.answers.size === 0) this.byAddress.delete(address);
  }

  private closeOne(): void {
    const [address, { answers }] = [...this.byAddress].reduce((most, next) =>
      next[1].bytes > most[1].bytes ? next : most,
    );
    const [oldest] = answers.keys();
    if (oldest === undefined) return;
    this.release(address, oldest);
    oldest.request.socket.destroy();
  }
}
