import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { hasRedis } from '../cache/redis.options.js';
import { SingleProcess, SingleProcessLock } from '../cache/single-process.js';
import { Env } from '../config/env.js';
import { DedicatedConnection } from '../database/dedicated.connection.js';
import { OutboxRelay } from './outbox.relay.js';
import { Rounds } from './rounds.js';

/** Any number, the same in every instance; advisory locks belong to one database. */
const LOCK = 7_202_612;
const ASK_MS = 1000;

/**
 * Rule 16: without Redis, one process of a database keeps the cache and publishes everybody's changes. It is the one that
 * holds this advisory lock, which PostgreSQL takes back when the connection dies. The others ask again every second.
 */
@Injectable()
export class ProcessLock
  extends SingleProcessLock
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly isNeeded: boolean;
  private readonly connection: DedicatedConnection;
  private readonly rounds = new Rounds(() => this.ask(), ASK_MS);
  private isHeld = false;
  private wasHeld = false;

  constructor(
    env: Env,
    private readonly relay: OutboxRelay,
    private readonly singleProcess: SingleProcess,
  ) {
    super();
    this.isNeeded = !hasRedis(env);
    this.connection = new DedicatedConnection({
      url: env.DATABASE_URL ?? '',
      name: 'bookedbarber process lock',
      onConnected: async () => undefined,
      onLost: () => {
        this.isHeld = false;
        void this.rounds.now().catch(() => undefined);
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isNeeded) return;
    await this.connection.open();
    await this.rounds.now().catch(() => undefined);
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await this.connection.close();
  }

  async acquire(): Promise<boolean> {
    try {
      // A session may take the lock many times over; asking once more shows whether the connection is alive.
      const [answer] = await this.connection.query<{ granted: boolean }>(
        this.isHeld ? 'SELECT true AS granted' : `SELECT pg_try_advisory_lock(${LOCK}) AS granted`,
      );
      const granted = answer?.granted ?? false;
      // Somebody else may have held it meanwhile, and have forgotten changes in his own memory only.
      if (granted && !this.isHeld && this.wasHeld)
        await this.relay.forgetEverything('the process lock was lost');
      this.isHeld = granted;
      this.wasHeld ||= granted;
    } catch {
      this.isHeld = false;
    }
    return this.isHeld;
  }

  private async ask(): Promise<void> {
    await this.singleProcess.ask(this);
  }
}
