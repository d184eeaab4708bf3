import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../config/settings.js';
import { Problem } from './problem.js';
import { rateLimited } from './rate-limited.js';

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
   * Counts one more. @returns call it once when the stream is over
   * @throws Problem `rate-limited` if the address has too many, `overloaded` if this instance has
   */
  add(address: string): () => void {
    const { streamsPerAddress, LIVE_STREAMS } = this.settings;
    const count = this.byAddress.get(address) ?? 0;
    if (streamsPerAddress > 0 && count >= streamsPerAddress) {
      throw rateLimited(
        { name: 'streams', limit: streamsPerAddress },
        10,
        `At most ${streamsPerAddress} streams at a time are open for one address: close one of them.`,
      );
    }
    if (this.open >= LIVE_STREAMS) {
      throw new Problem('overloaded', 'This server has too many open streams: try again in a moment.', {
        headers: { 'Retry-After': '5' },
      });
    }
    this.byAddress.set(address, count + 1);
    this.open++;
    return () => this.remove(address);
  }

  private remove(address: string): void {
    this.open--;
    const left = (this.byAddress.get(address) ?? 1) - 1;
    if (left === 0) this.byAddress.delete(address);
    else this.byAddress.set(address, left);
  }
}
