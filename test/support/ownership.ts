import { Logger } from '@nestjs/common';
import { SharedStore } from '../../src/cache/store/shared-store.js';
import { ReturnListeners } from '../../src/cache/store/return-listeners.js';
import { CacheOwnership } from '../../src/cache/store/cache-ownership.js';
import type { CacheOptions } from '../../src/cache/entry/cache.options.js';
import type { ReservedDatabase } from '../../src/database/reserved.database.js';
import { AdvisoryOwnershipLock } from '../../src/events/advisory-ownership.lock.js';
import type { CacheProtocol } from '../../src/events/cache-protocol.js';
import { StoreProof } from '../../src/events/store-proof.js';
import type { TestDatabase } from './database.js';

Logger.overrideLogger(['fatal']);

/** A Redis that all contenders of a database share. */
class AgreedStore extends SharedStore {
  readonly servers = 'one';
  readonly awaySince = undefined;

  constructor(private readonly database: TestDatabase) {
    super();
  }

  async challenge() {
    const answer = async () => {
      const [row] = await this.database.query<{ generation: string }>(
        'SELECT generation FROM cache_generation',
      );
      return row?.generation;
    };
    return { name: 'any', shards: [], answer };
  }

  async answer(): Promise<void> {}
}

/** The part of an instance that asks whether it may cache, of any version of the protocol. */
export class OwnershipContender {
  readonly ownership = new CacheOwnership();
  private readonly lock: AdvisoryOwnershipLock;

  constructor(
    database: TestDatabase,
    readonly kind: 'redis' | 'memory' | 'none',
    readonly version: number,
    renewMs = 20_000,
  ) {
    const reserved = {
      query: async (sql: string, values: unknown[]) => database.query(sql, values),
    } as unknown as ReservedDatabase;
    this.lock = new AdvisoryOwnershipLock(
      { DATABASE_URL: database.url, sessionUrl: database.url, DATABASE_POOL_SIZE: 1 },
      { enabled: kind !== 'none', ...(kind === 'redis' ? { redis: {} } : {}) } as unknown as CacheOptions,
      this.ownership,
      reserved,
      { version, renewMs } satisfies CacheProtocol,
      new StoreProof(new AgreedStore(database), reserved),
      new ReturnListeners(),
    );
  }

  /** What it does every second. @returns whether it caches now */
  async request(): Promise<boolean> {
    await this.ownership.request(this.lock);
    return this.ownership.mayRead;
  }

  get caches(): boolean {
    return this.ownership.mayRead;
  }

  async isUnowned(): Promise<boolean> {
    return this.lock.isUnowned();
  }

  async stop(): Promise<void> {
    await this.lock.onApplicationShutdown();
  }
}
