import { expect, it } from '@jest/globals';
import type { Write } from './history.js';
import type { OutboxArchive } from './outbox.archive.js';
import type { Recorder } from './recorder.js';
import type { Register } from './register.js';
import { Rewind } from './rewind.js';
import type { Workload } from './workload.js';

function written(register: string, seq: number, row: string): Write {
  const views = { start: row };
  const fate = { outcome: 'acknowledged', committedAt: seq } as const;
  return { register, seq, views, row, instance: 0, sentAt: seq, endedAt: seq, ...fate };
}

it('records what the database holds after it was brought back as one more write of each register', async () => {
  const order: string[] = [];
  const writes = [
    written('services 1', 0, '30'),
    written('services 1', 1, '40'),
    written('barbers 9 name', 0, 'gone'),
    written('barbers 9 name', 1, '08:00'),
  ];
  const registers = ['services 1', 'barbers 9 name'].map((name): Register => ({
    name,
    probes: [],
    step: () => ({ request: { sql: '', parameters: [] }, views: {}, row: '' }),
    resync: async () => {
      order.push(`${name} resynchronised`);
    },
  }));
  const rewind = new Rewind(
    async () => [{ relation: 'services', after: { id: 1, duration_minutes: 30 } }],
    registers,
    { history: { writes } } as Recorder,
    { atStandstill: async (work: () => Promise<void>) => work(), nextStep: () => 2 } as unknown as Workload,
    { collect: async () => void order.push('rows collected') } as unknown as OutboxArchive,
  );
  await rewind.run(async () => void order.push('brought back'));

  expect(order.slice(0, 2)).toEqual(['rows collected', 'brought back']);
  expect(order).toContain('barbers 9 name resynchronised');
  const restored = { seq: 2, outcome: 'unannounced', leavesNoRow: true, isRestored: true };
  expect(writes.slice(4)).toMatchObject([
    { register: 'services 1', row: '30', views: { start: '30' }, ...restored },
    { register: 'barbers 9 name', row: 'gone', views: { start: 'gone' }, ...restored },
  ]);
});
