import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Cache } from '../cache/cache.js';
import { CacheOptions } from '../cache/entry/cache.options.js';
import { CacheOwnership } from '../cache/store/cache-ownership.js';
import { DatabaseSettings } from '../config/settings.js';
import { DatabaseUnavailable, isRefusal, isRetryable } from '../database/database.errors.js';
import { DatabaseProbe } from '../database/database.probe.js';
import type { DirectConnection } from '../database/direct.connection.js';
import { DirectSession } from '../database/direct.session.js';
import { inRootSpan } from '../time/spans.js';
import { PollLoop } from '../time/poll-loop.js';
import { INSTANCE, StateLog } from '../time/state-log.js';
import { DomainEventPublisher } from './domain-event.publisher.js';
import { ChangeNotTranslated, ForgetNotAccepted, NotPublished } from './events.errors.js';
import { InvalidationMetrics } from './invalidation.metrics.js';
import { OutboxQueue, type OutboxState, type PendingRow } from './outbox.queue.js';
import type { OutboxRow } from './outbox.row.js';
import { OutboxSuspension } from './outbox.suspension.js';
import { OutboxTranslation } from './outbox.translation.js';
import { OutboxWatermark } from './outbox.watermark.js';
import { POLL_MS, RelayPace } from './relay-pace.js';
import { SchemaWatch } from './schema-watch.js';
import { StoreProof } from './store-proof.js';

const BATCH = 500;
/** With more pending rows than this, starting a new generation is faster than publishing each row. */
const BACKLOG = 5000;
/**
 * By statistics from before a bulk change, or from during it, the planner would read or sort the whole outbox for one batch. It
 * takes the cost of a scan that it cannot avoid for a reason to compile the statement, which takes seconds.
 */
const INDEXES_ONLY = 'SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off';

