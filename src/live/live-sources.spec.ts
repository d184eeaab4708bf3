import { expect, it } from '@jest/globals';
import { Entry } from '../cache/entry/entry.js';
import { CachedReply } from '../http/answers/cached-reply.js';
import { LiveSources } from './live.sources.js';

it.each([
  [{}, '2027-06-15T00:00Z'],
  [{ date: '2027-06-14' }, undefined],
  [{ from: '2027-06-14', to: '2027-06-15' }, undefined],
])('a list of %j is read again when today may be another day', async (days, at) => {
  const entry = new Entry({ text: '1', isJson: true }, '"1"', 0, Infinity, null, 1);
  const answer = new CachedReply({ entry, status: { result: 'hit', tier: 'memory' }, readOn: 0 });
  const clock = { now: () => Date.parse('2027-06-14T23:59:58Z') };
  const sources = new LiveSources(
    { get: () => ({ list: async () => answer }) } as never,
    undefined as never,
    clock,
  );
  sources.onModuleInit();
  const { validUntil } = await sources.of({ kind: 'slots', locationId: '1', ...days }, undefined).read();
  expect(validUntil).toBe(at && Date.parse(at));
});
