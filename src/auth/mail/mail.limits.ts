import { Injectable } from '@nestjs/common';
import { subscriberOf } from '../../http/address.js';
import { type FleetCounter, FleetCounters, refusalBy } from '../../http/limits/fleet-counter.js';
import type { Problem } from '../../http/problem.js';
import { HOUR_SECONDS } from '../../time/durations.js';

const TOO_MANY = (seconds: number) => `Too many mails were requested: try again in ${seconds} s.`;
const OF_RECIPIENT = 5;
const OF_ADDRESS = 100;

/**
 * How often strangers can have mails sent, counted for all instances together: five in an hour to one recipient, whether there is such an
 * account or not, and a hundred by one address.
 */
@Injectable()
export class MailLimits {
  private readonly recipients: FleetCounter;
  private readonly addresses: FleetCounter;

  constructor(counters: FleetCounters) {
    this.recipients = counters.counter({
      name: 'mail-recipient',
      limit: OF_RECIPIENT,
      seconds: HOUR_SECONDS,
    });
    this.addresses = counters.counter({ name: 'mail-address', limit: OF_ADDRESS, seconds: HOUR_SECONDS });
  }

  /** Counts a mail. @returns the problem `rate-limited` if it may not be sent */
  async refusal(email: string, address: string): Promise<Problem | undefined> {
    return (
      (await refusalBy(this.addresses, subscriberOf(address), TOO_MANY)) ??
      (await refusalBy(this.recipients, email, TOO_MANY))
    );
  }
}
