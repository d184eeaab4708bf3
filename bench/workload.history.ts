import { isTakenAtFirst } from './workload.shops.js';
import type { PlannedRead } from './workload.plan.js';

/** An answered read; instants are `performance.now()` of the one process in which all clients live. */
export interface WorkloadRead {
  readonly question: PlannedRead;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly text: string;
  readonly cacheStatus: string;
}

/** A value, and the two instants between which it took effect. */
interface Version<Value> {
  readonly value: Value;
  readonly sentAt: number;
  /** Infinity: never. */
  readonly acknowledgedAt: number;
}

/**
 * The versions of one value that the application stores and shows. Writers may overlap, so two versions are ordered only if
 * one was sent after the other was acknowledged.
 */
class Register<Value> {
  private readonly versions: Version<Value>[];

  constructor(first: Value) {
    this.versions = [{ value: first, sentAt: -Infinity, acknowledgedAt: -Infinity }];
  }

  write(version: Version<Value>): void {
    this.versions.push(version);
  }

  /**
   * The values that a read may show: all that were sent before it ended, except those superseded before it began. A value is
   * superseded once another one, sent after its acknowledgement, is acknowledged.
   */
  allowed({ beganAt, endedAt }: WorkloadRead): Value[] {
    return this.versions
      .filter(
        (version) =>
          version.sentAt <= endedAt &&
          !this.versions.some(
            (later) =>
              later !== version && later.acknowledgedAt <= beganAt && later.sentAt >= version.acknowledgedAt,
          ),
      )
      .map(({ value }) => value);
  }

  /** When the last write that the read must show was acknowledged. */
  lastBefore({ beganAt }: WorkloadRead): number {
    return Math.max(
      ...this.versions.map(({ acknowledgedAt }) => (acknowledgedAt <= beganAt ? acknowledgedAt : -Infinity)),
    );
  }
}

/** All reads, and the versions of every value that they could have shown. */
export class WorkloadHistory {
  readonly reads: WorkloadRead[] = [];
  private readonly slots = new Map<string, Register<boolean>>();
  private readonly overrides = new Map<string, Register<string | undefined>>();
  private readonly weeks = new Map<number, Register<string>>();

  constructor(private readonly firstWeek: string) {}

  /** Whether the slot is taken by an appointment. */
  slot(barberId: number, date: string, time: string): Register<boolean> {
    return entry(this.slots, `${barberId} ${date} ${time}`, () => isTakenAtFirst(barberId, date, time));
  }

  /** When the barber's day begins on that date, if it differs from their week. */
  override(barberId: number, date: string): Register<string | undefined> {
    return entry(this.overrides, `${barberId} ${date}`, () => undefined);
  }

  /** When the barber's days begin. */
  week(barberId: number): Register<string> {
    return entry(this.weeks, barberId, () => this.firstWeek);
  }
}

function entry<Key, Value>(map: Map<Key, Register<Value>>, key: Key, first: () => Value): Register<Value> {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = new Register(first())));
  return found;
}
