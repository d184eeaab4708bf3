import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { TagRef } from '../cache/entry/region.js';
import { Cache } from '../cache/cache.js';
import { scope } from '../cache/read/scope.js';
import { ForgetFeed, type ForgetListener } from '../cache/store/forget-feed.js';
import { Clock } from '../config/clock.js';
import { PublishedChanges } from '../events/published-changes.js';
import { DomainRegistry } from '../invalidation/domain.registry.js';
import { InvalidationService } from '../invalidation/invalidation.service.js';
import { SECOND_MS } from '../time/durations.js';
import { PollLoop } from '../time/poll-loop.js';
import { Rarely } from '../time/rarely.js';
import { LiveList, type ListReader } from './live-list.js';
import type { LiveSource } from './live.source.js';
import { type ListRead, readList } from './list-read.js';

/** Lists that cost as much as so many requests together are read at once; more are spread, since each read and each of its watchers may cost a load. */
const AT_ONCE = 20;
const SPREAD_MS = SECOND_MS;
/** Twice what one of that cost takes of a core, so that a change for thousands of lists leaves half of the core to requests. */
const SPREAD_EACH_MS = 5;
/** How often published changes are read while the store does not report FORGETs. */
const POLL_MS = 250;
/** How often a list is read whose tokens the store may not have. */
const REARM_MS = 2 * SECOND_MS;

const nameOf = ({ shard, tag }: TagRef) => `${shard} ${tag}`;

/** All watched lists of this instance, and what signals that they may have changed. */
@Injectable()
export class LiveLists implements ForgetListener, OnApplicationShutdown {
  private readonly logger = new Logger('Live');
  private readonly rarely = new Rarely();
  private readonly lists = new Map<string, LiveList>();
  private readonly byTag = new Map<string, Set<LiveList>>();
  private readonly tagsOf = new WeakMap<LiveList, Set<string>>();
  private readonly loop = new PollLoop(() => this.poll(), POLL_MS);
  private isStarted = false;
  private wasPolling = false;
  private hasFailed = false;

  constructor(
    private readonly cache: Cache,
    private readonly feed: ForgetFeed,
    private readonly published: PublishedChanges,
    private readonly domains: DomainRegistry,
    private readonly invalidation: InvalidationService,
    private readonly clock: Clock,
  ) {}

  /**
   * The list of a source, settled; release it with {@link release}. Throws what the read throws.
   */
  async hold(source: LiveSource, cost: number): Promise<LiveList> {
    const list = this.lists.get(source.key) ?? this.add(source, cost);
    list.holders++;
    try {
      // Before the first read: the FORGETs after it must be received.
      await this.feed.listen(this);
      this.start();
      await list.ready();
      return list;
    } catch (error) {
      this.release(list);
      throw error;
    }
  }

  release(list: LiveList): void {
    if (--list.holders > 0) return;
    list.close();
    this.lists.delete(list.source.key);
    for (const tag of this.tagsOf.get(list) ?? []) {
      const listed = this.byTag.get(tag);
      listed?.delete(list);
      if (listed?.size === 0) this.byTag.delete(tag);
    }
    if (this.lists.size === 0) this.feed.unlisten(this);
  }

  forgotten(tags: readonly TagRef[]): void {
    const lists = new Set(tags.flatMap((ref) => [...(this.byTag.get(nameOf(ref)) ?? [])]));
    const delayMs = spreadOver(lists);
    for (const list of lists) list.signal(delayMs());
  }

  missed(): void {
    const lists = [...this.lists.values()];
    const delayMs = spreadOver(lists);
    for (const list of lists) list.miss(delayMs());
  }

  async onApplicationShutdown(): Promise<void> {
    this.feed.unlisten(this);
    for (const list of this.lists.values()) list.close();
    await this.loop.stop();
  }

  private add(source: LiveSource, cost: number): LiveList {
    const reader: ListReader = {
      now: () => this.clock.now(),
      read: (watched, ids) => {
        this.cache.endLeases(ids);
        return readList(() => watched.read());
      },
      listensTo: (read) => this.listensTo(list, read),
    };
    const list = new LiveList(source, reader, cost);
    this.lists.set(source.key, list);
    return list;
  }

  private listensTo(list: LiveList, { tags }: ListRead): boolean {
    // It was released meanwhile.
    if (this.lists.get(list.source.key) !== list) return true;
    let known = this.tagsOf.get(list);
    if (known === undefined) this.tagsOf.set(list, (known = new Set()));
    let didBefore = true;
    for (const tag of tags.map((ref) => nameOf(ref))) {
      if (known.has(tag)) continue;
      didBefore = false;
      known.add(tag);
      const listed = this.byTag.get(tag);
      if (listed === undefined) this.byTag.set(tag, new Set([list]));
      else listed.add(list);
    }
    return didBefore;
  }

  private start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    scope.run(undefined, () => this.loop.start());
  }

  /** Whether this instance receives every FORGET: in memory, its own are all there are (rule 16). */
  private get isReceiving(): boolean {
    return this.cache.mode === 'memory' || this.feed.receivesOthers;
  }

  /** Finds the changes whose FORGET is not received, in the outbox. */
  private async poll(): Promise<void> {
    const { isReceiving } = this;
    const unarmed = [...this.lists.values()].filter((list) => !isReceiving || !list.isArmed);
    if (unarmed.length > 0 && !this.wasPolling) this.published.restart();
    this.wasPolling = unarmed.length > 0;
    if (!this.wasPolling) return;
    await this.readPublished();
    if (!isReceiving || !this.cache.available) return;
    for (const list of unarmed) if (performance.now() - list.readAt > REARM_MS) list.check();
  }

  private async readPublished(): Promise<void> {
    try {
      const events = await this.published.next();
      const isMissed = events === 'everything' || this.hasFailed;
      this.hasFailed = false;
      if (isMissed) return this.missed();
      if (events.length > 0)
        this.forgotten(await this.invalidation.tagsOf(...events.map((event) => this.domains.staleBy(event))));
    } catch (error) {
      if (this.rarely.isDue('poll'))
        this.logger.warn(
          `Live streams learn of no changes while the database does not answer: ${String(error)}`,
        );
      this.hasFailed = true;
    }
  }
}

/** Gives the delay of each of these lists, in ms. */
function spreadOver(lists: Iterable<LiveList>): () => number {
  let cost = 0;
  for (const list of lists) cost += list.cost;
  // @mutant wide-changes-at-once
  return cost > AT_ONCE ? () => Math.random() * Math.max(SPREAD_MS, cost * SPREAD_EACH_MS) : () => 0;
}
