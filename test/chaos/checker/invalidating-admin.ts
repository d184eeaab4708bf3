import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';
import type { HttpRequest } from './register.js';
import { dateAhead } from './wall-time.js';

const EVERY_MS = 4000;

/** An admin who invalidates what concerns everybody, at any instance and at any time. Each forgets the tag that all places share. */
export class InvalidatingAdmin {
  private stopped = false;

  constructor(
    private readonly recorder: Recorder,
    private readonly token: string,
    private readonly instances: number,
    private readonly random: Random,
  ) {}

  async run(): Promise<void> {
    while (!this.stopped) {
      await this.recorder.send(
        this.random.pick(this.requests()),
        Math.floor(this.random.between(0, this.instances)),
      );
      await sleep(this.random.between(0, 2 * EVERY_MS));
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private requests(): readonly HttpRequest[] {
    const range = { startDate: dateAhead(1), endDate: dateAhead(9) };
    const post = (path: string, body = {}): HttpRequest => {
      return { method: 'POST', path: `cache/invalidate/${path}`, body, token: this.token };
    };
    return [post('all-slots'), post('business-settings'), post('date-range', range)];
  }
}
