import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../config/settings.js';
import { Problem } from './problem.js';
import { rateLimited } from './limits/rate-limited.js';

export const EVENT_STREAM = 'text/event-stream';

/** Streams that last: counted, and limited by address and in all. */
@Injectable()
export class OpenStreams {
  private readonly byAddress = new Map<string, number>();
  private open = 0;

  constructor(private readonly settings: HttpSettings) {}

  get count(): number {
    return this.open;
  }

  /**
   * Counts one more, as `weight` streams of the address. @returns call it once when the stream is over
   * @throws Problem `rate-limited` if the address has too many, `overloaded` if this instance has
   */
  add(address: string, weight = 1): () => void {
    const { streamsPerAddress, LIVE_STREAMS } = this.settings;
    const count = this.byAddress.get(address) ?? 0;
    const left = Math.max(0, streamsPerAddress - count);
    if (streamsPerAddress > 0 && Math.min(weight, streamsPerAddress) > left) {
      throw rateLimited(
        { name: 'streams', limit: streamsPerAddress },
        10,
        `At most ${streamsPerAddress} streams at a time are open for one address, and this one counts as ${weight}: close one, or watch fewer days.`,
        left,
      );
    }
    if (this.open >= LIVE_STREAMS) {
      throw new Problem('overloaded', 'This server has too many open streams: try again in a moment.', {
        headers: { 'Retry-After': '5' },
      });
    }
    this.byAddress.set(address, count + weight);
    this.open++;
    return () => this.remove(address, weight);
  }

  private remove(address: string, weight: number): void {
    this.open--;
    const left = (this.byAddress.get(address) ?? weight) - weight;
    if (left === 0) this.byAddress.delete(address);
    else this.byAddress.set(address, left);
  }
}
