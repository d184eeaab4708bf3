import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.js';
import type { Booked } from './registers/appointment.register.js';
import { clockTime, dateAhead } from './wall-time.js';

const EVERY_MS = 400;
const SLOTS_A_DAY = 48;

/** Clients who want the same slot at the same time, one at each instance (S0). */
export class Race {
  /** Slots that more than one of them was promised. */
  readonly doubleBooked: string[] = [];
  rounds = 0;
  private stopped = false;

  constructor(
    private readonly recorder: Recorder,
    private readonly shop: Booked,
    private readonly instances: number,
  ) {}

  async run(): Promise<void> {
    for (; !this.stopped; this.rounds++) {
      const startsAt = `${dateAhead(10 + Math.floor(this.rounds / SLOTS_A_DAY))}T${clockTime((this.rounds % SLOTS_A_DAY) * 30)}:00.000Z`;
      const { locationId, serviceId, barberIds, token } = this.shop;
      const body = { startsAt, locationId, serviceId, barberId: barberIds[0] };
      const answers = await Promise.all(
        Array.from({ length: this.instances }, async (_, instance) =>
          this.recorder.send({ method: 'POST', path: 'bookings', body, token }, instance),
        ),
      );
      if (answers.filter((answer) => answer.status === 201).length > 1) this.doubleBooked.push(startsAt);
      await sleep(EVERY_MS);
    }
  }

  stop(): void {
    this.stopped = true;
  }
}
