import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkloadAnswer } from './workload.client.js';
import type { WorkloadFleet } from './workload.fleet.js';
import { WorkloadHistory, type WorkloadRead } from './workload.history.js';
import type { Action, PlannedRead } from './workload.plan.js';
import { locationOf, TIMES, windowsFrom } from './workload.shops.js';

interface Latency {
  readonly at: number;
  readonly isRead: boolean;
  /** From when the request was due to the end of its answer. */
  readonly ms: number;
}

interface Booking {
  readonly id: number;
  readonly barberId: number;
  readonly date: string;
  readonly time: string;
}

/** Plays the actions of a day against a fleet, each when it is due, and records the answers. */
export class WorkloadRun {
  readonly history = new WorkloadHistory(TIMES[0] as string);
  readonly latencies: Latency[] = [];
  /** How often each status was answered, during the day itself. */
  readonly booked = new Map<number, number>();
  /** Actions that sent nothing: no free slot to book, or no appointment to cancel. */
  idle = 0;
  /** Answers that a working application does not give to these requests. */
  readonly failures: string[] = [];
  private readonly bookings: Booking[] = [];
  private readonly shown = new Map<string, string>();

  constructor(private readonly fleet: WorkloadFleet) {}

  /** Plays `actions[from]` up to, but not including, `actions[to]`; resolves when all are answered. */
  async play(actions: readonly Action[], originAt: number): Promise<void> {
    const running: Promise<void>[] = [];
    for (const action of actions) {
      const early = originAt + action.at - performance.now();
      if (early > 0) await sleep(early);
      running.push(this.act(action, originAt + action.at));
    }
    await Promise.all(running);
  }

  private async act(action: Action, dueAt: number): Promise<void> {
    try {
      const isDone = await this.perform(action);
      if (isDone)
        this.latencies.push({ at: action.at, isRead: action.kind === 'read', ms: performance.now() - dueAt });
      else this.idle++;
    } catch (error) {
      this.failures.push(String(error));
    }
  }

  private async perform(action: Action): Promise<boolean> {
    switch (action.kind) {
      case 'read':
        await this.read(action.question, action.instance);
        return true;
      case 'book':
        return this.book(action);
      case 'cancel':
        return this.cancel(action);
      case 'override':
      case 'week':
        await this.change(action);
        return true;
    }
  }

  private async read(question: PlannedRead, instance: number): Promise<void> {
    const token = question.isStaff ? this.fleet.staff : undefined;
    const beganAt = performance.now();
    const { status, text, cacheStatus } = await this.send(instance, 'GET', question.path, token);
    const endedAt = performance.now();
    if (status !== 200) throw new Error(`GET ${question.path} was answered ${status}: ${text}`);
    const before = this.shown.get(question.path);
    // Most answers equal the previous one and are kept once.
    const kept = before === text ? before : text;
    const read: WorkloadRead = { question, beganAt, endedAt, text: kept, cacheStatus };
    this.shown.set(question.path, read.text);
    this.history.reads.push(read);
  }

  /** Books one of the slots that the last read of that shop showed; any slot if there was no read. */
  private async book(action: Extract<Action, { kind: 'book' }>): Promise<boolean> {
    const { barberId: favourite, date, taste, seen, instance, at } = action;
    const text = this.shown.get(seen.path);
    const slots =
      text === undefined
        ? TIMES.map((time) => ({ time, barberIds: [favourite] }))
        : (JSON.parse(text) as { slots: { time: string; barberIds: number[] }[] }).slots;
    const slot = slots[Math.floor(taste * taste * slots.length)];
    if (slot === undefined) return false;
    const { time, barberIds } = slot;
    const barberId = barberIds.includes(favourite) ? favourite : (barberIds[0] as number);
    const body = { date, time, timezone: 'UTC', barberId, serviceId: 1, locationId: locationOf(barberId) };
    const sentAt = performance.now();
    const answer = await this.send(instance, 'POST', 'bookings', this.fleet.client, body);
    const acknowledgedAt = performance.now();
    if (at >= 0) this.booked.set(answer.status, (this.booked.get(answer.status) ?? 0) + 1);
    if (answer.status === 201) {
      this.history.slot(barberId, date, time).write({ value: true, sentAt, acknowledgedAt });
      this.bookings.push({ id: (JSON.parse(answer.text) as { id: number }).id, barberId, date, time });
    } else if (answer.status !== 409 && answer.status !== 422) {
      throw new Error(`A booking was answered ${answer.status}: ${answer.text}`);
    }
    return true;
  }

  private async cancel({ draw, instance }: Extract<Action, { kind: 'cancel' }>): Promise<boolean> {
    const [booking] = this.bookings.splice(Math.floor(draw * this.bookings.length), 1);
    if (booking === undefined) return false;
    const { barberId, date, time, id } = booking;
    const register = this.history.slot(barberId, date, time);
    await this.write(register, false, async () =>
      this.send(instance, 'DELETE', `bookings/${id}`, this.fleet.client),
    );
    return true;
  }

  private async change(action: Extract<Action, { kind: 'override' | 'week' }>): Promise<void> {
    const { kind, barberId, date, slot, instance } = action;
    const windows = windowsFrom(slot);
    const put = async (path: string, body: unknown) =>
      this.send(instance, 'PUT', `barbers/${barberId}/${path}`, this.fleet.staff, body);
    const start = TIMES[slot] as string;
    if (kind === 'override') {
      const register = this.history.override(barberId, date);
      await this.write(register, start, async () => put(`overrides/${date}`, { windows }));
    } else {
      const weekly = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, windows }));
      await this.write(this.history.week(barberId), start, async () => put('availability', { weekly }));
    }
  }

  private async write<Value>(
    register: { write(version: { value: Value; sentAt: number; acknowledgedAt: number }): void },
    value: Value,
    send: () => Promise<WorkloadAnswer>,
  ): Promise<void> {
    const sentAt = performance.now();
    const { status, text } = await send();
    if (status !== 200) throw new Error(`A change was answered ${status}: ${text}`);
    register.write({ value, sentAt, acknowledgedAt: performance.now() });
  }

  private async send(
    instance: number,
    method: string,
    path: string,
    token?: string,
    body?: unknown,
  ): Promise<WorkloadAnswer> {
    const client = this.fleet.clients[instance];
    if (client === undefined) throw new Error(`There is no instance ${instance}.`);
    return client.send(method, path, token, body);
  }
}
