import { Problem } from '../../http/problem.js';
import { MINUTE_MS } from '../../time/durations.js';

export const STATUSES = ['confirmed', 'cancelled', 'completed', 'no_show'] as const;
export type AppointmentStatus = (typeof STATUSES)[number];

/** What a change of status requires. */
interface Transition {
  readonly by: 'client or staff' | 'staff';
  /** The appointment takes its time again, so no other appointment may have it by then. */
  readonly needsTime?: true;
}

/**
 * Every change of an appointment's status that there is. `docs/shop.md` shows the table to readers; a test compares the two.
 */
export const TRANSITIONS: Readonly<
  Record<AppointmentStatus, Readonly<Partial<Record<AppointmentStatus, Transition>>>>
> = {
  confirmed: {
    cancelled: { by: 'client or staff' },
    completed: { by: 'staff' },
    no_show: { by: 'staff' },
  },
  cancelled: { confirmed: { by: 'staff', needsTime: true } },
  completed: { confirmed: { by: 'staff' }, no_show: { by: 'staff' } },
  no_show: { confirmed: { by: 'staff', needsTime: true }, completed: { by: 'staff', needsTime: true } },
};

/** Whether an appointment whose status changes so takes its time again. */
export function takesTimeAgain(from: AppointmentStatus, to: AppointmentStatus | undefined): boolean {
  return to !== undefined && TRANSITIONS[from][to]?.needsTime === true;
}

/** An appointment whose status shall change. */
interface Stateful {
  readonly status: AppointmentStatus;
  readonly starts_at: Date;
}

/**
 * The transition to another status, if the table has it and its time has come.
 * @throws Problem `already-cancelled`, `conflict`, `forbidden`, `too-early`
 */
export function transition(
  { status, starts_at }: Stateful,
  to: AppointmentStatus,
  { isStaff, now }: { readonly isStaff: boolean; readonly now: number },
): Transition {
  const found = TRANSITIONS[status][to];
  if (found === undefined) {
    if (status === 'cancelled') {
      throw new Problem('already-cancelled', 'The appointment is cancelled: staff can confirm it again.');
    }
    throw new Problem('conflict', `The appointment is ${status}, and cannot become ${to} from there.`);
  }
  if (found.by === 'staff' && !isStaff) {
    throw new Problem('forbidden', 'Only staff of the location may set the status of an appointment.');
  }
  assertBegun({ status: to, starts_at }, now);
  return found;
}

/** Whether a status says how an appointment ended, so that it may only have it once it has begun. */
export function isOutcome(status: AppointmentStatus): boolean {
  return status === 'completed' || status === 'no_show';
}

/**
 * When a missed appointment stops blocking its barber: at the minute in which it is marked, so that the rest of its time can be booked. At least a
 * minute stays, so that the appointment is found where it was.
 */
export function missedUntil(startsAt: Date, blockedUntil: Date, now: number): Date {
  const marked = Math.max(startsAt.getTime() + MINUTE_MS, Math.floor(now / MINUTE_MS) * MINUTE_MS);
  return new Date(Math.min(blockedUntil.getTime(), marked));
}

/** @throws Problem `too-early` for an outcome of an appointment that has not begun */
export function assertBegun({ status, starts_at }: Stateful, now: number): void {
  if (isOutcome(status) && now < starts_at.getTime()) {
    throw new Problem('too-early', `An appointment can be ${status} only after its start.`);
  }
}
