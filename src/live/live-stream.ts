import type { FastifyReply } from 'fastify';
import { EVENT_STREAM } from '../http/open-streams.js';
import { SECOND_MS } from '../time/durations.js';
import type { ListState, Watcher } from './live-list.js';

/** After which time a client whose stream was cut reconnects; up to twice as long, so that not all reconnect at once. */
const RETRY_MS = 2 * SECOND_MS;
/** One client's stream of server-sent events (HTML Standard, 9.2). */
export class LiveStream implements Watcher {
  private hasMissed = false;
  private state: ListState | undefined;

  constructor(private readonly reply: FastifyReply) {}

  /** Sends the head, and the version that the client's next reads show at least. */
  begin(state: ListState): void {
    this.state = state;
    this.sendHead();
    this.write(`retry: ${retryMs()}\nid: ${state.version}\n\n`);
  }

  /** The client left before it began. */
  abandon(): void {
    this.reply.hijack();
  }

  /** Turns a client away because the server is stopping: after another status than 200, an EventSource would not come back. */
  turnAway(): void {
    this.sendHead();
    this.leave();
  }

  notify(event: 'changed' | 'resync', state: ListState | undefined): void {
    this.state = state;
    if (this.isBehind) {
      this.miss();
      return;
    }
    const id = state === undefined ? '' : `id: ${state.version}\n`;
    this.write(`${id}event: ${event}\ndata: ${JSON.stringify(state ?? {})}\n\n`);
  }

  /** A comment, so that proxies and the client see that the stream lives. */
  beat(): void {
    if (!this.isBehind) this.write(':\n\n');
  }

  /** The right to see the list has ended. */
  gone(): void {
    this.end('event: gone\ndata: {}\n\n');
  }

  /** The server stops: the client comes back, to another instance. */
  leave(): void {
    this.end(`retry: ${retryMs()}\n\n`);
  }

  onClose(closed: () => void): void {
    this.reply.raw.once('close', closed);
  }

  /** Whether the client sent its access token itself, rather than in the cookie of a page. */
  get hasBearer(): boolean {
    return this.reply.request.headers.authorization !== undefined;
  }

  get isClosed(): boolean {
    return this.reply.raw.destroyed || this.reply.raw.writableEnded;
  }

  private sendHead(): void {
    const { reply } = this;
    reply.hijack();
    reply.headers({
      'content-type': EVENT_STREAM,
      'cache-control': 'no-store',
      // Nginx would keep what is sent until its buffer is full.
      'x-accel-buffering': 'no',
      // A server that stops must not wait for a connection that only had this stream.
      connection: 'close',
    });
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      ...reply.server.commonHeaders(reply.elapsedTime, reply.request.id),
    });
  }

  /** Whether so much waits for the client that `drain` will come. */
  private get isBehind(): boolean {
    return this.reply.raw.writableNeedDrain;
  }

  /** Once the client has taken what waits, one event stands for all that it missed. */
  private miss(): void {
    if (this.hasMissed) return;
    this.hasMissed = true;
    this.reply.raw.once('drain', () => {
      this.hasMissed = false;
      this.notify('resync', this.state);
    });
  }

  private write(text: string): void {
    if (!this.isClosed) this.reply.raw.write(text);
  }

  private end(text: string): void {
    if (!this.isClosed) this.reply.raw.end(text);
  }
}

function retryMs(): number {
  return Math.round(RETRY_MS * (1 + Math.random()));
}
