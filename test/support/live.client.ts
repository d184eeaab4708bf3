import { closedAtLast } from './leftovers.js';
import { until } from './until.js';

/** An event of a stream, as an EventSource would dispatch it. */
export interface LiveEvent {
  readonly type: string;
  readonly id: string;
  readonly data: { readonly version?: number; readonly etag?: string };
  /** When it arrived, on `performance.now()`. */
  readonly at: number;
}

interface OpenOptions {
  readonly token?: string;
  readonly lastEventId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads one stream of `GET /bookings/live` (HTML Standard, 9.2.6). */
export class LiveClient {
  readonly events: LiveEvent[] = [];
  /** What the last `retry:` says. */
  retry: number | undefined;
  lastEventId = '';
  comments = 0;
  isEnded = false;
  private taken = 0;
  private readonly abort: AbortController;

  private constructor(
    readonly response: Response,
    abort: AbortController,
  ) {
    this.abort = abort;
    void this.read().catch(() => (this.isEnded = true));
  }

  /** @param query as in the URL. Resolves once the stream has sent its first version, or the request was refused. */
  static async open(
    origin: string,
    query: string,
    { token, lastEventId, headers }: OpenOptions = {},
  ): Promise<LiveClient> {
    const abort = new AbortController();
    const response = await fetch(`${origin}/api/v1/bookings/live?${query}`, {
      signal: abort.signal,
      headers: {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    const client = new LiveClient(response, abort);
    if (response.ok) await until(() => client.lastEventId !== '' || client.isEnded);
    return client;
  }

  /** Resolves to the next event that was not taken yet. */
  async next(withinMs?: number): Promise<LiveEvent> {
    await until(() => this.events.length > this.taken, withinMs, 'an event');
    return this.events[this.taken++] as LiveEvent;
  }

  /** How many events arrived that were not taken. */
  get left(): number {
    return this.events.length - this.taken;
  }

  readonly close = closedAtLast(async () => this.abort.abort());

  private async read(): Promise<void> {
    let text = '';
    for await (const chunk of (this.response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.dispatch(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
    this.isEnded = true;
  }

  private dispatch(block: string): void {
    let type = 'message';
    let data: string | undefined;
    for (const line of block.split('\n')) {
      const [field = '', value = ''] = line.split(/: ?(.*)/s);
      if (field === '') this.comments++;
      else if (field === 'event') type = value;
      else if (field === 'data') data = value;
      else if (field === 'id') this.lastEventId = value;
      else if (field === 'retry') this.retry = Number(value);
    }
    if (data === undefined) return;
    const event = { type, id: this.lastEventId, data: JSON.parse(data) as LiveEvent['data'] };
    this.events.push({ ...event, at: performance.now() });
  }
}