/**
 * Publishes outbox rows that their writer does not: rows of other programs, of units of work that died, and of those whose
 * FORGET was not accepted. Every instance runs one relay. While the database is unreachable, nothing is published or
 * newly suspended, and hits continue: the application's own writes are forgotten through the cache itself (S1), and S2
 * counts from the moment the database is reachable. The first poll on a new connection, at most 250 ms later, finds
 * what was missed.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Relay');
  private readonly log = new StateLog<'read' | 'refused'>('read', (line) => this.logger.warn(line));
  private readonly loop = new PollLoop(
    () => this.runAndNote(),
    POLL_MS,
    () => this.pace.isPollDue,
  );
  private readonly pace: RelayPace;
  private readonly connection: DirectConnection;
  private readonly queue: OutboxQueue;
  private readonly watermark: OutboxWatermark;
  private readonly schema: SchemaWatch;
  private readonly hasRedis: boolean;
  /** Whether a poll reaches the server that the probe asks about. */
  private readonly isProbed: boolean;
  private opened: Promise<void> | undefined;
  private isStoreBack = false;
  private isEpochNew = false;
  private mustForgetEverything: string | undefined;

  constructor(
    session: DirectSession,
    options: CacheOptions,
    private readonly cache: Cache,
    private readonly ownership: CacheOwnership,
    private readonly translation: OutboxTranslation,
    private readonly publisher: DomainEventPublisher,
    private readonly suspension: OutboxSuspension,
    private readonly metrics: InvalidationMetrics,
    proof: StoreProof,
    private readonly probe: DatabaseProbe,
    { DATABASE_URL, sessionUrl }: DatabaseSettings,
  ) {
    this.pace = new RelayPace(cache);
    this.isProbed = DATABASE_URL === sessionUrl;
    this.hasRedis = options.redis !== undefined;
    ownership.onGranted(() => this.poll());
    this.connection = session.connection;
    session.onConnected(async (query) => {
      await query('LISTEN outbox');
      await query(INDEXES_ONLY);
      void this.loop.runNow().catch(() => undefined);
    });
    session.onLost((cause) =>
      this.logger.debug(
        `Lost the connection to the outbox; reconnecting, and changes are published afterwards: ${String(cause)}`,
      ),
    );
    session.onNotification((payload) => {
      if (proof.receive(payload)) return;
      // @mutant suspend-message-ignored
      if (payload === 'suspend') this.suspension.request();
      this.queue.cleanup.interrupt();
      this.loop.wake();
    });
    this.queue = new OutboxQueue(this.connection.query);
    this.watermark = new OutboxWatermark(this.connection.query);
    this.schema = new SchemaWatch(this.queue, cache);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.cache.onReconnected(() => this.storeIsBack());
    this.cache.onNewEpoch(() => {
      this.isEpochNew = true;
      return this.storeIsBack();
    });
    await this.open();
    this.loop.start();
    this.loop.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    this.log.close();
    await this.connection.close();
  }

  /**
   * A round that begins after this call. The instance that cached before this one may have begun a new generation, and what a
   * deposed primary may have kept is forgotten again (rule 13).
   */
  private async poll(): Promise<void> {
    await this.open();
    await this.loop.runNow();
  }

  /** The engine waits for this before reads use the store again: by then everything that was pending is published. */
  private async storeIsBack(): Promise<void> {
    this.isStoreBack = true;
    try {
      await this.loop.runNow();
    } finally {
      this.isStoreBack = false;
    }
  }

  /** Whether this instance can publish; if not, it leaves the rows to instances that can. */
  private async canPublish(): Promise<boolean> {
    const isAway = this.hasRedis && !this.isStoreBack && this.cache.suspended?.reasons.includes('redis');
    return isAway !== true && this.ownership.mayPublish();
  }

  private async open(): Promise<void> {
    await (this.opened ??= this.connection.open());
  }

  private async runAndNote(): Promise<void> {
    this.pace.polls();
    try {
      await this.runOnce();
      this.log.change('read', `The outbox can be read again. Instance ${INSTANCE}`);
    } catch (error) {
      this.pace.failed();
      this.probe.doubt();
      // The probe reports a database that is away.
      if (isRefusal(error) && !isRetryable(error)) {
        const said = (error as Error).message;
        this.log.change(
          'refused',
          `The outbox cannot be read: ${said}. Instance ${INSTANCE}. Until it can, changes by other programs are not noticed, and an instance that starts does not cache`,
        );
      }
      throw error;
    }
  }

  /** One run: reads the outbox's state and acts on it. Rejects with the error that interrupted it. */
  private async runOnce(): Promise<void> {
    const state = await this.queue.state(this.translation.watchedTables, BACKLOG + 1);
    this.pace.found(state, this.queue.cleanup.isMarking);
    if (this.isProbed) this.probe.answered(state, this.pace.nextPollMs);
    this.cache.setGeneration(state.generation);
    this.metrics.polled(state);
    this.suspension.record(state);
    if (await this.schema.mustForget(state)) {
      await this.beginGeneration(
        'watched tables or their triggers were changed by a migration or by hand, or restored',
      );
    }
    this.schema.accept(state);
    try {
      await this.publishPending(state);
    } finally {
      await this.suspendIfStuck(state);
    }
    await this.endSuspension();
    await this.watermark.follow(state);
    await this.cleanUp();
  }

  private async publishPending({ pending }: OutboxState): Promise<void> {
    // @mutant new-epoch-forgets-nothing
    if (this.isEpochNew) await this.forgetInNewEpoch();
    if (this.mustForgetEverything !== undefined) await this.beginGeneration(this.mustForgetEverything);
    else if (pending > BACKLOG) await this.forgetBacklog();
    else if (pending > 0 && (await this.canPublish())) await this.drain();
  }

  private async suspendIfStuck({ stuckId }: OutboxState): Promise<void> {
    if (stuckId > 0 && !(await this.queue.doneUpTo(stuckId)).isDone) this.suspension.stuck(stuckId);
  }

  private async endSuspension(): Promise<void> {
    const barrier = this.suspension.waitsFor;
    if (barrier === undefined) return;
    const { isDone, generation } = await this.queue.doneUpTo(barrier);
    // Another relay may have started a new generation during this run.
    this.cache.setGeneration(generation);
    // @mutant suspension-ends-early
    if (isDone) this.suspension.end();
  }

  private async drain(): Promise<void> {
    try {
      while ((await this.queue.take(BATCH, (rows) => this.publish(rows))) === BATCH);
    } catch (error) {
      if (isPassing(error)) throw error;
      // A change that cannot be published must not block the other changes or the cache (rule 14).
      if (!(error instanceof ChangeNotTranslated)) this.logger.error(error);
      // @mutant bad-row-retried-for-ever
      await this.beginGeneration(error instanceof Error ? error.message : String(error));
    }
  }

  private async publish(rows: readonly PendingRow[]): Promise<void> {
    await inRootSpan('outbox relay', { 'outbox.rows': rows.length }, () => this.emit(rows));
    for (const { changedAt } of rows) this.metrics.forgotten(changedAt);
  }

  private async emit(rows: readonly OutboxRow[]): Promise<void> {
    await this.publisher.publish(this.translation.eventsOfAll(rows));
  }

  /** Without cache ownership this can wait: obtaining ownership triggers another run before the first read. */
  private async forgetInNewEpoch(): Promise<void> {
    if (await this.ownership.mayPublish()) await this.forgetLastMinute();
    else if (this.ownership.mayRead) throw new ForgetNotAccepted();
  }

  /** Rule 13: a FORGET may have been accepted by the deposed primary only. */
  private async forgetLastMinute(): Promise<void> {
    this.isEpochNew = false;
    try {
      const rows = await this.queue.lastMinute(BACKLOG + 1);
      if (rows.length > BACKLOG || rows.some((row) => this.translation.eventsOf(row) === 'everything')) {
        await this.beginGeneration(
          'another Redis answers, and more has changed in the last minute than can be published again',
        );
      } else {
        await this.emit(rows);
      }
    } catch (error) {
      this.isEpochNew = true;
      throw error;
    }
  }

  private async beginGeneration(why: string): Promise<void> {
    // Once, also if PostgreSQL refuses it at each poll.
    if (this.mustForgetEverything === undefined) this.logger.warn(`Invalidating the whole cache: ${why}`);
    this.mustForgetEverything = why;
    await this.queue.beginGeneration();
    this.mustForgetEverything = undefined;
    await this.learnGeneration();
  }

  /** All relays find the same backlog; one of them starts the generation. */
  private async forgetBacklog(): Promise<void> {
    const hasBegun = await this.queue.beginGeneration(() => this.queue.isMoreThan(BACKLOG));
    if (hasBegun) {
      this.logger.warn(
        `Invalidating the whole cache: more than ${BACKLOG} changes are pending, too many to publish one by one`,
      );
    }
    await this.learnGeneration();
  }

  private async learnGeneration(): Promise<void> {
    this.cache.setGeneration((await this.queue.doneUpTo(0)).generation);
  }

  /** Bounded in time; what is left waits for the next polls. */
  private async cleanUp(): Promise<void> {
    const { cleanup } = this.queue;
    await cleanup.follow(this.cache.generation);
    if (this.pace.isPruneDue && !(await cleanup.prune())) this.pace.pruned();
  }
}

/** Whether a retry may succeed. */
function isPassing(error: unknown): boolean {
  return error instanceof NotPublished || error instanceof DatabaseUnavailable;
}
