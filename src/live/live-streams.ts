import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../config/clock.js';
import { RequestCallers } from '../auth/request-callers.js';
import type { RightName } from '../auth/rights.js';
import { RightsWatch } from '../auth/rights.watch.js';
import { scope } from '../cache/read/scope.js';
import { subscriberOf } from '../http/address.js';
import { OpenStreams } from '../http/open-streams.js';
import { RequestLimit } from '../http/limits/request-limit.js';
import { SECOND_MS } from '../time/durations.js';
import type { LiveList } from './live-list.js';
import { LiveLists } from './live-lists.js';
import type { LiveSource } from './live.source.js';
import { LiveStream } from './live-stream.js';

const HEARTBEAT_MS = 15 * SECOND_MS;
/** A timer that is set for longer rings at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const VERSION = /^\d{1,16}$/;

/** What a client asks for. */
export interface LiveRequest {
  readonly source: LiveSource;
  /** The version of the state that the client has, as it sent it. */
  readonly lastEventId: string | undefined;
}

/** All open streams of this instance. */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly streams = new Set<LiveStream>();
  private heartbeat: NodeJS.Timeout | undefined;
  private isStopping = false;

  constructor(
    private readonly lists: LiveLists,
    private readonly open: OpenStreams,
    private readonly limit: RequestLimit,
    private readonly rights: RightsWatch,
    private readonly callers: RequestCallers,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends the list's changes until the client leaves. A wide list counts as several requests, and as so many streams: each change reads it
   * anew. Throws what the first read throws. @throws Problem `rate-limited`, `overloaded`
   */
  async start(reply: FastifyReply, { source, lastEventId }: LiveRequest): Promise<void> {
    if (this.isStopping) return new LiveStream(reply).turnAway();
    const cost = await source.cost();
    this.limit.charge(cost, 'watch fewer days or one barber');
    const remove = this.open.add(subscriberOf(reply.request.ip), cost);
    let list: LiveList | undefined;
    try {
      list = await this.lists.hold(source, cost);
    } catch (error) {
      remove();
      throw error;
    }
    this.begin(new LiveStream(reply), list, remove, lastEventId);
  }

  /** Says to the clients when to come back; ordinary requests end by themselves. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    clearInterval(this.heartbeat);
    for (const stream of this.streams) stream.leave();
  }

  /** Nothing may be awaited here: the client must get the first change after the state that it starts from. */
  private begin(
    stream: LiveStream,
    list: LiveList,
    remove: () => void,
    lastEventId: string | undefined,
  ): void {
    if (stream.isClosed) {
      stream.abandon();
      this.lists.release(list);
      remove();
      return;
    }
    const unwatch = this.watch(stream, list.source.right);
    stream.onClose(() => {
      unwatch();
      list.watchers.delete(stream);
      this.streams.delete(stream);
      this.lists.release(list);
      remove();
    });
    const { state } = list;
    if (state !== undefined) stream.begin(state);
    list.watchers.add(stream);
    this.streams.add(stream);
    this.beat();
    if (this.isStopping) stream.leave();
    else if (state !== undefined && lastEventId !== undefined) catchUp(stream, list, lastEventId);
  }

  /** Ends the stream when the right has ended, or the access token. @returns ends the watch */
  private watch(stream: LiveStream, right: RightName): () => void {
    const unwatch = this.rights.start(right, () => stream.gone());
    const { expiresAt } = this.callers.holder ?? {};
    if (expiresAt === undefined) return unwatch;
    // The cookie of a page renews its token: such a stream begins anew with the next one.
    const end = () => (stream.hasBearer ? stream.gone() : stream.leave());
    // @mutant stream-survives-its-token
    const timer = setTimeout(end, Math.min(expiresAt - this.clock.now(), LONGEST_TIMER_MS));
    timer.unref();
    return () => {
      clearTimeout(timer);
      unwatch();
    };
  }

  private beat(): void {
    this.heartbeat ??= scope.run(undefined, () =>
      setInterval(() => {
        for (const stream of this.streams) stream.beat();
      }, HEARTBEAT_MS).unref(),
    );
  }
}

/** What a client must know that comes back with the version of the state it has. */
function catchUp(stream: LiveStream, { state }: LiveList, lastEventId: string): void {
  if (state === undefined) return;
  const known = VERSION.test(lastEventId) ? Number(lastEventId) : undefined;
  if (known === state.version) return;
  // A higher version is another instance's of the same state, or one of a database that was restored since.
  stream.notify(known !== undefined && known < state.version ? 'changed' : 'resync', state);
}
