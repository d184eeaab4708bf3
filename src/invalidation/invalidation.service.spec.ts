import { expect, it, jest } from '@jest/globals';
import type { Cache } from '../cache/cache.js';
import type { ReservedDatabase } from '../database/reserved.database.js';
import { InvalidationService, TooMuchToForget } from './invalidation.service.js';

it('an invalidation of more tags than are forgotten one by one is refused before they are listed', async () => {
  const forget = jest.fn<Cache['forget']>().mockResolvedValue({ accepted: true, repliedAt: 0 });
  const service = new InvalidationService({ forget } as never as Cache, {} as never as ReservedDatabase);
  const shards = Array.from({ length: 1000 }, (_, index) => `loc:${index}`);
  const lookup = { shardsOf: async (places: readonly unknown[]) => places.map(() => ({ shards })) };
  const staleBy = (changes: number) => ({
    shards: lookup,
    stale: Array.from({ length: changes }, () => ({ place: 'everywhere', tags: ['rules'] })),
  });
  await expect(service.forget(staleBy(200))).resolves.toMatchObject({ accepted: true, tags: 1000 });
  await expect(service.forget(staleBy(201))).rejects.toThrow(TooMuchToForget);
  expect(forget).toHaveBeenCalledTimes(1);
});
