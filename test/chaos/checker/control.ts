import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient } from './http.client.js';
import { percentiles, type Percentiles } from './percentiles.js';

const EVERY_MS = 200;

/** Measures how long the instances take for a request that needs no server: what the machine alone costs at this load. */
export class Control {
  private readonly took: number[] = [];
  private stopped = false;

  constructor(private readonly clients: readonly HttpClient[]) {}

  async run(): Promise<void> {
    for (let turn = 0; !this.stopped; turn++) {
      const client = this.clients[turn % this.clients.length];
      const answer = await client?.send({ method: 'GET', path: '/health/live' });
      if (answer?.status === 200) this.took.push(answer.endedAt - answer.beganAt);
      await sleep(EVERY_MS);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  get milliseconds(): Percentiles {
    return percentiles(this.took);
  }
}
