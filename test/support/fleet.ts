import { EVERYBODY } from '../../src/booking/tags.cache.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { openEvents, type TestEvents } from './events.js';
import type { TestDatabase } from './database.js';

/** One key that every change of a service forgets. */
const serviceRegion = defineRegion<[]>({
  name: 'service',
  pattern: 'service',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: () => 'service',
  tags: () => ['rules'],
  wide: () => [EVERYBODY],
});

/** An instance that reads and renames the service of `insertShop` through its cache. */
export class FleetMember {
  private constructor(
    readonly app: TestEvents,
    private readonly database: TestDatabase,
  ) {}

  static async open(database: TestDatabase, env: Record<string, string>): Promise<FleetMember> {
    // A stalled machine must not be mistaken for a Redis that hangs.
    const app = await openEvents(database, { REDIS_COMMAND_TIMEOUT_MS: '2000', ...env });
    return new FleetMember(app, database);
  }

  async read(): Promise<string> {
    return (await this.answer()).entry.value;
  }

  /** Whether a read is answered from the cache. */
  async isHit(): Promise<boolean> {
    return (await this.answer()).status.result === 'hit';
  }

  /** Resolves once the write is acknowledged. */
  async write(name: string): Promise<void> {
    await this.app.unit.run(() => this.app.database.query('UPDATE services SET name = $1', [name]));
  }

  async generation(): Promise<string | undefined> {
    const [row] = await this.database.query<{ generation: string }>(
      'SELECT generation FROM cache_generation',
    );
    return row?.generation;
  }

  private async answer() {
    return this.app.cache.answer(serviceRegion, [], async () => {
      const [row] = await this.app.database.query<{ name: string }>('SELECT name FROM services');
      return row?.name ?? '';
    });
  }
}

/** Writes through each member in turn. @returns how many of the reads by all members after each write were stale */
export async function staleReads(members: readonly FleetMember[], writes: number): Promise<number> {
  let stale = 0;
  for (let count = 0; count < writes; count++) {
    const name = `${count} ${Math.random()}`;
    await members[count % members.length]?.write(name);
    const read = await Promise.all(members.map((member) => member.read()));
    stale += read.filter((found) => found !== name).length;
  }
  return stale;
}
