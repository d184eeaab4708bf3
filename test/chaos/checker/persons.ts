import type { RedisServer } from '../../support/redis.js';
import { PERSON } from './environment.js';
import { command } from './faults/redis.command.js';
import { rowsWith } from './outbox.archive.js';
import type { Sql } from './register.js';

/** How many entries of the cache and rows of the outbox name a person. There must be none: they carry ids. */
export async function personsIn(cache: RedisServer, sql: Sql): Promise<number> {
  const entries = await command(cache, async (client) => {
    let found = 0;
    for await (const keys of client.scanStream({ count: 1000 }) as AsyncIterable<string[]>) {
      if (keys.length === 0) continue;
      const values = await client.mget(keys);
      found += values.filter((value, index) => `${keys[index]} ${value}`.includes(PERSON)).length;
    }
    return found;
  });
  return entries + (await rowsWith(sql, PERSON));
}
