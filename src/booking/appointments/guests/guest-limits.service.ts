import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../../../config/settings.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../../../http/fleet-counter.js';
import { Problem } from '../../../http/problem.js';
import { currentSubscriber } from '../../../http/request-id.js';
import { HOUR_SECONDS } from '../../../time/durations.js';

const TOO_MANY = (seconds: number) =>
  `Too many bookings without an account: try again in ${seconds} s, or log in.`;

/** Refusals that depend on the client whom a contact belongs to. */
const OF_CLIENT = /^client-|^too-many-bookings$/;

/** Ways in which a guest can be reached; either counts. */
interface Contact {
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/**
 * Bounds how many appointments guests book in an hour, from one address and under one e-mail address or phone number, counted for
 * all instances together (`GUEST_BOOKINGS_PER_HOUR`; 0: any number).
 */
@Injectable()
export class GuestLimits {
  private readonly isOn: boolean;
  private readonly addresses: FleetCounter;
  private readonly contacts: FleetCounter;

  constructor({ GUEST_BOOKINGS_PER_HOUR: limit }: HttpSettings, counters: FleetCounters) {
    this.isOn = limit > 0;
    this.addresses = counters.counter({ name: 'guest-address', limit, seconds: HOUR_SECONDS });
    this.contacts = counters.counter({ name: 'guest-contact', limit, seconds: HOUR_SECONDS });
  }

  /**
   * Counts a booking before it is made, and subtracts it again if the booking failed because of the slot.
   * @throws Problem `rate-limited`, and what `book` throws
   */
  async during<Result>({ email, phone }: Contact, book: () => Promise<Result>): Promise<Result> {
    if (!this.isOn) return book();
    const counts: [FleetCounter, string][] = [
      [this.addresses, currentSubscriber() ?? ''],
      ...[email, phone?.replaceAll(/\D/g, '').replace(/^00/, '')].flatMap(
        (contact): [FleetCounter, string][] => (contact ? [[this.contacts, contact]] : []),
      ),
    ];
    for (const [counter, key] of counts) {
      const refusal = await refusalBy(counter, key, TOO_MANY);
      if (refusal !== undefined) throw refusal;
    }
    try {
      return await book();
    } catch (error) {
      // Requests that try out which contacts the shop knows are counted as well.
      const isOfClient = error instanceof Problem && OF_CLIENT.test(error.code);
      if (!isOfClient) await Promise.all(counts.map(([counter, key]) => counter.uncount(key)));
      throw error;
    }
  }
}
