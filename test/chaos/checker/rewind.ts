import type { Write } from './history.js';
import type { OutboxArchive } from './outbox.archive.js';
import type { Recorder } from './recorder.js';
import type { Register, Sql } from './register.js';
import { registersOf } from './registers/outbox-row.js';
import type { Workload } from './workload.js';

/** Every table whose rows are values of registers. Cancelled appointments are none. */
const TABLES = [
  'business_hours',
  'barber_availability',
  'barber_overrides',
  'barber_time_off',
  'barber_rotas',
  'barber_services',
  'location_closures',
  'service_locations',
  'booking_settings',
  'services',
  'locations',
  'users',
  'barbers',
];
const SNAPSHOT = [
  `SELECT 'appointments' AS relation, to_jsonb(a) AS after FROM appointments a WHERE status <> 'cancelled'`,
  ...TABLES.map((table) => `SELECT '${table}' AS relation, to_jsonb(t) AS after FROM ${table} t`),
].join(' UNION ALL ');
/** What a register shows that has no row. */
const WITHOUT_ROW = new Set(['free', 'none', 'gone']);

/**
 * Brings the database back to an earlier state. For a register that went back, that is one more write: made past the application,
 * with the value that it had before.
 */
export class Rewind {
  constructor(
    private readonly sql: Sql,
    private readonly registers: readonly Register[],
    private readonly recorder: Recorder,
    private readonly workload: Workload,
    private readonly archive: OutboxArchive,
  ) {}

  /** @param work resolves when the database answers again */
  async run(work: () => Promise<void>): Promise<void> {
    await this.workload.atStandstill(async () => {
      await this.archive.collect();
      const sentAt = performance.now();
      await work();
      const rows = await this.sql(SNAPSHOT, []);
      const endedAt = performance.now();
      const values = new Map<string, string>();
      for (const { relation, after } of rows) {
        const change = { relation: String(relation), before: null, after: after as Record<string, unknown> };
        for (const { register, value } of registersOf(change)) values.set(register, value);
      }
      for (const register of this.registers) {
        this.record(register, values.get(register.name), sentAt, endedAt);
        await register.resync?.(this.sql);
      }
    });
  }

  private record(register: Register, value: string | undefined, sentAt: number, endedAt: number): void {
    const own = this.recorder.history.writes.filter(({ register: name }) => name === register.name);
    const former = own.findLast(({ row }) => (value === undefined ? WITHOUT_ROW.has(row) : row === value));
    if (former === undefined) throw new Error(`${register.name} went back to ${value}, which it never was.`);
    const restored: Write = {
      register: register.name,
      views: former.views,
      row: former.row,
      seq: this.workload.nextStep(register),
      instance: -1,
      sentAt,
      endedAt,
      outcome: 'unannounced',
      committedAt: endedAt,
      leavesNoRow: true,
      isRestored: true,
    };
    this.recorder.history.writes.push(restored);
  }
}
