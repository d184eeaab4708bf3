import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Observation, Read } from './history.js';
import type { Recorder } from './recorder.js';
import type { Probe } from './register.js';
import { streamQuery } from './watched-lists.js';

const AGAIN_MS = 200;
/** How long after everything is quiet a change may still be reported. */
const QUIET_MS = 2000;

/**
 * Watches the list of a probe as a page does: it opens a stream, reads the list, and reads it again after each event and at no other
 * time. What it read last must be the present list once everything is quiet.
 */
export class StreamReader {
  /** How many events it has acted on. */
  events = 0;
  /** Events that say less than one before. */
  readonly disorders: string[] = [];
  /** The reads that showed what a change had named, one after another. Another one, past the cache, may be ahead of the events. */
  readonly shown: Read[] = [];
  private lastEventId = '';
  /** The `ETag` of the last event, if it was a change. */
  private named: string | undefined;
  private trusted: readonly Observation[] | undefined;
  private response: IncomingMessage | undefined;
  private isDue = false;
  private isReading = false;
  private stopped = false;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly recorder: Recorder,
    private readonly probe: Probe,
    private readonly instance: number,
    private readonly port: number,
  ) {}

  get name(): string {
    return `the stream of ${this.probe.request.path} at instance ${this.instance}`;
  }

  /** Opens the stream again whenever it ends. */
  async run(): Promise<void> {
    while (!this.stopped) {
      await this.follow().catch(() => undefined);
      if (!this.stopped) await sleep(AGAIN_MS);
    }
    await this.reading;
  }

  stop(): void {
    this.stopped = true;
    this.response?.destroy();
  }

  /** What is wrong with the list that it trusts, while nothing changes any more; `undefined`: nothing. */
  async untruth(): Promise<string | undefined> {
    // An instance of an earlier release has no streams.
    if (this.lastEventId === '') return undefined;
    const giveUpAt = performance.now() + QUIET_MS;
    for (;;) {
      // An instance that is gone answers no read.
      await Promise.race([this.reading, sleep(QUIET_MS)]);
      const present = await this.recorder.read(this.probe, this.instance);
      const [seen, trusted] = [present?.seen, this.trusted].map((list) => JSON.stringify(list));
      if (seen !== undefined && seen === trusted) return undefined;
      if (performance.now() > giveUpAt) return `${this.name}: trusted ${trusted}, present ${seen}`;
      await sleep(AGAIN_MS);
    }
  }

  private async follow(): Promise<void> {
    const response = await this.opened();
    this.response = response;
    if (response.statusCode !== 200) {
      response.resume();
      return;
    }
    let text = '';
    for await (const chunk of response as AsyncIterable<Buffer>) {
      text += chunk.toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }

  private async opened(): Promise<IncomingMessage> {
    const { token } = this.probe.request;
    const path = `/api/v1/bookings/live?${streamQuery(this.probe.request)}`;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(this.lastEventId === '' ? {} : { 'last-event-id': this.lastEventId }),
    };
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.port, path, headers, agent: false }, resolve).on('error', reject);
    });
  }

  private take(block: string): void {
    const id = /^id: (.*)$/m.exec(block)?.[1];
    const isFirst = this.lastEventId === '';
    const event = /^event: (.*)$/m.exec(block)?.[1];
    if (event === 'changed') this.compare(id);
    if (id !== undefined) this.lastEventId = id;
    if (event !== undefined) {
      this.events++;
      const data = /^data: (.*)$/m.exec(block)?.[1] ?? '{}';
      this.named = event === 'changed' ? (JSON.parse(data) as { etag?: string }).etag : undefined;
    }
    if (event !== undefined || (isFirst && id !== undefined)) this.read();
  }

  /** After a state, only newer ones are reported as changes; anything else is `resync`. */
  private compare(id: string | undefined): void {
    if (id !== undefined && Number(id) >= Number(this.lastEventId)) return;
    this.disorders.push(`${this.name}: ${id} after ${this.lastEventId}`);
  }

  /** An event that comes during a read is answered by another one. */
  private read(): void {
    this.isDue = true;
    if (this.isReading) return;
    this.isReading = true;
    this.reading = (async () => {
      while (this.isDue) {
        this.isDue = false;
        const { named } = this;
        const read = await this.recorder.read(this.probe, this.instance);
        if (read !== undefined) {
          this.trusted = read.seen;
          if (read.etag !== undefined && read.etag === named) this.shown.push(read);
        } else if (!this.stopped) {
          this.isDue = true;
          await sleep(AGAIN_MS);
        }
      }
      this.isReading = false;
    })();
  }
}
