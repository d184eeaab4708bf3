import { Injectable } from '@nestjs/common';
import { subscriberOf } from '../../http/address.js';
import { counterKey, type FleetCounter, FleetCounters } from '../../http/fleet-counter.js';

const HOUR_S = 3600;
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
    this.recipients = counters.counter({ name: 'mail-recipient', limit: OF_RECIPIENT, seconds: HOUR_S });
    this.addresses = counters.counter({ name: 'mail-address', limit: OF_ADDRESS, seconds: HOUR_S });
  }

  /** Counts a mail. @returns whether it may be sent */
  async allow(email: string, address: string): Promise<boolean> {
    if ((await this.addresses.count(counterKey(subscriberOf(address)))) > 0) return false;
    return (await this.recipients.count(counterKey(email))) === 0;
  }
}
