import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../../../config/settings.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../../../http/limits/fleet-counter.js';
import { Problem } from '../../../http/problem.js';
import { currentSubscriber } from '../../../http/request-id.js';
import { HOUR_SECONDS } from '../../../time/durations.js';

const TOO_MANY = (seconds: number) =>
  `Too many bookings under an address that was not proved to be yours: try again in ${seconds} s, or log in and verify it.`;

/** Refusals that depend on the client whom a contact belongs to. */
const OF_CLIENT = /^client-|^too-many-bookings$/;

type Counted = readonly [counter: FleetCounter, key: string];

/** Ways in which a client can be reached; either counts. */
export interface Contact {
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
  async during<Result>(contact: Contact, book: () => Promise<Result>): Promise<Result> {
    if (!this.isOn) return book();
    const counted = await this.count(contact);
    try {
      return await book();
    } catch (error) {
      // Requests that try out which contacts the shop knows are counted as well.
      if (!isOfClient(error)) await Promise.all(counted.map(([counter, key]) => counter.uncount(key)));
      throw error;
    }
  }

  /**
   * Throws an error again. One that shows when a client is busy counts as a booking: callers who have not proved to be the client could try
   * out all times.
   * @param contactOf how to reach that client; `undefined`: it is the caller
   * @throws Problem `rate-limited` instead, if there were too many
   */
  async rethrow(error: unknown, contactOf: () => Promise<Contact | undefined>): Promise<never> {
    const contact = this.isOn && isOfClient(error) ? await contactOf() : undefined;
    if (contact !== undefined) await this.count(contact);
    throw error;
  }

  private async count({ email, phone }: Contact): Promise<readonly Counted[]> {
    const contacts = [email, phone?.replaceAll(/\D/g, '').replace(/^00/, '')].filter(Boolean) as string[];
    const counts: Counted[] = [
      [this.addresses, currentSubscriber() ?? ''],
      ...contacts.map((contact): Counted => [this.contacts, contact]),
    ];
    for (const [counter, key] of counts) {
      const refusal = await refusalBy(counter, key, TOO_MANY);
      if (refusal !== undefined) throw refusal;
    }
    return counts;
  }
}

const isOfClient = (error: unknown) => error instanceof Problem && OF_CLIENT.test(error.code);
